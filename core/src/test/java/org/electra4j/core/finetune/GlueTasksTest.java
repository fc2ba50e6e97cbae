package org.electra4j.core.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.electra4j.core.finetune.Task.Example;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each published layout with its traps, and one bad row of each kind. */
class GlueTasksTest {
  private static final String SST_HEADER = "sentence\tlabel\n";
  private static final String MRPC_HEADER = "\uFEFFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\n";
  private static final String STS_HEADER = "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore\n";
  private static final String QQP_HEADER = "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n";
  private static final String MNLI_HEADER = "index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse\t"
      + "sentence1_parse\tsentence2_parse\tsentence1\tsentence2\tlabel1\tgold_label\n";
  private static final String QNLI_HEADER = "index\tquestion\tsentence\tlabel\n";
  private static final String RTE_HEADER = "index\tsentence1\tsentence2\tlabel\n";

  @TempDir
  private Path glue;

  @Test
  void colaHasNoHeaderAndItsLastLineNeedsNoNewline() throws IOException {
    write("CoLA", "train.tsv", "gj04\t1\t\tThey say \"no.\ngj04\t0\t*\tThey no\" say.");
    write("CoLA", "dev.tsv", "bc01\t1\t\tOne ended the line.\r\n");
    Task task = GlueTasks.read(glue, "cola");
    assertThat(task.train()).containsExactly(new Example("They say \"no.", null, 1), new Example("They no\" say.", null, 0));
    assertThat(task.dev()).containsExactly(new Example("One ended the line.", null, 1));
    assertThat(task.metric()).isEqualTo(Metric.MATTHEWS);
    assertThat(task.metrics()).containsExactly(Metric.MATTHEWS, Metric.ACCURACY);
  }

  @Test
  void sstIsFoundUnderEachOfItsNames() throws IOException {
    for (String folder : List.of("SST-2", "sst")) {
      write(folder, "train.tsv", SST_HEADER + "a joy \t1\n");
      write(folder, "dev.tsv", SST_HEADER + "a bore \t0\n");
      assertThat(GlueTasks.found(glue)).containsExactly("sst-2");
      assertThat(GlueTasks.read(glue, "sst-2").train()).containsExactly(new Example("a joy ", null, 1));
      Files.delete(glue.resolve(folder).resolve("train.tsv"));
    }
    assertThat(GlueTasks.found(glue)).isEmpty();
  }

  @Test
  void mrpcBeginsWithAByteOrderMarkAndTrainsOnBothOrders() throws IOException {
    write("mrpc", "train.tsv", MRPC_HEADER + "1\t7\t8\tHe said \" yes .\tYes , he said .\n0\t9\t10\tA .\tB .\n");
    write("mrpc", "dev.tsv", MRPC_HEADER + "1\t7\t8\tC .\tD .\n");
    Task task = GlueTasks.read(glue, "mrpc");
    assertThat(task.train()).containsExactly(new Example("He said \" yes .", "Yes , he said .", 1), new Example("A .", "B .", 0),
        new Example("Yes , he said .", "He said \" yes .", 1), new Example("B .", "A .", 0));
    assertThat(task.dev()).containsExactly(new Example("C .", "D .", 1));
    assertThat(task.metrics()).containsExactly(Metric.ACCURACY, Metric.F1);
  }

  @Test
  void stsCountsItsColumnsFromTheRight() throws IOException {
    write("STS-B", "train.tsv", STS_HEADER + "0\tg\tf\ty\t1\tn\tn\tA.\tB.\t5.000\n1\tg\tf\ty\t1\tn\tn\textra\tC.\tD.\t1.25\n");
    write("STS-B", "dev.tsv", STS_HEADER + "0\tg\tf\tE.\tF.\t0");
    Task task = GlueTasks.read(glue, "sts-b");
    assertThat(task.regression()).isTrue();
    assertThat(task.train()).containsExactly(new Example("A.", "B.", 1), new Example("C.", "D.", 0.25f), new Example("B.", "A.", 1),
        new Example("D.", "C.", 0.25f));
    assertThat(task.dev()).containsExactly(new Example("E.", "F.", 0));
    assertThat(task.metrics()).containsExactly(Metric.SPEARMAN, Metric.PEARSON);
  }

