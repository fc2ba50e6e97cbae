package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.electra4j.experiments.report.statistics.Spread;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;

/** The tables of a report. */
final class Tables {
  private Tables() {}

  /**
   * A figure of a run.
   *
   * @param name in tables
   * @param value NaN where it is not defined
   * @param factor from the value to what is shown
   * @param decimals shown
   */
  record Figure(String name, ToDoubleFunction<ResultRow> value, double factor, int decimals) {}

  /** What was measured on held-out text. */
  static List<Figure> heldOut() {
    return List.of(new Figure("nats below unigram", ResultRow::belowUnigram, 1, 2),
        new Figure("masked-LM loss", row -> row.evaluation().maskedLmLoss(), 1, 3),
        new Figure("masked-LM accuracy", row -> row.evaluation().maskedLmAccuracy(), 100, 1),
        new Figure("prediction loss", Tables::predictionLoss, 1, 4),
        new Figure("prediction accuracy", row -> row.evaluation().predictionAccuracy(), 100, 1),
        new Figure("AUC", row -> row.evaluation().auc(), 1, 3),
        new Figure("precision", row -> row.evaluation().precision(), 100, 1),
        new Figure("recall", row -> row.evaluation().recall(), 100, 1),
        new Figure("replaced", row -> row.evaluation().replaced(), 100, 1),
        new Figure("next-sentence accuracy", row -> row.evaluation().nextSentenceAccuracy(), 100, 1));
  }

  /** Zero stands for a main network that is asked nothing but to fill in masks. */
  private static double predictionLoss(ResultRow row) {
    double loss = row.evaluation().predictionLoss();
    return loss == 0 ? Double.NaN : loss;
  }

  /** A row per cell, with a column per task, or with their average alone. */
  static TextTable overview(List<ResultRow> rows, boolean everyTask) {
    SequencedSet<String> tasks = CellSummary.tasks(rows);
    TextTable table = new TextTable().words("cell").figures("seeds").figures("parameters").figures("nats below unigram")
        .figures("masked-LM accuracy").figures("AUC").figures("replaced");
    if (everyTask) {
      tasks.forEach(table::figures);
    }
    if (!tasks.isEmpty()) {
      table.figures("average");
    }
    for (CellSummary cell : CellSummary.of(rows)) {
      List<String> line = new ArrayList<>(List.of(cell.cell(), Integer.toString(cell.rows().size()),
          Shown.whole(cell.rows().getFirst().parameters()), Shown.spread(cell.of(ResultRow::belowUnigram), 1, 2),
          Shown.spread(cell.of(row -> row.evaluation().maskedLmAccuracy()), 100, 1),
          Shown.spread(cell.of(row -> row.evaluation().auc()), 1, 3), Shown.spread(cell.of(row -> row.evaluation().replaced()), 100, 1)));
      if (everyTask) {
        tasks.forEach(task -> line.add(Shown.spread(cell.score(task), 100, 1)));
      }
      if (!tasks.isEmpty()) {
        line.add(Shown.spread(cell.average(tasks), 100, 1));
      }
      table.row(line);
    }
    return table;
  }

  /** Average scores with their intervals, the paper's beside them, and each task. */
  static TextTable scores(CellGroup group, Publication publication) {
    TextTable table = new TextTable().words("cell").figures("seeds").figures("average").figures("95 % interval").figures("paper");
    group.tasks().forEach(table::figures);
    for (CellSummary cell : group.cells()) {
      Spread average = cell.average(group.tasks());
      List<String> line = new ArrayList<>(List.of(cell.cell(), Integer.toString(cell.rows().size()), Shown.spread(average, 100, 1),
          Shown.interval(average, 100, 1), Shown.number(publication.scores().getOrDefault(cell.cell(), Double.NaN), 1)));
      group.tasks().forEach(task -> line.add(Shown.spread(cell.score(task), 100, 1)));
      table.row(line);
    }
    return table.compact();
  }

