package org.electra4j.experiments.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.electra4j.experiments.report.ResultCsv;
import org.electra4j.experiments.report.ResultRow;
import org.electra4j.experiments.terminal.Words;

/**
 * Two sweeps beside each other: in which settings they differ, and in which scores.
 *
 * @param differences per key that is not the same in both: what the first has, and what the second has
 * @param scores per cell that both have
 * @param only cells that one has alone, each with "A" or "B"
 * @param sameRuns runs that both have
 * @param sameWeights those of them that ended with the same weights
 */
public record SweepComparison(SequencedMap<String, List<String>> differences, List<Cell> scores, SequencedMap<String, String> only,
    long sameRuns, long sameWeights) {
  private static final int PERCENT = 100;

  /**
   * A figure of a cell in both sweeps, as means over seeds.
   *
   * @param cell name
   * @param figure name of a task, "average", "AUC" or "nats below unigram"
   * @param a in the first
   * @param b in the second
   */
  public record Cell(String cell, String figure, double a, double b) {}

  /** Compares the rows of two folders. */
  public static SweepComparison of(Path a, Path b) {
    return of(ResultCsv.read(a), ResultCsv.read(b));
  }

  static SweepComparison of(List<ResultRow> a, List<ResultRow> b) {
    SequencedMap<String, List<ResultRow>> ofA = byCell(a);
    SequencedMap<String, List<ResultRow>> ofB = byCell(b);
    SequencedMap<String, String> only = new LinkedHashMap<>();
    ofA.keySet().stream().filter(cell -> !ofB.containsKey(cell)).forEach(cell -> only.put(cell, "A"));
    ofB.keySet().stream().filter(cell -> !ofA.containsKey(cell)).forEach(cell -> only.put(cell, "B"));
    List<Cell> scores = new ArrayList<>();
    ofA.forEach((cell, rows) -> {
      if (ofB.containsKey(cell)) {
        scores.addAll(figures(cell, rows, ofB.get(cell)));
      }
    });
    Map<String, String> weights = a.stream().collect(Collectors.toMap(ResultRow::run, ResultRow::hashOfWeights, (x, _) -> x));
    List<ResultRow> same = b.stream().filter(row -> weights.containsKey(row.run())).toList();
    // Cells that one sweep has alone would differ in whatever makes them cells.
    List<ResultRow> commonA = a.stream().filter(row -> ofB.containsKey(row.cell())).toList();
    List<ResultRow> commonB = b.stream().filter(row -> ofA.containsKey(row.cell())).toList();
    return new SweepComparison(commonA.isEmpty() ? differences(a, b) : differences(commonA, commonB), scores, only, same.size(),
        same.stream().filter(row -> row.hashOfWeights().equals(weights.get(row.run()))).count());
  }

  private static SequencedMap<String, List<ResultRow>> byCell(List<ResultRow> rows) {
    SequencedMap<String, List<ResultRow>> cells = new LinkedHashMap<>();
    rows.forEach(row -> cells.computeIfAbsent(row.cell(), cell -> new ArrayList<>()).add(row));
    return cells;
  }

  /** Every key whose values, over all rows, are not the same. */
  private static SequencedMap<String, List<String>> differences(List<ResultRow> a, List<ResultRow> b) {
    SequencedSet<String> keys = new LinkedHashSet<>();
    a.forEach(row -> keys.addAll(facts(row).keySet()));
    b.forEach(row -> keys.addAll(facts(row).keySet()));
    SequencedMap<String, List<String>> differences = new LinkedHashMap<>();
    for (String key : keys) {
      String inA = values(a, key);
      String inB = values(b, key);
      if (!inA.equals(inB)) {
        differences.put(key, List.of(inA, inB));
      }
    }
    return differences;
  }

  private static SequencedMap<String, String> facts(ResultRow row) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("experiment", row.experiment());
    facts.put("comparison", row.comparison().label());
    facts.put("seeds", Long.toString(row.seed()));
    facts.put("commit", row.commit());
    facts.put("corpus", row.corpus());
    facts.put("dataChecksum", Words.checksum(row.dataChecksum()));
    facts.put("vocabularyChecksum", Words.checksum(row.vocabularyChecksum()));
    facts.putAll(row.configuration());
    return facts;
  }

  private static String values(List<ResultRow> rows, String key) {
    SequencedSet<String> values = new LinkedHashSet<>(new TreeSet<>(rows.stream().map(row -> facts(row).getOrDefault(key, "absent"))
        .toList()));
    return values.isEmpty() ? "-" : String.join(" ", values);
  }

  private static List<Cell> figures(String cell, List<ResultRow> a, List<ResultRow> b) {
    SequencedSet<String> tasks = new LinkedHashSet<>(a.getFirst().scores().keySet());
    tasks.retainAll(b.getFirst().scores().keySet());
    List<Cell> figures = new ArrayList<>();
    for (String task : tasks) {
      figures.add(new Cell(cell, task, mean(a, row -> PERCENT * row.scores().getOrDefault(task, Double.NaN)),
          mean(b, row -> PERCENT * row.scores().getOrDefault(task, Double.NaN))));
    }
    if (tasks.size() > 1) {
      figures.add(new Cell(cell, "average", figures.stream().mapToDouble(Cell::a).average().orElse(Double.NaN),
          figures.stream().mapToDouble(Cell::b).average().orElse(Double.NaN)));
    }
    figures.add(new Cell(cell, "AUC", mean(a, row -> PERCENT * row.evaluation().auc()), mean(b, row -> PERCENT * row.evaluation().auc())));
    figures.add(new Cell(cell, "nats below unigram", mean(a, ResultRow::belowUnigram), mean(b, ResultRow::belowUnigram)));
    return figures.stream().filter(each -> !Double.isNaN(each.a()) || !Double.isNaN(each.b())).toList();
  }

  private static double mean(List<ResultRow> rows, Function<ResultRow, Double> value) {
    return rows.stream().mapToDouble(value::apply).filter(each -> !Double.isNaN(each)).average().orElse(Double.NaN);
  }
}
