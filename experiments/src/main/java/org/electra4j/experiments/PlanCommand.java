package org.electra4j.experiments;

import java.util.List;
import java.util.concurrent.Callable;
import org.electra4j.core.finetune.Task;
import org.electra4j.experiments.run.DataSets;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.sweep.Cluster;
import org.electra4j.experiments.sweep.Forecast;
import org.electra4j.experiments.sweep.PaperSize;
import org.electra4j.experiments.sweep.SweepPlan;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what a sweep will take. */
@Command(name = "plan", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = {"What a sweep will take on this machine: parameters, operations, memory and hours, from some timed steps of each shape.",
        "Runs that are finished in the sweep's folder, or in one of --reuse, are not counted.",
        "Prepares the corpus, which the sweep then finds ready; trains nothing."},
    footer = {"",
        "Operations are those of matrix products, and by the published script's",
        "convention. A run that is cut off goes on, so hours may be spread.",
        "",
        "Examples:",
        "  electra sweep plan generator-size",
        "  electra sweep plan efficiency --preset standard --seeds 3 --jobs 2",
        "  electra sweep plan my-experiment.yaml"})
final class PlanCommand implements Callable<Integer> {
  private static final int NAME = 8;
  /** Of a parameter: value and two moments. */
  private static final long CHECKPOINT_BYTES = 12;

  private final Surroundings around;

  @Mixin
  private ExperimentParameter asked;

  @Mixin
  private SweepOptions options;

  @Mixin
  private ClusterOptions planned;

  PlanCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    options.checkJobs();
    Cluster cluster = planned.cluster(options.machine.threads());
    SweepPlan plan = options.plan(asked.experiment());
    plan.cells();
    Banner banner = new Banner(around.terminal());
    banner.program();
    return options.prepared(plan, around, banner, (onData, data, tasks, workers, _) -> plan(onData, data, tasks, workers, cluster, banner));
  }

  private int plan(SweepPlan plan, DataSets data, List<Task> tasks, WorkerPool workers, Cluster cluster, Banner banner) {
    banner.machine(workers, MachineOptions.peak(workers));
    banner.data(data.base());
    int jobs = options.jobs(plan, around);
    options.describe(plan, jobs, banner);
    options.describeTasks(plan, tasks, banner);
    Forecast forecast = Forecast.measure(plan, data, tasks, options.folder(plan, data, tasks, around), options.reuse, workers, jobs,
        planned.timingSeconds(), around.stop(), cell -> around.terminal().draw(List.of("timing steps of " + cell)));
    around.terminal().draw(List.of("timing steps of ELECTRA-Small"));
    PaperSize paper = PaperSize.measure(plan, workers.threads());
    around.terminal().clearBlock();
    around.terminal().line("");
    table(forecast);
    String runs = Words.plural(forecast.left() + forecast.finished(), "run");
    banner.say("time", "%s for %s: pre-training %s, fine-tuning %s%s".formatted(Words.seconds(forecast.seconds()),
        forecast.finished() > 0 ? "%d of %s (%d finished before)".formatted(forecast.left(), runs, forecast.finished()) : runs,
        Words.seconds(forecast.pretrainSeconds()), Words.seconds(forecast.fineTuneSeconds()),
        jobs > 1 ? " (of one job; %d share them)".formatted(jobs) : ""));
    banner.memory(plan.memoryNeed(options.machine.threads(), jobs), around.availableMemory().getAsLong());
    banner.say("disk", "%s for the last checkpoint of each run (none with --keep-weights none)".formatted(Words.bytes(
        CHECKPOINT_BYTES * forecast.cells().stream().mapToLong(cell -> cell.left() * cell.parameters()).sum())));
    around.terminal().line("");
    table(paper, workers.threads(), cluster);
    boolean failing = forecast.cells().stream().anyMatch(cell -> cell.problem() != null);
    forecast.cells().stream().filter(cell -> cell.problem() != null)
        .forEach(cell -> banner.say("will fail", "%s: %s".formatted(cell.cell().name(), cell.problem())));
    return failing ? ExitCodes.FAILED : ExitCodes.DONE;
  }

  private void table(Forecast forecast) {
    int width = Math.max(NAME, forecast.cells().stream().mapToInt(cell -> cell.cell().name().length()).max().orElse(0));
    String line = "%-" + width + "s %9s %11s %8s %8s %9s %12s";
    around.terminal().line(Words.format(line, "cell", "steps", "parameters", "FLOP", "script's", "memory", "a run"));
    for (Forecast.Cell cell : forecast.cells()) {
      around.terminal().line(cell.problem() != null ? Words.format("%-" + width + "s cannot be run", cell.cell().name())
          : Words.format(line, cell.cell().name(), Words.count(cell.cell().configuration().pretrain().steps()),
          Words.count(cell.parameters()), Words.brief(cell.cell().flops()), Words.brief(cell.publishedFlops()), Words.bytes(cell.memory()),
          Words.seconds(cell.seconds())));
    }
  }

  private void table(PaperSize paper, int threads, Cluster cluster) {
    double ofCore = paper.flopsPerSecond() / threads;
    around.terminal().line("The paper's own size, ELECTRA-Small for a million steps, on %s (%sFLOP/s in its steps here):",
        ClusterOptions.told(cluster, threads), Words.brief(paper.flopsPerSecond()));
    int width = Math.max(NAME, paper.cells().stream().mapToInt(cell -> cell.cell().name().length()).max().orElse(0));
    String line = "%-" + width + "s %9s %11s %8s %8s %9s %12s";
    for (PaperSize.Cell cell : paper.cells()) {
      around.terminal().line(!cell.cell().possible() ? Words.format("%-" + width + "s is not possible there", cell.cell().name())
          : Words.format(line, cell.cell().name(), Words.count(cell.cell().configuration().pretrain().steps()),
          Words.count(cell.parameters()), Words.brief(cell.cell().flops()), Words.brief(cell.publishedFlops()), "",
          Words.seconds(paper.seconds(cell, cluster, ofCore))));
    }
    if (!ClusterOptions.here(cluster, threads)) {
      around.terminal().line("modelled from a core's rate here and the network's bandwidth (docs/scaling.md)");
    }
    around.terminal().line("");
  }
}
