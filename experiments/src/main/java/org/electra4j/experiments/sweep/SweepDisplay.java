package org.electra4j.experiments.sweep;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.electra4j.experiments.report.ResultRow;
import org.electra4j.experiments.run.RunResult;
import org.electra4j.experiments.terminal.Terminal;
import org.electra4j.experiments.terminal.Words;

/**
 * The state of a sweep for a person: on a terminal a line per cell, drawn again and again; in a pipe a line per event. Several runs may be
 * under way, each on a thread of its own.
 */
final class SweepDisplay {
  private static final long DRAW_NANOS = 200_000_000L;
  private static final long PIPE_NANOS = 30_000_000_000L;

  private static final String WAITING = "waiting";
  /** More lines than this would not fit on a terminal, and what does not fit cannot be drawn over. */
  private static final int MOST_CELLS = 20;

  private final Terminal terminal;
  private final List<SweepPlan.Run> runs;
  private final Map<String, String> states = new LinkedHashMap<>();
  private final int jobs;
  private final int cellWidth;
  private final long start = System.nanoTime();
  private final Map<String, Double> flopsLeft = new LinkedHashMap<>();
  private double flopsDone;
  private double trainingSeconds;
  private double otherSeconds;
  private int finishedHere;
  /** When each run that is under way was last spoken of; by identity, since the id of a run is a checksum. */
  private final Map<SweepPlan.Run, Long> said = new IdentityHashMap<>();

  SweepDisplay(Terminal terminal, List<SweepPlan.Run> runs, Map<String, RunResult> finished, int jobs) {
    this.terminal = terminal;
    this.runs = runs;
    this.jobs = jobs;
    cellWidth = runs.stream().mapToInt(run -> run.cell().name().length()).max().orElse(0);
    for (SweepPlan.Run run : runs) {
      boolean done = finished.containsKey(run.spec().id());
      states.put(run.spec().id(), done ? "done before" : WAITING);
      if (!done) {
        flopsLeft.put(run.spec().id(), run.cell().flops());
      }
    }
  }

  /** A run begins. */
  synchronized void begun(SweepPlan.Run run) {
    if (!terminal.live()) {
      terminal.line("%s  run %d of %d: %s", clock(), runs.indexOf(run) + 1, runs.size(), run.name());
    }
    said.put(run, System.nanoTime());
    state(run, "preparing");
  }

  /** A run is doing something; shown now and then. */
  synchronized void working(SweepPlan.Run run, String what) {
    long now = System.nanoTime();
    if (now - said.get(run) < (terminal.live() ? DRAW_NANOS : PIPE_NANOS)) {
      states.put(run.spec().id(), what);
      return;
    }
    said.put(run, now);
    if (!terminal.live()) {
      terminal.line("%s  %s: %s%s", clock(), run.name(), what, eta());
    }
    state(run, what);
  }

  /** So much of a run was trained before this process began. */
  synchronized void trainedBefore(SweepPlan.Run run, double flops) {
    flopsLeft.merge(run.spec().id(), -flops, Double::sum);
  }

  /** So much was trained now, in this many seconds. */
  synchronized void trained(SweepPlan.Run run, double flops, double seconds) {
    trainedBefore(run, flops);
    flopsDone += flops;
    trainingSeconds += seconds;
  }

  /** A run is finished. */
  synchronized void finished(SweepPlan.Run run, RunResult result, double secondsBesideTraining) {
    flopsLeft.remove(run.spec().id());
    finishedHere++;
    otherSeconds += secondsBesideTraining;
    String summary = summary(result.row());
    if (!terminal.live()) {
      terminal.line("%s  %s: finished, %s", clock(), run.name(), summary);
    }
    state(run, summary);
    said.remove(run);
  }

  /** A run failed in an earlier process, and is not tried again. */
  synchronized void failedBefore(SweepPlan.Run run, String reason) {
    flopsLeft.remove(run.spec().id());
    states.put(run.spec().id(), "FAILED before: " + reason);
    terminal.line("%s: FAILED before: %s (--retry-failed tries again)", run.name(), reason);
  }

  /** Something is worth telling of a run that goes on. */
  synchronized void noticed(SweepPlan.Run run, String what) {
    terminal.line("%s  %s: %s", clock(), run.name(), what);
  }