  @Test
  void qqpLeavesOutWhatDoesNotParse() throws IOException {
    String broken = "3\t5\t6\tWhat is broken\n?\tWhat is whole?\t0\n4\t5\t6\tOne question?\t\t0\n";
    write("QQP", "train.tsv", QQP_HEADER + "1\t5\t6\tWhy?\tHow?\t0\n" + broken + "2\t7\t8\tWho?\tWho is it?\t1\n");
    write("QQP", "dev.tsv", QQP_HEADER + "1\t5\t6\tWhen?\tHow?\t0\n");
    Task task = GlueTasks.read(glue, "qqp");
    assertThat(task.train()).containsExactly(new Example("Why?", "How?", 0), new Example("Who?", "Who is it?", 1));

    write("QQP", "dev.tsv", QQP_HEADER + "1\t5\t6\tWhen?\tHow?\t0\n" + "short\n".repeat(GlueLayout.MOST_LEFT_OUT + 1));
    assertThatThrownBy(() -> GlueTasks.read(glue, "qqp")).isInstanceOf(TaskException.class)
        .hasMessageContaining("dev.tsv, line " + (GlueLayout.MOST_LEFT_OUT + 3) + ": found 1 column");
  }

  @Test
  void mnliTakesTheLastColumnAndTheMatchedDevSet() throws IOException {
    String parses = "0\tp\tq\tfiction\tb\tb\tp\tp\t";
    write("MNLI", "train.tsv", MNLI_HEADER + parses + "Premise \"one.\tHypothesis.\tneutral\tentailment\n");
    write("MNLI", "dev_matched.tsv", MNLI_HEADER.replace("label1\t", "label1\tlabel2\t") + parses + "P.\tH.\tneutral\tneutral\tneutral\n"
        + parses + "P.\tI.\tneutral\tneutral\tcontradiction\n");
    Task task = GlueTasks.read(glue, "mnli");
    assertThat(task.labels()).containsExactly("contradiction", "entailment", "neutral");
    assertThat(task.train()).containsExactly(new Example("Premise \"one.", "Hypothesis.", 1));
    assertThat(task.dev()).containsExactly(new Example("P.", "H.", 2), new Example("P.", "I.", 0));
  }

  @Test
  void qnliAndRteNameTheirLabels() throws IOException {
    for (Map.Entry<String, String> each : Map.of("qnli", QNLI_HEADER, "rte", RTE_HEADER).entrySet()) {
      write(each.getKey(), "train.tsv", each.getValue() + "0\tFirst?\tSecond.\tnot_entailment\n");
      write(each.getKey(), "dev.tsv", each.getValue() + "0\tThird?\tFourth.\tentailment\n");
      Task task = GlueTasks.read(glue, each.getKey());
      assertThat(task.train()).containsExactly(new Example("First?", "Second.", 1));
      assertThat(task.dev()).containsExactly(new Example("Third?", "Fourth.", 0));
    }
    assertThat(GlueTasks.found(glue)).containsExactly("qnli", "rte");
  }

