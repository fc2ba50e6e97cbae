package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;

/** The table of an experiment: a row per cell, for Markdown and for terminals. */
final class SummaryTable {
  private final List<String> head = new ArrayList<>();
  private final List<List<String>> body = new ArrayList<>();

  private SummaryTable() {}

  /** With a column per task, or with their average alone. */
  static SummaryTable of(List<ResultRow> rows, boolean everyTask) {
    SequencedSet<String> tasks = CellSummary.tasks(rows);
    SummaryTable table = new SummaryTable();
    table.head.addAll(List.of("cell", "seeds", "parameters", "nats below unigram", "masked-LM accuracy", "AUC", "replaced"));
    if (everyTask) {
      table.head.addAll(tasks);
    }
    if (!tasks.isEmpty()) {
      table.head.add("average");
    }
    for (CellSummary cell : CellSummary.of(rows)) {
      List<String> line = new ArrayList<>();
      line.add(cell.cell());
      line.add(Integer.toString(cell.rows().size()));
      line.add(String.format(Locale.ROOT, "%,d", cell.rows().getFirst().parameters()));
      line.add(shown(cell.of(ResultRow::belowUnigram), 1, 2));
      line.add(shown(cell.of(row -> row.evaluation().maskedLmAccuracy()), 100, 1));
      line.add(shown(cell.of(row -> row.evaluation().auc()), 1, 3));
      line.add(shown(cell.of(row -> row.evaluation().replaced()), 100, 1));
      if (everyTask) {
        tasks.forEach(task -> line.add(shown(cell.score(task), 100, 1)));
      }
      if (!tasks.isEmpty()) {
        line.add(shown(cell.average(tasks), 100, 1));
      }
      table.body.add(line);
    }
    return table;
  }

  /** A mean, with the standard deviation over seeds where there are several. */
  private static String shown(CellSummary.Spread spread, double factor, int decimals) {
    if (spread.count() == 0) {
      return "-";
    }
    String mean = String.format(Locale.ROOT, "%." + decimals + "f", factor * spread.mean());
    return spread.count() == 1 ? mean : mean + String.format(Locale.ROOT, " ± %." + decimals + "f", factor * spread.deviation());
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| ").append(String.join(" | ", head)).append(" |\n|").append("---|").append("---:|".repeat(head.size() - 1)).append('\n');
    for (List<String> line : body) {
      text.append("| ").append(String.join(" | ", line)).append(" |\n");
    }
    return text.toString();
  }

  String text() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(head);
    lines.addAll(body);
    int[] widths = new int[head.size()];
    for (List<String> line : lines) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String padding = " ".repeat(widths[column] - line.get(column).length());
        row.append(column == 0 ? "" : "  ").append(column == 0 ? line.get(column) + padding : padding + line.get(column));
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Characters of the longest line of {@link #text}. */
  int width() {
    return text().lines().mapToInt(String::length).max().orElse(0);
  }
}