  /** A run failed; the others go on. */
  synchronized void failed(SweepPlan.Run run, String reason) {
    flopsLeft.remove(run.spec().id());
    terminal.line("%s  %s: FAILED: %s", clock(), run.name(), reason);
    state(run, "FAILED: " + reason);
    said.remove(run);
  }

  /** Takes the block away. */
  synchronized void end() {
    terminal.clearBlock();
  }

  private void state(SweepPlan.Run run, String text) {
    states.put(run.spec().id(), text);
    if (terminal.live()) {
      terminal.draw(lines());
    }
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    List<String> underWay = IntStream.range(0, runs.size()).filter(at -> said.containsKey(runs.get(at)))
        .mapToObj(at -> Integer.toString(at + 1)).toList();
    lines.add("%s  %s %s of %d%s".formatted(clock(), underWay.size() == 1 ? "run" : "runs", String.join(", ", underWay), runs.size(),
        eta()));
    Map<String, List<SweepPlan.Run>> cells = new LinkedHashMap<>();
    runs.forEach(run -> cells.computeIfAbsent(run.cell().name(), name -> new ArrayList<>()).add(run));
    boolean all = cells.size() <= MOST_CELLS;
    if (!all) {
      lines.add("  %d of %s are done or under way; those under way:".formatted(
          cells.values().stream().filter(ofCell -> ofCell.stream().noneMatch(this::waits)).count(), Words.plural(cells.size(), "cell")));
    }
    cells.forEach((cell, ofCell) -> {
      if (!all && ofCell.stream().noneMatch(said::containsKey)) {
        return;
      }
      // One line per cell: the run that is under way or was finished last, and how many of its seeds are done.
      SweepPlan.Run shown = ofCell.getFirst();
      for (SweepPlan.Run run : ofCell) {
        if (!waits(run)) {
          shown = run;
        }
        if (said.containsKey(run)) {
          break;
        }
      }
      String seed = ofCell.size() > 1 ? "seed " + shown.seed() + " of " + ofCell.getLast().seed() + "  " : "";
      lines.add(Words.format("  %-" + cellWidth + "s  %s%s", cell, seed, states.get(shown.spec().id())));
    });
    return lines;
  }

  private boolean waits(SweepPlan.Run run) {
    return states.get(run.spec().id()).equals(WAITING);
  }

  private String eta() {
    if (flopsLeft.isEmpty() || flopsDone == 0) {
      return "";
    }
    DoubleSummaryStatistics left = flopsLeft.values().stream().mapToDouble(flops -> flops).summaryStatistics();
    // All times are those of one job. Jobs share what is left, but no two of them share a run.
    double training = Math.max(left.getSum() / jobs, left.getMax()) * trainingSeconds / flopsDone;
    double seconds = training + (finishedHere > 0 ? Math.ceilDiv(flopsLeft.size(), jobs) * otherSeconds / finishedHere : 0);
    // Nothing is left to train, and how long the rest takes is not known before a first run is through it.
    return seconds < 1 ? "" : ", all done in about " + Words.seconds(seconds);
  }

  private String clock() {
    long seconds = (System.nanoTime() - start) / 1_000_000_000L;
    return Words.format("[%d:%02d:%02d]", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** A finished run in a few words. */
  static String summary(ResultRow row) {
    List<String> parts = new ArrayList<>();
    if (!Double.isNaN(row.evaluation().maskedLmLoss())) {
      parts.add("masked-LM " + Words.decimals(row.evaluation().maskedLmLoss(), 2)
          + (Double.isNaN(row.belowUnigram()) ? "" : " (%s below unigram)".formatted(Words.decimals(row.belowUnigram(), 2))));
    }
    if (!Double.isNaN(row.evaluation().predictionAccuracy())) {
      parts.add("original words %s".formatted(Words.percent(row.evaluation().predictionAccuracy())));
    }
    if (!Double.isNaN(row.evaluation().auc())) {
      parts.add("replaced-token AUC " + Words.decimals(row.evaluation().auc(), 3));
    }
    row.scores().forEach((task, score) -> parts.add(task + " " + Words.decimals(100 * score, 1)));
    return String.join(", ", parts);
  }
}
