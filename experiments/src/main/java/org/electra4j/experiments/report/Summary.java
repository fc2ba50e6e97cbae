package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeSet;

/** summary.md: the table, what each cell's generator has learned, the paper's finding beside ours, and how it was run. */
final class Summary {
  /** A cell whose generator stands less than this below the unigram entropy has hardly learned any context. */
  static final double ENOUGH_CONTEXT = 0.5;

  private Summary() {}

  static String markdown(String experiment, List<ResultRow> rows, String figure) {
    StringBuilder text = new StringBuilder("# ").append(experiment).append("\n\n");
    if (rows.isEmpty()) {
      return text.append("No run has finished yet.\n").toString();
    }
    text.append(SummaryTable.of(rows, true).markdown()).append('\n');
    text.append("Accuracies, replaced tokens and scores in per cent, on held-out text and dev sets; ± is the standard deviation over ")
        .append("pre-training seeds. *Nats below unigram*: how far the generator's masked-LM loss stands below the entropy of the ")
        .append(String.format(Locale.ROOT, "text's token frequencies (%.2f nats), which a model reaches that knows nothing of context.\n\n",
            rows.getFirst().unigramEntropy()));
    notes(rows).forEach(note -> text.append("- ").append(note).append('\n'));
    text.append("\n![").append(experiment).append("](").append(figure).append(")\n\n");
    text.append("## Beside the paper\n\n");
    String published = Finding.of(experiment).published();
    if (!published.isEmpty()) {
      text.append(published).append("\n\n");
    }
    text.append(verdict(rows)).append("\n\n## How it was run\n\n");
    text.append("Text: ").append(rows.getFirst().corpus()).append(". Values that all runs have in common:\n\n");
    text.append("`").append(String.join("`, `", common(rows))).append("`\n");
    return text.toString();
  }

  /** A plain line for each cell that does not compare what it is meant to compare; one line if all do. */
  static List<String> notes(List<ResultRow> rows) {
    List<String> notes = new ArrayList<>();
    int learned = 0;
    for (CellSummary cell : CellSummary.of(rows)) {
      CellSummary.Spread below = cell.of(ResultRow::belowUnigram);
      if (below.count() == 0) {
        continue;
      }
      learned++;
      if (below.mean() < ENOUGH_CONTEXT) {
        notes.add(String.format(Locale.ROOT,
            "Cell %s falls short: its masked-LM loss stands only %.2f nats below the unigram entropy, less "
            + "than %.1f. Its generator has hardly learned any context, so this cell compares little.", cell.cell(), below.mean(),
            ENOUGH_CONTEXT));
      }
      long never = cell.rows().stream().filter(row -> row.contextStep() < 0).count();
      if (never > 0) {
        notes.add("Cell %s: %d of %d runs never got 0.3 nats below the unigram entropy.".formatted(cell.cell(), never, cell.rows().size()));
      }
    }
    if (notes.isEmpty() && learned > 0) {
      notes.add(String.format(Locale.ROOT, "Every cell with a learned generator stands at least %.1f nats below the unigram entropy.",
          ENOUGH_CONTEXT));
    }
    return notes;
  }

  /** Our best cell, and whether the spread over seeds lets anybody say so. */
  private static String verdict(List<ResultRow> rows) {
    SequencedSet<String> tasks = CellSummary.tasks(rows);
    CellSummary best = null;
    CellSummary second = null;
    for (CellSummary cell : CellSummary.of(rows)) {
      double mean = cell.average(tasks).mean();
      if (Double.isNaN(mean)) {
        continue;
      }
      if (best == null || mean > best.average(tasks).mean()) {
        second = best;
        best = cell;
      } else if (second == null || mean > second.average(tasks).mean()) {
        second = cell;
      }
    }
    if (best == null) {
      return "Here: no scores, so no order of the cells.";
    }
    CellSummary.Spread first = best.average(tasks);
    String ours = String.format(Locale.ROOT, "Here: %s has the best average over %s, %.1f.", best.cell(), String.join(", ", tasks),
        100 * first.mean());
    if (second == null) {
      return ours;
    }
    CellSummary.Spread next = second.average(tasks);
    String distance = String.format(Locale.ROOT, " The next, %s, is %.1f points behind", second.cell(), 100 * (first.mean() - next.mean()));
    if (first.count() < 2 || next.count() < 2) {
      return ours + distance + "; with one seed per cell nobody can say whether that is more than chance (`--seeds 3` gives a spread).";
    }
    boolean apart = first.mean() - first.interval() > next.mean() + next.interval();
    return ours + distance + (apart ? ", more than the 95 % intervals of both means."
        : ", within the 95 % intervals of the means: no verdict.");
  }

  private static List<String> common(List<ResultRow> rows) {
    SequencedMap<String, String> first = rows.getFirst().configuration();
    List<String> common = new ArrayList<>();
    first.forEach((key, value) -> {
      if (!value.isEmpty() && rows.stream().allMatch(row -> value.equals(row.configuration().get(key)))) {
        common.add(key + "=" + value);
      }
    });
    TreeSet<String> commits = new TreeSet<>();
    rows.forEach(row -> commits.add(row.commit()));
    common.add("commit=" + String.join(" and ", commits));
    return common;
  }
}
