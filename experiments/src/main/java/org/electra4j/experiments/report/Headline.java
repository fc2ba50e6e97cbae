package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.electra4j.experiments.report.statistics.Spread;

/** What a report says first, in plain words. */
final class Headline {
  private Headline() {}

  /** Sentences about one group of cells: best cell, claims, order. */
  static List<String> of(CellGroup group, Publication publication, List<Verdict> verdicts) {
    List<String> sentences = new ArrayList<>();
    sentences.add(best(group, publication));
    untrained(group).ifPresent(sentences::add);
    if (!verdicts.isEmpty()) {
      sentences.add(claims(group, verdicts));
    }
    CellGroup.Order order = group.order(publication);
    if (!Double.isNaN(order.correlation())) {
      sentences.add("Our order of %d cells correlates with the paper's by %s (Spearman; 1 is the same order, 0 none)%s."
          .formatted(order.cells(), Shown.number(order.correlation(), 2),
              publication.partial().isEmpty() ? "" : "; the paper's order is only partial: " + publication.partial()));
    }
    return sentences;
  }

  /** One cell that no task was asked of: what it learned, as far as its objective says. */
  private static String alone(CellSummary cell) {
    Spread auc = cell.of(row -> row.evaluation().auc());
    Spread below = cell.of(ResultRow::belowUnigram);
    List<String> learned = new ArrayList<>();
    if (auc.count() > 0) {
      learned.add("the main network tells replaced tokens with an AUC of " + Shown.number(auc.mean(), 3));
    }
    if (below.count() > 0) {
      learned.add("the masked-LM loss ends %s nats below the unigram entropy".formatted(Shown.number(below.mean(), 2)));
    }
    return "One pre-training" + (learned.isEmpty() ? "." : ": " + String.join(", ", learned) + ".");
  }

  private static String best(CellGroup group, Publication publication) {
    CellSummary best = group.best();
    if (best == null) {
      return group.cells().size() == 1 ? alone(group.cells().getFirst())
          : "There are no scores of tasks, so there is no order of the cells.";
    }
    Spread first = best.average(group.tasks());
    CellSummary reference = group.reference(publication);
    String text = String.format(Locale.ROOT, "Here %s has the highest average over %s: %s.", best.cell(), String.join(", ", group.tasks()),
        Shown.number(100 * first.mean(), 1));
    if (group.cells().size() == 1) {
      return text.replace("Here " + best.cell() + " has the highest", "The");
    }
    if (best == reference) {
      return text + " It is the cell that the others are compared with.";
    }
    Spread against = group.test(Contrast.of(best.cell(), reference.cell())).spread();
    if (against.count() < 2) {
      return text + (" That is %s points more than %s; with one seed per cell nobody can say whether that is more than chance (--seeds 3 "
          + "gives a spread).").formatted(Shown.number(against.mean(), 1), reference.cell());
    }
    if (against.mean() < 0.05) {
      return text + " The cell that the others are compared with, %s, is level with it.".formatted(reference.cell());
    }
    return text + String.format(Locale.ROOT, " That is %s points more than %s over %d seeds (95 %% interval %s).",
        Shown.number(against.mean(), 1), reference.cell(), against.count(), Shown.interval(against, 1, 1));
  }

  /** What pre-training is worth: a comparison of cells that it did not help says little. */
  private static Optional<String> untrained(CellGroup group) {
    Optional<CellSummary> found = group.cells().stream().filter(cell -> !cell.trained()).findFirst();
    double without = found.map(cell -> cell.average(group.tasks()).mean()).orElse(Double.NaN);
    List<CellSummary> others = group.cells().stream().filter(CellSummary::trained).toList();
    if (Double.isNaN(without) || others.isEmpty()) {
      return Optional.empty();
    }
    List<String> unhelped = others.stream().filter(cell -> cell.average(group.tasks()).mean() <= without).map(CellSummary::cell).toList();
    String which = unhelped.isEmpty() ? "every other cell lies above it"
        : unhelped.size() == others.size() ? "no cell lies above it, so these tasks do not show what was learned at this budget"
        : String.join(", ", unhelped) + (unhelped.size() == 1 ? " does" : " do") + " not lie above it";
    return Optional.of("Without pre-training the average is %s: %s.".formatted(Shown.number(100 * without, 1), which));
  }

  private static String claims(CellGroup group, List<Verdict> verdicts) {
    List<String> parts = new ArrayList<>();
    for (Verdict.Kind kind : Verdict.Kind.values()) {
      long count = verdicts.stream().filter(verdict -> verdict.kind() == kind).count();
      if (count > 0) {
        parts.add((parts.isEmpty() ? count + (count == 1 ? " is " : " are ") : count + " ") + kind.words());
      }
    }
    int fewest = group.cells().stream().mapToInt(cell -> cell.rows().size()).min().orElse(0);
    int most = group.cells().stream().mapToInt(cell -> cell.rows().size()).max().orElse(0);
    return "Of %d published finding%s, %s, with %s per cell.".formatted(verdicts.size(), verdicts.size() == 1 ? "" : "s",
        String.join(", ", parts), most == 1 ? "one seed" : fewest == most ? most + " seeds" : fewest + " to " + most
            + " seeds");
  }
}
