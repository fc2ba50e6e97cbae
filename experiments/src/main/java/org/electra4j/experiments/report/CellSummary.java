package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.ToDoubleFunction;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.StreamingStatistics;

/** One cell of an experiment over its pre-training seeds. */
record CellSummary(String cell, List<ResultRow> rows) {
  private static final double CONFIDENCE = 0.95;

  /**
   * Mean and spread over seeds.
   *
   * @param mean NaN where nothing is defined
   * @param deviation sample standard deviation; NaN for a single seed
   * @param interval half the width of the 95 % interval of the mean (Student's t); NaN for a single seed
   * @param count seeds that have a value
   */
  record Spread(double mean, double deviation, double interval, int count) {}

  /** The cells in the order in which they first occur. */
  static List<CellSummary> of(List<ResultRow> rows) {
    SequencedMap<String, List<ResultRow>> cells = new LinkedHashMap<>();
    for (ResultRow row : rows) {
      cells.computeIfAbsent(row.cell(), key -> new ArrayList<>()).add(row);
    }
    return cells.entrySet().stream().map(entry -> new CellSummary(entry.getKey(), entry.getValue())).toList();
  }

  /** Tasks of all rows, in the order in which they first occur. */
  static SequencedSet<String> tasks(List<ResultRow> rows) {
    SequencedSet<String> tasks = new LinkedHashSet<>();
    rows.forEach(row -> tasks.addAll(row.scores().keySet()));
    return tasks;
  }

  Spread of(ToDoubleFunction<ResultRow> value) {
    StreamingStatistics statistics = new StreamingStatistics();
    for (ResultRow row : rows) {
      double each = value.applyAsDouble(row);
      if (!Double.isNaN(each)) {
        statistics.addValue(each);
      }
    }
    int count = (int) statistics.getN();
    if (count < 2) {
      return new Spread(count == 0 ? Double.NaN : statistics.getMean(), Double.NaN, Double.NaN, count);
    }
    double deviation = statistics.getStandardDeviation();
    double quantile = new TDistribution(count - 1).inverseCumulativeProbability(0.5 + CONFIDENCE / 2);
    return new Spread(statistics.getMean(), deviation, quantile * deviation / Math.sqrt(count), count);
  }

  Spread score(String task) {
    return of(row -> row.scores().getOrDefault(task, Double.NaN));
  }

  /** Mean over the tasks of each run; NaN for a run that lacks a score. */
  Spread average(SequencedSet<String> tasks) {
    return of(row -> average(row, tasks));
  }

  static double average(ResultRow row, SequencedSet<String> tasks) {
    double sum = 0;
    for (String task : tasks) {
      sum += row.scores().getOrDefault(task, Double.NaN);
    }
    return tasks.isEmpty() ? Double.NaN : sum / tasks.size();
  }
}
