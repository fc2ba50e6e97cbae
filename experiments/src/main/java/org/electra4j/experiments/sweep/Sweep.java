package org.electra4j.experiments.sweep;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.train.RunLock;
import org.electra4j.experiments.report.FailureCsv;
import org.electra4j.experiments.report.FailureRow;
import org.electra4j.experiments.report.FineTuneCsv;
import org.electra4j.experiments.report.FineTuneRow;
import org.electra4j.experiments.report.Reports;
import org.electra4j.experiments.run.DataSets;
import org.electra4j.experiments.run.RunManifest;
import org.electra4j.experiments.run.RunResult;
import org.electra4j.experiments.run.StopRequest;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.run.Tasks;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.WorkerPool;

/**
 * Runs what is missing of a plan, each run in a folder named by its id. A run that is finished, or failed, is a line of the journal; every
 * other file of the output folder is derived from the journal and may be made again. A run that fails takes no other down.
 */
public final class Sweep {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private final SweepPlan plan;
  private final DataSets data;
  private final List<Task> tasks;
  private final Path folder;
  private final WorkerPool workers;
  private final Execution execution;
  private final double peakGigaflops;
  private final Surroundings around;

  /**
   * A sweep of this plan in this folder; the caller closes data and workers after it.
   *
   * @param workers carry the jobs, at least one each; every job then has as many of its own as is its share of these
   * @param peakGigaflops of all workers
   */
  public Sweep(SweepPlan plan, DataSets data, List<Task> tasks, Path folder, WorkerPool workers, Execution execution,
      double peakGigaflops, Surroundings around) {
    this.plan = plan;
    this.data = data;
    this.tasks = List.copyOf(tasks);
    this.folder = folder;
    this.workers = workers;
    this.execution = execution;
    this.peakGigaflops = peakGigaflops;
    this.around = around;
  }

  /**
   * How it ended.
   *
   * @param results of all finished runs of the folder, in the order of the rows
   * @param failures of this plan's runs, now or before
   * @param written files made from them; null where nothing is finished
   * @param ranNow runs finished by this process
   * @param failedNow runs that failed now
   * @param left runs that were neither finished nor failed
   */
  public record Ended(List<RunResult> results, List<FailureRow> failures, Reports.Written written, int ranNow, int failedNow, int left) {}

  /** Runs; {@link StopRequest.Stopped} once everything is saved, if the process was asked to stop. */
  public Ended run() {
    String tasksChecksum = Tasks.checksum(tasks);
    List<SweepPlan.Run> runs = plan.runs(data, tasksChecksum);
    if (execution.sharing() != null) {
      return runShared(runs, tasksChecksum);
    }
    try (RunLock _ = RunLock.acquire(folder)) {
      begin(runs, tasksChecksum);
      try (Journal journal = Journal.open(folder, null, around.terminal()::line)) {
        return run(journal, runs, null);
      }
    }
  }

  /** The folder's lock is held only while what all share is written. */
  private Ended runShared(List<SweepPlan.Run> runs, String tasksChecksum) {
    try (RunLock _ = RunLock.await(folder, LONGEST_WAIT)) {
      begin(runs, tasksChecksum);
    }
    try (Journal journal = Journal.open(folder, execution.sharing().worker(), around.terminal()::line);
        Claims claims = new Claims(folder, execution.sharing().worker())) {
      return run(journal, runs, claims);
    }
  }

  private void begin(List<SweepPlan.Run> runs, String tasksChecksum) {
    RunManifest manifest = new RunManifest(folder.resolve("sweep.json"));
    SequencedMap<String, String> identity = plan.identity(data.base(), tasksChecksum);
    if (!manifest.belongsTo(identity)) {
      manifest.begin(identity, around.arguments());
    }
    PlanFile.write(folder, plan, runs);
  }

  private Ended run(Journal journal, List<SweepPlan.Run> runs, Claims claims) {
    for (Path other : execution.reuse()) {
      int taken = new FinishedElsewhere(this, other).takeOver(journal, runs);
      around.terminal().line("%s taken over from %s".formatted(Words.plural(taken, "finished run"), other));
    }
    SweepDisplay display = new SweepDisplay(around.terminal(), runs, journal.results(), execution.jobs());
    SweepJobs jobs = new SweepJobs(this, journal, claims, runs, display, new JobStop(around.stop(), execution.maxHours()));
    try {
      jobs.run();
    } finally {
      display.end();
    }
    int left = (int) runs.stream().map(run -> run.spec().id())
        .filter(id -> !journal.results().containsKey(id) && !journal.failures().containsKey(id)).count();
    List<FailureRow> failures = runs.stream().map(run -> journal.failures().get(run.spec().id())).filter(each -> each != null).toList();
    return new Ended(results(journal), failures, jobs.written(), jobs.ranNow(), jobs.failedNow(), left);
  }

  SweepPlan plan() {
    return plan;
  }

  DataSets data() {
    return data;
  }

  List<Task> tasks() {
    return tasks;
  }

  WorkerPool workers() {
    return workers;
  }

  Execution execution() {
    return execution;
  }

  double peakGigaflops() {
    return peakGigaflops;
  }

  StopRequest processStop() {
    return around.stop();
  }

  /** Of the whole sweep. */
  Path folder() {
    return folder;
  }

  /** Where a run keeps its files. */
  Path folder(SweepPlan.Run run) {
    return RunFolder.of(folder, run.spec().id());
  }

  /** A reason without the sweep's own path, so that it is the same wherever the sweep lies. */
  String withoutPath(String reason) {
    return reason.replace(folder.toAbsolutePath() + folder.getFileSystem().getSeparator(), "")
        .replace(folder + folder.getFileSystem().getSeparator(), "");
  }

  /** Makes all derived files; null where no run is finished. */
  Reports.Written write(Journal journal) {
    if (execution.sharing() == null) {
      return writeDerived(journal);
    }
    try (RunLock _ = RunLock.await(folder, LONGEST_WAIT)) {
      journal.refresh();
      return writeDerived(journal);
    }
  }

  private Reports.Written writeDerived(Journal journal) {
    FailureCsv.write(folder, sorted(journal.failures().values(), FailureRow::cell, FailureRow::seed));
    List<RunResult> results = results(journal);
    if (results.isEmpty()) {
      return null;
    }
    Reports.writeMachine(folder, results.stream().map(RunResult::machine).toList());
    List<FineTuneRow> tunings = results.stream().flatMap(result -> result.tunings().stream()).toList();
    if (!tunings.isEmpty()) {
      FineTuneCsv.write(folder, tunings);
    }
    return Reports.write(folder, plan.experiment().label(), results.stream().map(RunResult::row).toList(),
        results.stream().map(RunResult::curve).toList());
  }

  private List<RunResult> results(Journal journal) {
    return sorted(journal.results().values(), result -> result.row().cell(), result -> result.row().seed());
  }

  private interface CellOf<T> {
    String of(T row);
  }

  private interface SeedOf<T> {
    long of(T row);
  }

  /** Cells in the experiment's order, each with its seeds ascending, whatever the order in which they were finished. */
  private <T> List<T> sorted(Iterable<T> rows, CellOf<T> cell, SeedOf<T> seed) {
    List<String> order = plan.order();
    List<T> sorted = new ArrayList<>();
    rows.forEach(sorted::add);
    // Cells that this plan does not have (other widths, say) come last, by name.
    sorted.sort(Comparator.comparingInt((T row) -> order.contains(cell.of(row)) ? order.indexOf(cell.of(row)) : Integer.MAX_VALUE)
        .thenComparing(cell::of).thenComparingLong(seed::of));
    return sorted;
  }
}
