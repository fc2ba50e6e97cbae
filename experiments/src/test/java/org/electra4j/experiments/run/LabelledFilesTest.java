package org.electra4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.core.finetune.BagOfWords;
import org.electra4j.core.finetune.Metric;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.finetune.TaskException;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelledFilesTest {
  @TempDir
  private Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private Task read(String train, String dev, boolean regression) throws IOException {
    return new LabelledFiles(file("train.tsv", train), file("dev.tsv", dev), "text", null, "label", regression).read("mine");
  }

  @Test
  void tabsAndQuotationMarksAreRead() throws IOException {
    Task task = read("id\ttext\tlabel\n1\tgood\tyes\n2\t\"a \"\"bad\"\" one,\tor two\"\tno\n", "text\tlabel\nso \"so\"\tno\n", false);
    assertThat(task.labels()).containsExactly("no", "yes");
    assertThat(task.train()).containsExactly(new Example("good", null, 1), new Example("a \"bad\" one,\tor two", null, 0));
    assertThat(task.dev()).containsExactly(new Example("so \"so\"", null, 0));
  }

  @Test
  void commasPairsAndOtherNamesAreRead() throws IOException {
    Path train = file("t.csv", "a,b,is\n\"x, y\",z,1\nu,v,0\n");
    Task task = new LabelledFiles(train, train, "a", "b", "is", false).read("pairs");
    assertThat(task.train()).containsExactly(new Example("x, y", "z", 1), new Example("u", "v", 0));
  }

  @Test
  void valuesAreMovedToTheUnitInterval() throws IOException {
    Task task = read("text\tlabel\na\t1\nb\t5\nc\t2\n", "text\tlabel\nd\t9\n", true);
    assertThat(task.regression()).isTrue();
    assertThat(task.train()).extracting(Example::label).containsExactly(0f, 1f, 0.25f);
    assertThat(task.dev().getFirst().label()).as("beyond those of training").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "words label/a 1/b 2         | words label/a 1  | there is no column text, but words, label; name them with --text",
      "text label/a 1/b 1          | text label/a 1   | has 1 different labels, expected 2 to 1000",
      "text label/a 1/b 2          | text label/a 3   | dev.tsv, line 2: label '3' is not among those of",
      "text label/a 1/b            | text label/a 1   | train.tsv, line 3: has 1 columns, expected 2",
      "text label                  | text label/a 1   | holds no row below its header"})
  void whatIsWrongIsNamed(String train, String dev, String message) {
    assertThatThrownBy(() -> read(lines(train), lines(dev), false)).isInstanceOf(TaskException.class).hasMessageContaining(message);
  }

  @Test
  void whatIsNoNumberOrNoTextIsNamed() throws IOException {
    assertThatThrownBy(() -> read(lines("text label/a 1/b x"), lines("text label/a 1"), true))
        .hasMessageContaining("line 3: label 'x' is no number");
    Path latin = Files.write(folder.resolve("latin.tsv"), "text\tlabel\n\u00e9\t1\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> new LabelledFiles(latin, latin, "text", null, "label", false).read("x")).isInstanceOf(TaskException.class)
        .hasMessageContaining("is not UTF-8");
    assertThatThrownBy(() -> new LabelledFiles(folder.resolve("none"), latin, "text", null, "label", false).read("x"))
        .hasMessageContaining("there is no such file");
  }

  private static String lines(String shorthand) {
    return shorthand.strip().replace(' ', '\t').replace('/', '\n') + "\n";
  }

  @Test
  void countingWordsIsNaiveBayes() {
    WordPieceTokenizer tokenizer = new WordPieceTokenizer(Vocabulary.of(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad",
        "film")), new TextNormalizer(true, true));
    List<Example> train = List.of(new Example("good good film", null, 1), new Example("bad film", null, 0), new Example("bad", null, 0));
    List<Example> dev = List.of(new Example("good", null, 1), new Example("bad bad", null, 0), new Example("film", null, 0),
        new Example("good bad", null, 1));
    Task task = new Task("t", List.of("no", "yes"), Metric.ACCURACY, train, dev);
    // "good bad": priors 3/5 and 2/5; 1/11 * 3/11 against 3/11 * 1/11: the prior decides, for no, which is wrong.
    assertThat(BagOfWords.score(task, tokenizer)).isCloseTo(0.75, within(1e-12));
  }
}
