package org.electra4j.experiments.sweep;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.core.finetune.FineTuner;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.train.RunLock;
import org.electra4j.core.train.StepMetrics;
import org.electra4j.experiments.report.DurableFile;
import org.electra4j.experiments.report.Reports;
import org.electra4j.experiments.run.PreparedData;
import org.electra4j.experiments.run.PretrainJob;
import org.electra4j.experiments.run.RunManifest;
import org.electra4j.experiments.run.RunResult;
import org.electra4j.experiments.run.Speedometer;
import org.electra4j.experiments.run.StopRequest;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.run.Tasks;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.WorkerPool;

/**
 * Runs what is missing of a plan, one run after the other, each in a folder named by its id. A finished run is a line of the journal; every
 * other file of the output folder is derived from the journal and may be made again. A run that fails takes no other down.
 */
public final class Sweep {
  private final SweepPlan plan;
  private final PreparedData data;
  private final List<Task> tasks;
  private final Path folder;
  private final WorkerPool workers;
  private final double peakGigaflops;
  private final Surroundings around;

  /** A sweep of this plan in this folder; the caller closes data and workers after it. */
  public Sweep(SweepPlan plan, PreparedData data, List<Task> tasks, Path folder, WorkerPool workers, double peakGigaflops,
      Surroundings around) {
    this.plan = plan;
    this.data = data;
    this.tasks = List.copyOf(tasks);
    this.folder = folder;
    this.workers = workers;
    this.peakGigaflops = peakGigaflops;
    this.around = around;
  }

  /**
   * How it ended.
   *
   * @param results of all finished runs of the folder, in the order of the rows
   * @param written files made from them; null where nothing is finished
   * @param ranNow runs finished by this process
   * @param failed runs that failed now
   */
  public record Ended(List<RunResult> results, Reports.Written written, int ranNow, int failed) {}

  /** Runs; {@link StopRequest.Stopped} once everything is saved, if it was asked to stop. */
  public Ended run() {
    String tasksChecksum = Tasks.checksum(tasks);
    try (RunLock _ = RunLock.acquire(folder)) {
      RunManifest manifest = new RunManifest(folder.resolve("sweep.json"));
      SequencedMap<String, String> identity = plan.identity(data, tasksChecksum);
      if (!manifest.belongsTo(identity)) {
        manifest.begin(identity, around.arguments());
      }
      try (Journal journal = Journal.open(folder, around.terminal()::line)) {
        return run(journal, plan.runs(data, tasksChecksum));
      }
    }
  }

  private Ended run(Journal journal, List<SweepPlan.Run> runs) {
    SweepDisplay display = new SweepDisplay(around.terminal(), runs, journal.results());
    // A process may have died between a line of the journal and the files made from it.
    Reports.Written written = journal.results().isEmpty() ? null : write(journal);
    int ranNow = 0;
    int failed = 0;
    try {
      for (SweepPlan.Run run : runs) {
        if (journal.results().containsKey(run.spec().id())) {
          continue;
        }
        around.stop().check();
        RunResult result;
        try {
          result = new OneRun(run, display).run();
        } catch (StopRequest.Stopped e) {
          throw e;
        } catch (RuntimeException e) {
          failed++;
          display.failed(run, String.valueOf(e.getMessage()));
          keepTrace(run, e);
          continue;
        }
        journal.append(result);
        written = write(journal);
        ranNow++;
      }
    } finally {
      display.end();
    }
    return new Ended(rows(journal), written, ranNow, failed);
  }

  private void keepTrace(SweepPlan.Run run, RuntimeException failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    DurableFile.write(folder(run).resolve("failure.txt"), trace.toString());
  }

  private Path folder(SweepPlan.Run run) {
    return folder.resolve("runs").resolve(run.spec().id());
  }

  private Reports.Written write(Journal journal) {
    List<RunResult> results = rows(journal);
    Reports.writeMachine(folder, results.stream().map(RunResult::machine).toList());
    return Reports.write(folder, plan.experiment().label(), results.stream().map(RunResult::row).toList(),
        results.stream().map(RunResult::curve).toList());
  }

  /** Cells in the experiment's order, each with its seeds ascending, whatever the order in which they were finished. */
  private List<RunResult> rows(Journal journal) {
    List<String> order = plan.experiment().cells(plan.base(), List.of()).stream().map(Experiment.Cell::name).toList();
    List<RunResult> rows = new ArrayList<>(journal.results().values());
    rows.sort(Comparator.comparingInt((RunResult result) -> order.indexOf(result.row().cell()))
        .thenComparingLong(result -> result.row().seed()));
    return rows;
  }

  /** One run from start to result, and what is said meanwhile. */
  private final class OneRun implements PretrainJob.Watcher {
    private final SweepPlan.Run run;
    private final SweepDisplay display;
    private final double flopsPerStep;
    private long lastStep;
    private long lastNanos;

    OneRun(SweepPlan.Run run, SweepDisplay display) {
      this.run = run;
      this.display = display;
      flopsPerStep = PretrainJob.flops(run.configuration()) / run.configuration().pretrain().steps();
    }

    RunResult run() {
      display.begun(run);
      Path own = folder(run);
      try {
        AtomicFile.createFolders(own);
        Files.deleteIfExists(own.resolve("failure.txt"));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot use the folder %s: %s".formatted(own, DurableFile.reason(e)), e);
      }
      // The run's folder is complete in itself: it can be fine-tuned from.
      data.vocabulary().write(own.resolve("vocab.txt"));
      PretrainJob job = new PretrainJob(run.spec(), run.configuration(), data, own,
          PretrainJob.usualSaveEvery(run.configuration().pretrain().steps()));
      PretrainJob.Finished finished = job.run(workers, around.stop(), this);
      long start = System.nanoTime();
      SequencedMap<String, Double> scores = new LinkedHashMap<>();
      for (Task task : tasks) {
        around.stop().check();
        FineTuner.Result result = FineTuner.run(run.configuration().model(), finished.checkpoint(), data.tokenizer(), task,
            plan.tuning().config(task.name(), run.configuration().model()), run.seed(), workers, (step, steps, loss) -> {
              around.stop().check();
              display.working(run, Words.format("fine-tuning %s, step %d of %d, loss %.3f", task.name(), step, steps, loss));
            });
        scores.put(task.name(), result.score());
      }
      double tuningSeconds = (System.nanoTime() - start) / 1e9;
      RunResult result = RunResult.of(plan.experiment().label(), run.cell().name(), job, finished, scores, tuningSeconds,
          workers.threads(), peakGigaflops);
      display.finished(run, result, (System.nanoTime() - lastNanos) / 1e9);
      return result;
    }

    @Override
    public void started(long stepsDone, long steps, long parameters) {
      lastStep = stepsDone;
      lastNanos = System.nanoTime();
      display.trainedBefore(run, flopsPerStep * stepsDone);
    }

    @Override
    public void stepped(StepMetrics metrics, Speedometer speed) {
      long now = System.nanoTime();
      display.trained(run, flopsPerStep * (metrics.step() - lastStep), (now - lastNanos) / 1e9);
      lastStep = metrics.step();
      lastNanos = now;
      display.working(run, Words.format("step %d of %d, loss %.3f, %s tokens/s, %s of fma peak", metrics.step(),
          run.configuration().pretrain().steps(), metrics.losses().total(), Words.brief(speed.tokensPerSecond()),
          Words.percent(flopsPerStep * speed.stepsPerSecond() / (peakGigaflops * 1e9))));
    }

    @Override
    public void evaluating() {
      display.working(run, "evaluating on held-out text");
    }
  }
}
