package org.electra4j.experiments.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.electra4j.experiments.report.FailureRow;
import org.electra4j.experiments.run.RunResult;
import org.electra4j.experiments.terminal.Words;

/**
 * How far a sweep has come, read from its folder alone, so that the sweep may be another process's.
 *
 * @param experiment label
 * @param runs in the order in which they are taken
 * @param holder the process that is at work in the folder, as it calls itself; empty for none
 */
public record SweepStatus(String experiment, List<Run> runs, Optional<String> holder) {
  private static final Pattern PROCESS = Pattern.compile("process ([0-9]{1,18})\\b.*", Pattern.DOTALL);

  /** Where a run stands. */
  public enum Stage { FINISHED, FAILED, UNDER_WAY, SAVED, WAITING }

  /**
   * One run.
   *
   * @param cell it belongs to
   * @param seed of the run
   * @param stage where it stands
   * @param words what there is to say of it
   */
  public record Run(String cell, long seed, Stage stage, String words) {}

  /** Reads a sweep's folder; ConfigException if it is none. */
  public static SweepStatus read(Path folder) {
    PlanFile.Content plan = PlanFile.read(folder);
    Journal.Content journal = Journal.read(folder);
    Optional<String> holder = holder(folder);
    List<Run> runs = plan.runs().stream().map(entry -> run(folder, entry, journal, holder.isPresent())).toList();
    return new SweepStatus(plan.experiment(), runs, holder);
  }

  private static Run run(Path folder, PlanFile.Entry entry, Journal.Content journal, boolean atWork) {
    RunResult result = journal.results().get(entry.run());
    if (result != null) {
      return new Run(entry.cell(), entry.seed(), Stage.FINISHED, SweepDisplay.summary(result.row()));
    }
    RunFolder files = new RunFolder(RunFolder.of(folder, entry.run()));
    Optional<String> told = files.told();
    // A run that failed before and is tried again tells what it is doing.
    FailureRow failure = journal.failures().get(entry.run());
    if (failure != null && !(atWork && told.isPresent())) {
      return new Run(entry.cell(), entry.seed(), Stage.FAILED, failure.reason());
    }
    if ((atWork || Claims.claimed(folder, entry.run())) && told.isPresent()) {
      return new Run(entry.cell(), entry.seed(), Stage.UNDER_WAY, told.get());
    }
    long saved = files.savedStep();
    return saved < 0 ? new Run(entry.cell(), entry.seed(), Stage.WAITING, "")
        : new Run(entry.cell(), entry.seed(), Stage.SAVED, "at step %d of %d".formatted(saved, entry.steps()));
  }

  /** Who holds the folder's lock, if that process is alive. */
  private static Optional<String> holder(Path folder) {
    try {
      String text = Files.readString(folder.resolve("lock-holder")).strip();
      Matcher process = PROCESS.matcher(text);
      return process.matches() && ProcessHandle.of(Long.parseLong(process.group(1))).filter(ProcessHandle::isAlive).isPresent()
          ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Number of runs at this stage. */
  public long count(Stage stage) {
    return runs.stream().filter(run -> run.stage() == stage).count();
  }

  /** Whether every run is finished or has failed. */
  public boolean ended() {
    return count(Stage.FINISHED) + count(Stage.FAILED) == runs.size();
  }

  /** A line of figures, and a line per run. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("%s: %d of %s finished".formatted(experiment, count(Stage.FINISHED),
        Words.plural(runs.size(), "run")));
    for (Stage stage : new Stage[] {Stage.FAILED, Stage.UNDER_WAY, Stage.SAVED, Stage.WAITING}) {
      if (count(stage) > 0) {
        head.append(", ").append(count(stage)).append(' ').append(word(stage));
      }
    }
    lines.add(head.append("; ").append(holder.map(who -> who + ", is at work").orElse("no process is at work")).toString());
    int width = runs.stream().mapToInt(run -> run.cell().length()).max().orElse(0);
    for (Run run : runs) {
      lines.add(Words.format("  %-" + Math.max(1, width) + "s  seed %-3d %-9s %s", run.cell(), run.seed(),
          run.stage() == Stage.FAILED ? "FAILED" : word(run.stage()), run.words()).stripTrailing());
    }
    return lines;
  }

  private static String word(Stage stage) {
    return switch (stage) {
      case FINISHED -> "finished";
      case FAILED -> "failed";
      case UNDER_WAY -> "under way";
      case SAVED -> "saved";
      case WAITING -> "waiting";
    };
  }
}
