package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.report.FailureCsv;
import org.electra4j.experiments.report.FailureRow;
import org.electra4j.experiments.report.Reports;
import org.electra4j.experiments.run.DataSets;
import org.electra4j.experiments.run.RunResult;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.sweep.Execution;
import org.electra4j.experiments.sweep.Experiment;
import org.electra4j.experiments.sweep.PlannedCell;
import org.electra4j.experiments.sweep.Sweep;
import org.electra4j.experiments.sweep.SweepPlan;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs an experiment, or what is missing of it. */
@Command(mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true)
abstract class ExperimentCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin
  private SweepOptions options;

  @Option(names = "--dry-run", order = 12, description = "Say what would be done, with every setting; write nothing.")
  private boolean dryRun;

  @Option(names = "--max-hours", paramLabel = "H", order = 34, description = {
      "Stop after so many hours (0.5 is half of one): everything is saved, and the same command goes on."})
  private Double maxHours;

  @Option(names = "--retry-failed", order = 35, description = "Try runs again that failed before; otherwise they stay failed.")
  private boolean retryFailed;

  @ArgGroup
  private AfterFailure afterFailure;

  @Option(names = "--keep-weights", paramLabel = "WHAT", defaultValue = "all", order = 37, description = {
      "The last checkpoint of each finished run: all (keep it) or none (delete it once the run is fine-tuned).",
      "Default: ${DEFAULT-VALUE}."})
  private String keepWeights;

  /** One of two. */
  private static final class AfterFailure {
    @Option(names = "--fail-fast", order = 36, description = "Stop the sweep when a run fails.")
    private boolean failFast;

    @Option(names = "--keep-going", order = 36, description = "When a run fails, go on with the others. This is the default.")
    private boolean keepGoing;
  }

  @Option(names = "--tensorboard", paramLabel = "DIR", order = 38,
      description = "Write the curves as TensorBoard's events too, a folder below this one for each run.")
  private Path tensorboard;

  @Mixin
  private SharingOptions sharing;

  @Option(names = "--verify-every", paramLabel = "N", defaultValue = "0", order = 38, description = {
      "Make each N-th step twice from the same state; a run whose weights differ in a bit then fails: the machine is at fault.",
      "Default: ${DEFAULT-VALUE}, for never."})
  private long verifyEvery;

  ExperimentCommand(Surroundings around) {
    this.around = around;
  }

  /** What is run. */
  abstract Experiment experiment();

  @Override
  public Integer call() {
    options.checkJobs();
    keepsWeights();
    SweepPlan plan = options.plan(experiment());
    // Says at once if nothing can be run.
    plan.cells();
    Banner banner = new Banner(around.terminal());
    banner.program();
    if (dryRun) {
      return dryRun(plan, banner);
    }
    return options.prepared(plan, around, banner, (onData, data, tasks, workers, _) ->
        run(onData, data, tasks, workers, banner));
  }

  private boolean keepsWeights() {
    return switch (keepWeights) {
      case "all" -> true;
      case "none" -> false;
      default -> throw new ConfigException("keep-weights is %s: expected all or none".formatted(keepWeights));
    };
  }

  private Execution execution(int jobs) {
    return new Execution(jobs, maxHours == null ? Double.POSITIVE_INFINITY : maxHours, retryFailed,
        afterFailure != null && afterFailure.failFast, keepsWeights(), tensorboard, verifyEvery, sharing.sharing(System.getenv()),
        options.reuse);
  }

  private int dryRun(SweepPlan plan, Banner banner) {
    int jobs = options.jobs(plan, around);
    options.describe(plan, jobs, banner);
    for (PlannedCell cell : plan.cells()) {
      banner.say("", cell.possible() ? Words.format("%-18s %s, %sFLOP a run", cell.name(),
          Words.plural(cell.configuration().pretrain().steps(), "step"), Words.brief(cell.flops()))
          : Words.format("%-18s cannot be run", cell.name()));
    }
    banner.estimate(plan.flops(), options.machine);
    banner.memory(plan.memoryNeed(options.machine.threads(), jobs), around.availableMemory().getAsLong());
    banner.say("settings", "(for --set)");
    banner.settings(plan.base().settings());
    banner.settings(plan.tuning().values());
    return ExitCodes.DONE;
  }

  private int run(SweepPlan plan, DataSets data, List<Task> tasks, WorkerPool workers, Banner banner) {
    // Again, since the vocabulary may be larger than the preset's.
    int jobs = options.jobs(plan, around);
    long needed = options.requireMemory(plan, jobs, around);
    double peak = MachineOptions.peak(workers);
    banner.machine(workers, peak);
    banner.memory(needed, around.availableMemory().getAsLong());
    banner.data(data.base());
    options.describe(plan, jobs, banner);
    options.describeTasks(plan, tasks, banner);
    Path folder = options.folder(plan, data, tasks, around);
    banner.folder(folder);
    around.terminal().line("");
    Execution execution = execution(jobs);
    Sweep.Ended ended = new Sweep(plan, data, tasks, folder, workers, execution, peak, around).run();
    return ended(ended, folder, execution.sharing() != null, banner);
  }

  private int ended(Sweep.Ended ended, Path folder, boolean shared, Banner banner) {
    if (ended.ranNow() == 0 && ended.failedNow() == 0 && ended.left() == 0) {
      around.terminal().line(ended.failures().isEmpty() ? "all runs were finished before; nothing was left to do"
          : "all runs were finished or failed before; nothing was left to do");
    }
    if (ended.written() != null) {
      around.terminal().line("");
      around.terminal().line(Reports.table(ended.results().stream().map(RunResult::row).toList(), around.terminal().width()));
      banner.say("figure", ended.written().figure().toString());
      banner.say("summary", ended.written().summary().toString());
      banner.say("page", ended.written().page().toString());
      banner.say("rows", ended.written().runs() + ", " + ended.written().steps().getFileName() + ", " + Reports.MACHINE);
    }
    for (FailureRow failure : ended.failures()) {
      banner.say("FAILED", "%s, seed %d: %s".formatted(failure.cell(), failure.seed(), failure.reason()));
    }
    if (!ended.failures().isEmpty()) {
      banner.say("", "%s failed (%s); add --retry-failed to the command to try again.".formatted(
          Words.plural(ended.failures().size(), "run"), folder.resolve(FailureCsv.NAME)));
    }
    if (ended.left() > 0) {
      banner.say("left", "%s%s; run the same command again to go on.".formatted(Words.plural(ended.left(), "run"),
          shared ? ", for other processes (one that has died gives its run back after two minutes)" : ""));
    }
    return !ended.failures().isEmpty() ? ExitCodes.FAILED : ended.left() > 0 ? ExitCodes.LEFT : ExitCodes.DONE;
  }
}
