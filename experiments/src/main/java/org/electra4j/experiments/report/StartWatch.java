package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.electra4j.experiments.report.statistics.Spread;

/**
 * Did what fills in masks learn to use context, and early enough? A network that knows only how often tokens occur has the unigram entropy
 * as its loss; cells whose networks end there differ in nothing that an experiment asks about.
 *
 * @param cell in question
 * @param applicable whether anything learns to fill in masks there
 * @param below held-out loss below the unigram entropy, nats
 * @param runs how many there are
 * @param never runs that never got 0.3 nats below the entropy
 * @param late runs that did so only after the first third of their steps
 * @param firstStep mean of the step at which the others did; NaN for none
 * @param steps of a run; 0 where unknown
 */
record StartWatch(String cell, boolean applicable, Spread below, int runs, int never, int late, double firstStep, long steps) {
  private static final double LEAST_AUC = 0.6;

  static StartWatch of(CellSummary cell) {
    Spread below = cell.of(ResultRow::belowUnigram);
    List<ResultRow> rows = cell.rows();
    if (below.count() == 0) {
      return new StartWatch(cell.cell(), false, below, rows.size(), 0, 0, Double.NaN, steps(rows.getFirst()));
    }
    int never = (int) rows.stream().filter(row -> row.contextStep() < 0).count();
    int late = (int) rows.stream().filter(row -> row.contextStep() >= 0 && steps(row) > 0 && 3 * row.contextStep() > steps(row)).count();
    double first = rows.stream().mapToLong(ResultRow::contextStep).filter(step -> step >= 0).average().orElse(Double.NaN);
    return new StartWatch(cell.cell(), true, below, rows.size(), never, late, first, steps(rows.getFirst()));
  }

  private static long steps(ResultRow row) {
    String steps = row.configuration().getOrDefault("steps", "");
    return steps.matches("\\d{1,18}") ? Long.parseLong(steps) : 0;
  }

  /** None of its runs got away from the unigram entropy, though one was meant to. */
  boolean nothingLearned() {
    return applicable && never == runs;
  }

  /** In a few words. */
  String words() {
    if (!applicable) {
      return "not applicable";
    }
    if (nothingLearned()) {
      return "never: compares nothing";
    }
    if (never > 0) {
      return "%d of %d runs never did".formatted(never, runs);
    }
    return late > 0 ? "only after the first third" : "in time";
  }

  /** Sentences about each cell that does not compare what it is meant to compare; one sentence if all do, none if nothing is learned. */
  static List<String> notes(List<CellSummary> cells) {
    List<String> notes = new ArrayList<>();
    int applicable = 0;
    for (CellSummary each : cells) {
      StartWatch watch = of(each);
      if (!watch.applicable) {
        continue;
      }
      applicable++;
      if (watch.nothingLearned()) {
        notes.add(("Cell %s compares nothing: its masked-LM loss never got 0.3 nats below the unigram entropy%s, so it knows token "
            + "frequencies and no context (it ends %s nats below).").formatted(watch.cell,
            watch.runs == 1 ? "" : " in any of its " + watch.runs + " runs", Shown.number(watch.below.mean(), 2)));
      } else if (watch.never > 0) {
        notes.add("Cell %s: %d of %d runs never got 0.3 nats below the unigram entropy; those compare nothing.".formatted(watch.cell,
            watch.never, watch.runs));
      }
      if (watch.late > 0) {
        notes.add(String.format(Locale.ROOT, "Cell %s got 0.3 nats below the unigram entropy only after the first third of its budget "
            + "(%s step %,d of %,d%s), so it had little time to differ.", watch.cell,
            watch.runs == 1 ? "at" : "on average at", Math.round(watch.firstStep), watch.steps,
            watch.late == watch.runs ? "" : "; late in %d of %d runs".formatted(watch.late, watch.runs)));
      }
    }
    if (notes.isEmpty() && applicable > 0) {
      notes.add("Every cell that learns to fill in masks got 0.3 nats below the unigram entropy within the first third of its budget.");
    }
    notes.addAll(hardlyBetterThanChance(cells));
    return notes;
  }

  /** A main network that still says the same of every token has hidden states that hardly differ, and little to be fine-tuned. */
  private static List<String> hardlyBetterThanChance(List<CellSummary> cells) {
    List<String> names = cells.stream().filter(CellSummary::trained)
        .filter(cell -> cell.of(row -> row.evaluation().auc()).mean() < LEAST_AUC).map(CellSummary::cell).toList();
    return names.isEmpty() ? List.of() : List.of(("The main network of %s tells replaced tokens hardly better than chance (AUC below %s): "
        + "its hidden states still differ little from token to token, so there is little to fine-tune.").formatted(
            String.join(", ", names), Shown.number(LEAST_AUC, 1)));
  }
}