  static Stream<Arguments> badFiles() {
    return Stream.of(
        Arguments.of("cola", "CoLA", "gj04\t1\t\tGood.\ngj04\t2\t\tBad.\n", "line 2: found label '2', expected 0 or 1;"),
        Arguments.of("cola", "CoLA", "gj04\t1\t\tGood.\ngj04\t1\tBad.\n", "line 2: found 3 columns, expected 4 separated by tabs;"),
        Arguments.of("cola", "CoLA", "gj04\t1\t\tGood.\n\ngj04\t1\t\tGood.\n", "line 2: found 1 column, expected 4"),
        Arguments.of("cola", "CoLA", "gj04\t1\t\tGood.\ngj04\t1\t\t \n", "line 2: found an empty column 4, expected a text;"),
        Arguments.of("cola", "CoLA", "", "train.tsv: found no examples, expected a row for each;"),
        Arguments.of("sst-2", "SST-2", "", "train.tsv: found an empty file, expected a header"),
        Arguments.of("sst-2", "SST-2", SST_HEADER, "train.tsv: found no examples"),
        Arguments.of("sst-2", "SST-2", "a joy\t1\n", "line 1: found column 1 with the title 'a joy', expected the header of sst-2, with "
            + "'sentence' there;"),
        Arguments.of("sst-2", "SST-2", SST_HEADER + "a\tjoy\t1\n", "line 2: found 3 columns, expected 2"),
        Arguments.of("mrpc", "MRPC", MRPC_HEADER + "1\t7\t8\tAlone.\n", "line 2: found 4 columns, expected 5"),
        Arguments.of("mrpc", "MRPC", MRPC_HEADER + "yes\t7\t8\tA.\tB.\n", "line 2: found label 'yes', expected 0 or 1"),
        Arguments.of("sts-b", "STS-B", STS_HEADER + "A.\tB.\n", "line 2: found 2 columns, expected at least 3"),
        Arguments.of("sts-b", "STS-B", STS_HEADER.replace("score", "points"), "line 1: found column 10 with the title 'points'"),
        Arguments.of("sts-b", "STS-B", STS_HEADER + "A.\tB.\tnone\n", "line 2: found score 'none', expected a number from 0 to 5;"),
        Arguments.of("sts-b", "STS-B", STS_HEADER + "A.\tB.\t5.1\n", "line 2: found score '5.1'"),
        Arguments.of("sts-b", "STS-B", STS_HEADER + "A.\tB.\tNaN\n", "line 2: found score 'NaN'"),
        Arguments.of("qqp", "QQP", QQP_HEADER.replace("question2", "answer") + "1\t5\t6\tWhy?\tHow?\t0\n",
            "line 1: found column 5 with the title 'answer'"),
        Arguments.of("qqp", "QQP", QQP_HEADER + "1\t5\t6\tWhy?\tHow?\tno\n", "train.tsv: found no examples"),
        Arguments.of("mnli", "MNLI", MNLI_HEADER + "0\tp\tq\tg\tb\tb\tp\tp\tP.\tentailment\n", "line 2: found 10 columns, expected at "
            + "least 11"),
        Arguments.of("mnli", "MNLI", MNLI_HEADER + "0\tp\tq\tg\tb\tb\tp\tp\tP.\tH.\tneutral\t-\n", "line 2: found label '-', expected "
            + "contradiction or entailment or neutral;"),
        Arguments.of("qnli", "QNLI", QNLI_HEADER + "0\tA?\tB.\tyes\n", "line 2: found label 'yes', expected entailment or not_entailment"),
        Arguments.of("rte", "RTE", RTE_HEADER + "0\tA.\tB.\n", "line 2: found 3 columns, expected 4"));
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void aBadRowIsRefusedByFileLineFoundAndExpected(String task, String folder, String train, String message) throws IOException {
    write(folder, "train.tsv", train);
    write(folder, task.equals("mnli") ? "dev_matched.tsv" : "dev.tsv", "");
    assertThatThrownBy(() -> GlueTasks.read(glue, task)).isInstanceOf(TaskException.class)
        .hasMessageContaining(glue.resolve(folder).resolve("train.tsv").toString()).hasMessageContaining(message);
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedByLine() throws IOException {
    write("CoLA", "dev.tsv", "gj04\t1\t\tGood.\n");
    Files.write(glue.resolve("CoLA/train.tsv"), "gj04\t1\t\tGood.\ngj04\t1\t\tna\u00efve\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> GlueTasks.read(glue, "cola")).isInstanceOf(TaskException.class)
        .hasMessageContaining("train.tsv: byte 24 (line 2) is not UTF-8, found 0xef");
  }

  @Test
  void aMissingTaskIsNamed() {
    assertThatThrownBy(() -> GlueTasks.read(glue, "sst-2")).isInstanceOf(TaskException.class)
        .hasMessageContaining("found no folder SST-2 or sst-2 or sst or SST with train.tsv and dev.tsv");
    assertThatThrownBy(() -> GlueTasks.read(glue, "wnli")).isInstanceOf(TaskException.class)
        .hasMessage("no GLUE task is called 'wnli': expected one of cola, sst-2, mrpc, sts-b, qqp, mnli, qnli, rte");
  }

  private void write(String folder, String file, String text) throws IOException {
    Files.createDirectories(glue.resolve(folder));
    Files.writeString(glue.resolve(folder).resolve(file), text);
  }
}