  /** Sizes, operations by both conventions, and what was measured on held-out text. */
  static TextTable measurements(CellGroup group) {
    TextTable table = new TextTable().words("cell").figures("parameters").figures("FLOPs, matrix products")
        .figures("FLOPs, published script");
    heldOut().forEach(figure -> table.figures(figure.name));
    for (CellSummary cell : group.cells()) {
      ResultRow first = cell.rows().getFirst();
      List<String> line = new ArrayList<>(List.of(cell.cell(), Shown.whole(first.parameters()), Shown.large(first.flops()),
          Shown.large(first.publishedFlops())));
      heldOut().forEach(figure -> line.add(Shown.spread(cell.of(figure.value), figure.factor, figure.decimals)));
      table.row(line);
    }
    return table.compact();
  }

  /** Every cell beside the reference. */
  static TextTable differences(CellGroup group, Publication publication) {
    String reference = group.reference(publication).cell();
    TextTable table = new TextTable().words("cell − " + reference).figures("seeds in both").figures("difference")
        .figures("95 % interval").figures("p").figures("p, Holm").figures("detectable");
    for (CellGroup.Difference difference : group.differences(publication)) {
      Spread spread = difference.test().spread();
      table.row(List.of(difference.cell(), Integer.toString(spread.count()), Shown.signed(spread.mean(), 1), Shown.interval(spread, 1, 1),
          Shown.probability(difference.test().p()), Shown.probability(difference.p()), Shown.number(difference.test().detectable(), 1)));
    }
    return table.compact();
  }

  /** A row per claim of the paper. */
  static TextTable verdicts(List<Verdict> verdicts) {
    TextTable table = new TextTable().words("the paper says").words("here").words("differences")
        .figures("detectable").words("where");
    for (Verdict verdict : verdicts) {
      List<String> evidence = verdict.evidence();
      table.row(List.of(verdict.claim().text(), verdict.words(), evidence.isEmpty() ? Shown.NOTHING : String.join(";\n", evidence),
          Shown.number(verdict.detectable(), 1), verdict.claim().where()));
    }
    return table;
  }

  /** When each cell began to use context. */
  static TextTable startWatch(CellGroup group) {
    TextTable table = new TextTable().words("cell").words("0.3 nats below").figures("at step").figures("of").figures("nats below at end");
    for (CellSummary cell : group.cells()) {
      StartWatch watch = StartWatch.of(cell);
      table.row(List.of(cell.cell(), watch.words(), Double.isNaN(watch.firstStep()) ? Shown.NOTHING
          : Shown.whole(Math.round(watch.firstStep())), watch.steps() == 0 ? Shown.NOTHING : Shown.whole(watch.steps()),
          Shown.spread(watch.below(), 1, 2)));
    }
    return table;
  }

  /** Mean, standard deviation and interval of everything that is measured, a row per cell and figure. */
  static TextTable statistics(CellGroup group) {
    TextTable table = new TextTable().words("cell").words("figure").figures("seeds").figures("mean").figures("sd").figures("95 % interval");
    List<Figure> figures = new ArrayList<>();
    if (!group.tasks().isEmpty()) {
      figures.add(new Figure("average score", row -> CellSummary.average(row, group.tasks()), 100, 2));
    }
    group.tasks().forEach(task -> figures.add(new Figure(task, row -> row.scores().getOrDefault(task, Double.NaN), 100, 2)));
    figures.addAll(heldOut());
    for (CellSummary cell : group.cells()) {
      for (Figure figure : figures) {
        Spread spread = cell.of(figure.value);
        if (spread.count() > 0) {
          table.row(List.of(cell.cell(), figure.name, Integer.toString(spread.count()), Shown.number(figure.factor * spread.mean(),
              figure.decimals), Shown.number(figure.factor * spread.deviation(), figure.decimals), Shown.interval(spread, figure.factor,
              figure.decimals)));
        }
      }
    }
    return table;
  }

