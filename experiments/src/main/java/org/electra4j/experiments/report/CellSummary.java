package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.ToDoubleFunction;
import org.electra4j.experiments.report.statistics.Spread;

/** One cell of an experiment over its pre-training seeds. */
record CellSummary(String cell, List<ResultRow> rows) {

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

  /** Whether its runs were pre-trained at all. */
  boolean trained() {
    return rows.getFirst().trained();
  }

  Spread of(ToDoubleFunction<ResultRow> value) {
    return Spread.of(rows.stream().mapToDouble(value).toArray());
  }

  Spread score(String task) {
    return of(row -> row.scores().getOrDefault(task, Double.NaN));
  }

  /** Mean over the tasks of each run; NaN for a run that lacks a score. */
  Spread average(SequencedSet<String> tasks) {
    return of(row -> average(row, tasks));
  }

  /** By seed; runs that lack a score are left out. */
  SequencedMap<Long, Double> averages(SequencedSet<String> tasks) {
    SequencedMap<Long, Double> averages = new LinkedHashMap<>();
    for (ResultRow row : rows) {
      double average = average(row, tasks);
      if (!Double.isNaN(average)) {
        averages.put(row.seed(), average);
      }
    }
    return averages;
  }

  static double average(ResultRow row, SequencedSet<String> tasks) {
    double sum = 0;
    for (String task : tasks) {
      sum += row.scores().getOrDefault(task, Double.NaN);
    }
    return tasks.isEmpty() ? Double.NaN : sum / tasks.size();
  }
}
