package org.electra4j.core.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/library.md: they run, and the document shows them as they are. */
class ExamplesTest {
  @TempDir
  private Path folder;

  @Test
  void pretrainingOnStringsLearns() {
    List<List<String>> documents = IntStream.range(0, 60).mapToObj(i -> List.of("the river number " + i + " runs to the sea",
        "a stone of " + i + " pounds lies beside the road", "nobody knows who put it there")).toList();
    // At first ln(vocabulary) + 50 ln 2, above 39.
    assertThat(PretrainOnStrings.train(documents, folder)).isBetween(5.0, 30.0);
  }

  @Test
  void fineTuningTellsTwoWordsApart() {
    List<String> tokens = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "the", "film", "was");
    WordPieceTokenizer tokenizer = new WordPieceTokenizer(Vocabulary.of(tokens), new TextNormalizer(true, true));
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      examples.add(new Example("the film was " + (i % 2 == 0 ? "bad" : "good"), null, i % 2));
    }
    assertThat(FineTuneAClassifier.accuracy(ElectraConfig.tiny(tokens.size()), null, tokenizer, examples, examples.subList(0, 40)))
        .isEqualTo(1);
  }

  @Test
  void aKernelMultiplies() {
    assertThat(UseAKernel.product(new float[] {1, 2, 3, 4}, new float[] {5, 6, 7, 8}, 2, 2, 2)).containsExactly(19, 22, 43, 50);
  }

  @Test
  void theDocumentShowsTheExamplesAsTheyAre() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("electra"))) {
      root = root.getParent();
    }
    String document = Files.readString(root.resolve("docs/library.md"));
    for (String name : List.of("PretrainOnStrings", "FineTuneAClassifier", "UseAKernel")) {
      Path file = root.resolve("core/src/test/java/org/electra4j/core/examples/" + name + ".java");
      String code = Files.readString(file);
      assertThat(document).as(name).contains(code.substring(code.indexOf("final class")).strip());
      assertThat(code.lines().dropWhile(line -> !line.startsWith("final class"))).as(name).hasSizeLessThan(40);
    }
  }
}