  /** Every setting in which cells differ, a row per cell; empty where all are alike. */
  static TextTable configurations(List<ResultRow> rows) {
    List<CellSummary> cells = CellSummary.of(rows);
    SequencedSet<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> keys.addAll(row.configuration().keySet()));
    keys.removeIf(key -> rows.stream().map(row -> row.configuration().getOrDefault(key, "")).distinct().count() < 2);
    TextTable table = new TextTable().words("cell");
    keys.forEach(table::words);
    for (CellSummary cell : cells) {
      List<String> line = new ArrayList<>(List.of(cell.cell()));
      keys.forEach(key -> line.add(String.join(" or ", cell.rows().stream().map(row -> row.configuration().getOrDefault(key, ""))
          .map(value -> value.isEmpty() ? Shown.NOTHING : value).distinct().toList())));
      table.row(line);
    }
    return keys.isEmpty() ? new TextTable() : table;
  }

  /** Every setting that all runs have in common, as key and value. */
  static SequencedMap<String, String> common(List<ResultRow> rows) {
    SequencedMap<String, String> common = new LinkedHashMap<>();
    rows.getFirst().configuration().forEach((key, value) -> {
      if (!value.isEmpty() && rows.stream().allMatch(row -> value.equals(row.configuration().get(key)))) {
        common.put(key, value);
      }
    });
    return common;
  }

  /** A task's scores of one cell: by run, all of them, and how they spread within runs, in points of 100. */
  private record Tuned(String cell, String task, List<Spread> within, double lowest, double highest, Spread between) {
    double deviation() {
      return Spread.of(within.stream().mapToDouble(Spread::deviation).toArray()).mean();
    }
  }

  private static List<Tuned> tuned(List<ResultRow> rows, List<FineTuneRow> tunings) {
    record Key(String run, String task) {}
    Map<Key, List<Double>> scores = new HashMap<>();
    tunings.forEach(tuning -> scores.computeIfAbsent(new Key(tuning.model(), tuning.task()), key -> new ArrayList<>())
        .add(100 * tuning.result().score()));
    List<Tuned> tuned = new ArrayList<>();
    for (CellSummary cell : CellSummary.of(rows)) {
      for (String task : CellSummary.tasks(rows)) {
        List<double[]> runs = cell.rows().stream().map(row -> scores.getOrDefault(new Key(row.run(), task), List.of()))
            .filter(each -> !each.isEmpty()).map(each -> each.stream().mapToDouble(Double::doubleValue).toArray()).toList();
        if (!runs.isEmpty()) {
          double[] all = runs.stream().flatMapToDouble(Arrays::stream).toArray();
          tuned.add(new Tuned(cell.cell(), task, runs.stream().map(Spread::of).toList(), Arrays.stream(all).min().orElse(Double.NaN),
              Arrays.stream(all).max().orElse(Double.NaN), cell.of(row -> 100 * row.scores().getOrDefault(task, Double.NaN))));
        }
      }
    }
    return tuned;
  }

  /** How much fine-tuning seeds spread, by cell and task. */
  static TextTable fineTuning(List<ResultRow> rows, List<FineTuneRow> tunings) {
    TextTable table = new TextTable().words("cell").words("task").figures("fine-tuning seeds").figures("median").figures("lowest")
        .figures("highest").figures("sd within a run").figures("sd between runs");
    for (Tuned tuned : tuned(rows, tunings)) {
      int fewest = tuned.within.stream().mapToInt(Spread::count).min().orElse(0);
      int most = tuned.within.stream().mapToInt(Spread::count).max().orElse(0);
      table.row(List.of(tuned.cell, tuned.task, fewest == most ? Integer.toString(most) : fewest + " to " + most,
          Shown.number(tuned.between.mean(), 1), Shown.number(tuned.lowest, 1), Shown.number(tuned.highest, 1),
          Shown.number(tuned.deviation(), 1), Shown.number(tuned.between.deviation(), 1)));
    }
    return table.compact();
  }

  /**
   * Fine-tunings of the command finetune, which belong to a checkpoint and to no run of a sweep: a row for each model, start, task and
   * limit of its examples; in points of 100.
   */
  static TextTable fineTuned(List<ResultRow> rows, List<FineTuneRow> tunings) {
    record Key(String model, String start, String task, String most) {}
    Set<String> runs = rows.stream().map(ResultRow::run).collect(Collectors.toSet());
    SequencedMap<Key, List<Double>> scores = new LinkedHashMap<>();
    tunings.stream().filter(tuning -> !runs.contains(tuning.model())).forEach(tuning -> scores.computeIfAbsent(new Key(tuning.model(),
        tuning.start(), tuning.task(), tuning.configuration().getOrDefault("fineTuneMaxTrain", "0")), key -> new ArrayList<>())
        .add(100 * tuning.result().score()));
    TextTable table = new TextTable().words("weights").words("task").words("examples").figures("seeds").figures("mean").figures("sd")
        .figures("median").figures("lowest").figures("highest");
    scores.forEach((key, values) -> {
      DescriptiveStatistics all = new DescriptiveStatistics();
      values.forEach(all::addValue);
      table.row(List.of(key.start, key.task, key.most.equals("0") ? "all" : "at most " + key.most, Integer.toString(values.size()),
          Shown.number(all.getMean(), 1), Shown.number(values.size() > 1 ? all.getStandardDeviation() : Double.NaN, 1),
          Shown.number(all.getPercentile(50), 1), Shown.number(all.getMin(), 1), Shown.number(all.getMax(), 1)));
    });
    return table.compact();
  }

  /** The same in one sentence. */
  static String fineTuningInWords(List<ResultRow> rows, List<FineTuneRow> tunings) {
    List<Tuned> tuned = tuned(rows, tunings);
    double within = Spread.of(tuned.stream().mapToDouble(Tuned::deviation).toArray()).mean();
    double between = Spread.of(tuned.stream().mapToDouble(each -> each.between.deviation()).toArray()).mean();
    return Double.isNaN(within) ? "Each model was fine-tuned with one seed per task."
        : "Within a run, a task's score has a standard deviation of %s points over fine-tuning seeds%s.".formatted(Shown.number(within, 1),
            Double.isNaN(between) ? "" : "; between pre-training seeds, the medians have one of %s (means over cells and tasks)"
                .formatted(Shown.number(between, 1)));
  }

  /** A row per run: what it takes to make it again, and to see that it is the same. */
  static TextTable runs(List<ResultRow> rows) {
    TextTable table = new TextTable().words("cell").figures("seed").words("run").words("commit").words("hash of the weights");
    for (ResultRow row : rows) {
      table.row(List.of(row.cell(), Long.toString(row.seed()), row.run(), row.commit(), row.hashOfWeights()));
    }
    return table;
  }

  /** A row per run that failed. */
  static TextTable failures(List<FailureRow> failures) {
    TextTable table = new TextTable().words("cell").figures("seed").words("run").words("reason");
    failures.forEach(row -> table.row(List.of(row.cell(), Long.toString(row.seed()), row.run(), row.reason())));
    return table;
  }

  /** A row per machine that took part. */
  static TextTable machines(List<MachineRow> machines) {
    record Kind(String cpu, String java, int threads, int laneBits) {}
    SequencedMap<Kind, List<MachineRow>> kinds = new LinkedHashMap<>();
    machines.forEach(row -> kinds.computeIfAbsent(new Kind(row.cpu(), row.java(), row.threads(), row.laneBits()), key -> new ArrayList<>())
        .add(row));
    TextTable table = new TextTable().words("processor").words("Java").figures("threads").figures("lane bits").figures("runs")
        .figures("hours of pre-training").figures("hours of fine-tuning").figures("tokens a second");
    kinds.forEach((kind, rows) -> table.row(List.of(kind.cpu, kind.java, Integer.toString(kind.threads), Integer.toString(kind.laneBits),
        Integer.toString(rows.size()), hours(rows, MachineRow::seconds), hours(rows, MachineRow::fineTuneSeconds),
        String.format(Locale.ROOT, "%,.0f", Spread.of(rows.stream().mapToDouble(MachineRow::tokensPerSecond).toArray()).mean()))));
    return table;
  }

  private static String hours(List<MachineRow> rows, ToDoubleFunction<MachineRow> seconds) {
    return Shown.number(rows.stream().mapToDouble(seconds).sum() / 3600, 2);
  }
}
