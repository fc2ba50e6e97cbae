package org.electra4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.electra4j.core.finetune.FineTuner;
import org.electra4j.core.train.CurvePoint;
import org.electra4j.core.train.Evaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportsTest {
  private static final double ENTROPY = 6.25;

  @TempDir
  Path folder;

  /** Two seeds of three cells; the first cell learns no generator, the second hardly any context. */
  private static List<ResultRow> rows() {
    List<ResultRow> rows = new ArrayList<>();
    for (long seed = 1; seed <= 2; seed++) {
      rows.add(row("unigram", seed, Double.NaN, 0.4 + 0.01 * seed, -1));
      rows.add(row("1/4", seed, ENTROPY - 0.25 * seed, 0.6 + 0.01 * seed, seed == 1 ? -1 : 120));
      rows.add(row("1/2", seed, ENTROPY - 1 - 0.1 * seed, 0.5 + 0.01 * seed, 80));
    }
    return rows;
  }

  private static ResultRow row(String cell, long seed, double maskedLm, double score, long contextStep) {
    SequencedMap<String, Double> scores = new LinkedHashMap<>();
    scores.put("paragraph-kind", score);
    scores.put("module", score - 0.2);
    return row(cell, seed, maskedLm, scores, contextStep);
  }

  private static ResultRow row(String cell, long seed, double maskedLm, SequencedMap<String, Double> scores, long contextStep) {
    SequencedMap<String, String> configuration = new LinkedHashMap<>();
    configuration.put("hiddenSize", "128");
    configuration.put("generatorSize", cell);
    return new ResultRow("r" + cell.replace("/", "") + seed, "generator-size", cell, "1/4", Comparison.STEPS, seed, "abc1234",
        configuration, "JDK prose, 2 files", "d0", "v0", 1_234_567, 1e12 / 3, 2e12 / 3, ENTROPY, contextStep,
        new Evaluation(maskedLm, Double.isNaN(maskedLm) ? Double.NaN : 0.1f, 0.3, Double.NaN, 0.75, Double.NaN, 0, 0.125,
            Double.NaN, 4096), scores, "h" + seed, null);
  }

  private static List<RunCurve> curves(List<ResultRow> rows) {
    return rows.stream().map(row -> new RunCurve(row.run(), row.cell(), row.seed(),
        List.of(new CurvePoint(20, 40, row.cell().equals("unigram") ? 0 : 6.5, 0.7, 1.5, 1e-4, 0.1),
            new CurvePoint(40, 30, row.cell().equals("unigram") ? 0 : 6.1, 0.5, 1.25, 2e-4, 0.1)))).toList();
  }

  @Test
  void rowsNameTheReferenceOfAnExperimentThatNobodyPublished() {
    CellGroup group = CellGroup.of(rows()).getFirst();
    assertThat(group.cells().getFirst().cell()).isEqualTo("unigram");
    assertThat(group.reference(Publication.of("mine")).cell()).isEqualTo("1/4");
  }

  /** What the command finetune adds to a folder belongs to a checkpoint, and to no run of runs.csv. */
  @Test
  void fineTuningsOfACheckpointHaveATableOfTheirOwn() {
    List<ResultRow> rows = List.of(row("small", 1, ENTROPY - 1.1, new LinkedHashMap<>(), 80));
    List<FineTuneRow> tunings = new ArrayList<>();
    for (double score : new double[] {0.625, 0.5, 0.75}) {
      tunings.add(tuned("c1", "checkpoint", "sst-2", "2500", score));
    }
    tunings.add(tuned("c2", "random", "rte", "0", 0.5));
    tunings.add(tuned(rows.getFirst().run(), "checkpoint", "module", "0", 0.9));
    FineTuneCsv.write(folder, tunings);
    Reports.Written written = Reports.write(folder, "pretrain", rows, curves(rows));
    assertThat(written.summary()).content().contains("## Fine-tuned\n",
        "| checkpoint | sst-2 | at most 2500 | 3 | 62.5 | 12.5 | 62.5 | 50.0 | 75.0 |",
        "| random | rte | all | 1 | 50.0 | – | 50.0 | 50.0 | 50.0 |").doesNotContain("90.0");
    assertThat(written.page()).content().contains("<h2>Fine-tuned</h2>", "at most 2500",
        "One pre-training: the main network tells replaced tokens with an AUC of 0.750, the masked-LM loss ends 1.10 nats below the "
            + "unigram entropy.");
  }

  private static FineTuneRow tuned(String model, String start, String task, String most, double score) {
    SequencedMap<String, String> configuration = new LinkedHashMap<>();
    configuration.put("fineTuneMaxTrain", most);
    return new FineTuneRow(model, start, task, 1, configuration, "e", "v", new FineTuner.Result(score, new LinkedHashMap<>(), 10, "h"));
  }

  @Test
  void reportIsMadeAgainFromItsTablesByteForByte() throws IOException {
    List<ResultRow> rows = rows();
    Reports.Written first = Reports.write(folder, "generator-size", rows, curves(rows));
    List<byte[]> before = bytes(first);
    Files.delete(first.summary());
    Files.delete(first.figure());
    Locale.setDefault(Locale.of("tr"));
    try {
      assertThat(bytes(Reports.rewrite(folder))).containsExactlyElementsOf(before);
      assertThat(bytes(Reports.write(folder.resolve("elsewhere"), "generator-size", rows, curves(rows)))).containsExactlyElementsOf(before);
    } finally {
      Locale.setDefault(Locale.ROOT);
    }
  }

  /** Such as Matthews' correlation of models that give one answer to everything. */
  @Test
  void aTaskWithoutADefinedScoreStaysInTheReport() throws IOException {
    List<ResultRow> rows = rows();
    rows.forEach(row -> row.scores().put("cola", Double.NaN));
    List<byte[]> before = bytes(Reports.write(folder, "generator-size", rows, curves(rows)));
    assertThat(bytes(Reports.rewrite(folder))).containsExactlyElementsOf(before);
  }

  private static List<byte[]> bytes(Reports.Written written) throws IOException {
    return List.of(Files.readAllBytes(written.runs()), Files.readAllBytes(written.steps()), Files.readAllBytes(written.summary()),
        Files.readAllBytes(written.figure()), Files.readAllBytes(written.figure().resolveSibling("curves.svg")),
        Files.readAllBytes(written.page()));
  }

  @Test
  void eachFigureIsOneSvgElementWithText() throws IOException {
    Reports.Written written = Reports.write(folder, "generator-size", rows(), curves(rows()));
    assertThat(Files.readString(written.figure())).startsWith("<svg").contains(">1/4</text>");
    assertThat(Files.readString(folder.resolve("curves.svg"))).startsWith("<svg").contains(">unigram entropy</text>")
        .doesNotContain("unigram, seed");
  }

  @Test
  void rowsReadBackAsTheyWere() {
    List<ResultRow> rows = rows();
    Reports.write(folder, "generator-size", rows, curves(rows));
    assertThat(ResultCsv.rows(CsvTable.read(folder.resolve(ResultCsv.NAME)))).isEqualTo(rows);
    assertThat(CurveCsv.read(folder.resolve(CurveCsv.NAME))).isEqualTo(curves(rows));
  }

  @Test
  void whatWasNoticedInTrainingIsAColumnAndASentence() {
    List<ResultRow> watched = rows().stream().map(row -> noticed(row, row.cell().equals("1/2") ? "spike at step 77" : "")).toList();
    Reports.write(folder, "generator-size", watched, curves(watched));
    assertThat(ResultCsv.rows(CsvTable.read(folder.resolve(ResultCsv.NAME)))).isEqualTo(watched);
    assertThat(markdown(watched)).contains("Noticed in 1/2, seed 2: spike at step 77.").doesNotContain("Noticed in 1/4");
  }

  private static ResultRow noticed(ResultRow row, String health) {
    return new ResultRow(row.run(), row.experiment(), row.cell(), row.reference(), row.comparison(), row.seed(), row.commit(),
        row.configuration(), row.corpus(), row.dataChecksum(), row.vocabularyChecksum(), row.parameters(), row.flops(),
        row.publishedFlops(), row.unigramEntropy(), row.contextStep(), row.evaluation(), row.scores(), row.hashOfWeights(), health);
  }

  @Test
  void oneSeedIsNoVerdict() {
    assertThat(markdown(rows())).contains("| 1/4 | 2 | 1,234,567 | 0.38 ± 0.18 |")
        .contains("1/4 has the highest average over paragraph-kind, module: 51.5.").contains("not run (no run of 1)")
        .contains("0.001, 2 seeds; without 1/8, 3/4, 1)")
        .contains("Paper (section 3.2, figure 3)").contains("`hiddenSize=128`, `commit=abc1234`").contains("| cell | generatorSize |");
    assertThat(markdown(rows().stream().filter(row -> row.seed() == 1 && !row.cell().equals("1/4")).toList()))
        .contains("undecided at this budget (one seed: no test)").contains("nobody can say");
  }

  @Test
  void whatIsNotTrainedSaysWhatTrainingIsWorth() {
    ResultRow untrained = row("untrained", 1, 8.9, 0.3, -1);
    untrained.configuration().put("steps", "0");
    assertThat(untrained.belowUnigram()).isNaN();
    List<ResultRow> rows = new ArrayList<>(List.of(row("1/8", 1, 6.2, 0.5, 20), row("1/4", 1, 6.1, 0.6, 20), untrained));
    assertThat(markdown(rows)).contains("Without pre-training the average is 20.0: every other cell lies above it.")
        .doesNotContain("Cell untrained");
    rows.add(row("1", 1, 6.0, 0.25, 20));
    assertThat(markdown(rows)).contains("the average is 20.0: 1 does not lie above it.");
    assertThat(markdown(List.of(row("1", 1, 6.0, 0.25, 20), untrained))).contains("no cell lies above it");
    Map<String, Double> places = CellLayout.of("generator-size", CellGroup.of(rows), Publication.of("generator-size")).places().stream()
        .collect(Collectors.toMap(place -> place.cell().cell(), CellLayout.Place::position));
    assertThat(places.get("untrained")).as("left of all sizes").isLessThan(places.get("1/8"));
  }

  @Test
  void aMainNetworkThatTellsNothingApartIsNamed() {
    ResultRow good = row("1/4", 1, 6.1, 0.6, 20);
    assertThat(markdown(List.of(good))).doesNotContain("hardly better than chance");
    Evaluation chance = new Evaluation(6.2, 0.1, 0.3, Double.NaN, 0.55, Double.NaN, 0, 0.125, Double.NaN, 4096);
    ResultRow poor = row("1/8", 1, 6.2, 0.5, 20);
    ResultRow blind = new ResultRow(poor.run(), poor.experiment(), poor.cell(), poor.reference(), poor.comparison(), poor.seed(),
        poor.commit(), poor.configuration(), poor.corpus(), poor.dataChecksum(), poor.vocabularyChecksum(), poor.parameters(),
        poor.flops(), poor.publishedFlops(), poor.unigramEntropy(), poor.contextStep(), chance, poor.scores(), poor.hashOfWeights(),
        poor.health());
    assertThat(markdown(List.of(blind, good))).contains("The main network of 1/8 tells replaced tokens hardly better than chance");
  }

  private static String markdown(List<ResultRow> rows) {
    return Summary.markdown("generator-size", new ReportData(rows, List.of(), List.of(), List.of(), List.of()), "f.svg");
  }

  @Test
  void terminalTableFitsItsWidth() {
    assertThat(Reports.table(rows(), 200).lines().findFirst().orElseThrow()).contains("paragraph-kind").contains("average");
    assertThat(Reports.table(rows(), 100).lines().findFirst().orElseThrow()).doesNotContain("paragraph-kind").contains("average");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@x", "\tx", "'=1", "a,b", "\"q\"", "line\nfeed", "", "plain"})
  void textSurvivesAndIsNoFormula(String text) throws IOException {
    CsvTable table = new CsvTable(List.of("a", "b"));
    table.addRow().text(text).number(0.1);
    Path file = folder.resolve("t.csv");
    table.write(file);
    CsvTable.Row row = CsvTable.read(file).rows().getFirst();
    assertThat(row.text("a", true)).isEqualTo(text);
    assertThat(row.decimal("b")).isEqualTo(0.1);
    assertThat(Files.readAllLines(file).get(1)).doesNotMatch("^\"?[=+\\-@\t].*");
  }

  @Test
  void brokenTablesAreRefusedByLineAndColumn() throws IOException {
    Path file = folder.resolve("t.csv");
    assertThatThrownBy(() -> CsvTable.read(file)).isInstanceOf(ReportException.class).hasMessageContaining("found no such file");
    Files.writeString(file, "");
    assertThatThrownBy(() -> CsvTable.read(file)).isInstanceOf(ReportException.class).hasMessageContaining("empty file");
    Files.writeString(file, "a,b\n1,x\n2\n");
    assertThatThrownBy(() -> CsvTable.read(file)).isInstanceOf(ReportException.class)
        .hasMessageContaining("line 3: found 1 cells, expected 2");
    Files.writeString(file, "a,\"b\n1,2\n");
    assertThatThrownBy(() -> CsvTable.read(file)).isInstanceOf(ReportException.class).hasMessageContaining("t.csv: found no table");
    Files.writeString(file, "a,a\n1,2\n");
    assertThatThrownBy(() -> CsvTable.read(file)).isInstanceOf(ReportException.class).hasMessageContaining("column twice");
    Files.writeString(file, "a,b\n1,x\n");
    CsvTable.Row row = CsvTable.read(file).rows().getFirst();
    assertThatThrownBy(() -> row.whole("b")).isInstanceOf(ReportException.class)
        .hasMessageContaining("line 2, column b: found 'x', expected a whole number");
    assertThatThrownBy(() -> row.choice("b", Comparison.values(), Comparison::label)).isInstanceOf(ReportException.class)
        .hasMessageContaining("line 2, column b: found 'x', expected steps or flops");
    assertThatThrownBy(() -> row.decimal("c")).isInstanceOf(ReportException.class).hasMessageContaining("no column c");
  }
}
