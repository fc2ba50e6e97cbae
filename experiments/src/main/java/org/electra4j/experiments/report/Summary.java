package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** summary.md: what came out in plain words, the paper's findings beside ours, tables, and how it was run. */
final class Summary {
  /** How to read the tables of scores, for every form of the report. */
  static final String SCORES = "Scores and accuracies in points of 100, on dev sets and held-out text; ± is the standard deviation "
      + "over pre-training seeds, the 95 % interval that of the mean (Student's t).";
  /** How to read the table of differences. */
  static final String DIFFERENCES = "Differences of the average by seed, over seeds that both cells have, in points; p of the paired "
      + "t-test, also corrected for all comparisons of the table (Holm). *Detectable* is the true difference that so many seeds with this "
      + "spread would find in four of five cases.";
  /** How to read the table of verdicts. */
  static final String VERDICTS = "A finding is reproduced or contradicted where a test over the seeds says so at the level of 5 %, "
      + "corrected for all findings of the table (Holm); ± is half the 95 % interval. What is undecided may be true or not: "
      + "*detectable* is the difference that these seeds would have found in four of five cases.";

  /** How to read the table of fine-tunings that were asked for by themselves. */
  static final String FINE_TUNED = "Scores of dev sets in points of 100, by the command finetune. Checkpoint: from the trained weights; "
      + "random: from new ones of the same shape.";

  private Summary() {}

  static String markdown(String experiment, ReportData data, String figure) {
    List<ResultRow> rows = data.rows();
    StringBuilder text = new StringBuilder("# ").append(Markup.markdown(experiment)).append("\n\n");
    if (rows.isEmpty()) {
      return text.append("No run has finished yet.\n").toString();
    }
    Publication publication = Publication.of(experiment);
    text.append(Tables.overview(rows, true).markdown()).append('\n');
    text.append(SCORES).append(String.format(Locale.ROOT, " *Nats below unigram*: how far the masked-LM loss stands below the entropy "
        + "of the text's token frequencies (%.2f nats), which a model reaches that knows nothing of context.\n\n",
        rows.getFirst().unigramEntropy()));
    notes(rows).forEach(note -> text.append("- ").append(Markup.markdown(note)).append('\n'));
    text.append("\n![").append(Markup.markdown(experiment)).append("](").append(figure).append(")\n\n");
    compared(text, CellGroup.of(rows), publication);
    tuned(text, data);
    if (!data.failures().isEmpty()) {
      text.append("## Runs that failed\n\n").append(Tables.failures(data.failures()).markdown()).append('\n');
    }
    text.append("## How it was run\n\n").append(equal(rows)).append("Text: ")
        .append(Markup.markdown(rows.getFirst().corpus())).append(".\n\n");
    TextTable differing = Tables.configurations(rows);
    if (!differing.isEmpty()) {
      text.append("Values in which cells differ:\n\n").append(differing.markdown()).append('\n');
    }
    text.append("Values that all runs have in common:\n\n`").append(String.join("`, `", common(rows))).append("`\n");
    return text.toString();
  }

  private static void compared(StringBuilder text, List<CellGroup> groups, Publication publication) {
    if (publication.finding().isEmpty() && groups.size() == 1 && groups.getFirst().cells().size() == 1) {
      return;
    }
    text.append(publication.finding().isEmpty() ? "## Cells beside each other\n\n" : "## Beside the paper\n\n"
        + publication.finding() + "\n\n");
    for (CellGroup group : groups) {
      if (groups.size() > 1) {
        text.append("### ").append(Markup.markdown(capital(group.name()))).append("\n\n");
      }
      group(text, group, publication);
    }
  }

  /** What is held equal, where there are cells to compare and steps are not what they differ in. */
  static String equal(List<ResultRow> rows) {
    boolean oneCell = rows.stream().map(ResultRow::cell).distinct().count() < 2;
    boolean otherSteps = rows.stream().allMatch(row -> row.comparison() == Comparison.STEPS)
        && rows.stream().map(row -> row.configuration().getOrDefault("steps", "")).distinct().count() > 1;
    return oneCell || otherSteps ? "" : "Cells at equal " + String.join(" and at equal ",
        CellGroup.of(rows).stream().map(group -> group.comparison().words()).distinct().toList()) + ". ";
  }

  private static void group(StringBuilder text, CellGroup group, Publication publication) {
    List<Verdict> verdicts = Verdict.of(publication.claims(), group);
    text.append(Markup.markdown(String.join(" ", Headline.of(group, publication, verdicts)))).append("\n\n");
    if (!verdicts.isEmpty()) {
      text.append(Tables.verdicts(verdicts).markdown()).append('\n').append(VERDICTS).append("\n\n");
    }
    if (group.tasks().isEmpty() || group.cells().size() < 2) {
      return;
    }
    text.append(Tables.scores(group, publication).markdown()).append('\n');
    if (!publication.scores().isEmpty()) {
      text.append("*paper*: ").append(publication.scored()).append(".\n\n");
    }
    text.append(Tables.differences(group, publication).markdown()).append('\n').append(DIFFERENCES).append("\n\n");
  }

  private static void tuned(StringBuilder text, ReportData data) {
    TextTable tuned = Tables.fineTuning(data.rows(), data.tunings());
    if (!tuned.isEmpty()) {
      text.append("## Fine-tuning seeds\n\n").append(Tables.fineTuningInWords(data.rows(), data.tunings())).append("\n\n");
    }
    TextTable asked = Tables.fineTuned(data.rows(), data.tunings());
    if (!asked.isEmpty()) {
      text.append("## Fine-tuned\n\n").append(asked.markdown()).append('\n').append(FINE_TUNED).append("\n\n");
    }
  }

  static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** Sentences about cells that do not compare what they are meant to compare. */
  static List<String> notes(List<ResultRow> rows) {
    List<String> notes = new ArrayList<>(StartWatch.notes(CellSummary.of(rows)));
    rows.stream().filter(row -> row.health() != null && !row.health().isEmpty())
        .forEach(row -> notes.add("Noticed in %s, seed %d: %s.".formatted(row.cell(), row.seed(), row.health())));
    return List.copyOf(notes);
  }

  private static List<String> common(List<ResultRow> rows) {
    List<String> common = new ArrayList<>();
    Tables.common(rows).forEach((key, value) -> common.add(key + "=" + value));
    common.add("commit=" + String.join(" and ", new TreeSet<>(rows.stream().map(ResultRow::commit).toList())));
    return common;
  }
}
