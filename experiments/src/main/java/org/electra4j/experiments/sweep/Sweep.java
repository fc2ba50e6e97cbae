package org.electra4j.experiments.sweep;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
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
 * Runs what is missing of a plan, each run in a folder named by its id. A finished run is a line of the journal; every other file of the
 * output folder is derived from the journal and may be made again. A run that fails takes no other down.
 *
 * <p>Runs are carried out by one or more jobs: threads with an equal share of the workers each, which take one run after the other.
 */
public final class Sweep {
  private final SweepPlan plan;
  private final PreparedData data;
  private final List<Task> tasks;
  private final Path folder;
  private final WorkerPool workers;
  private final int jobs;
  private final double peakGigaflops;
  private final Surroundings around;

  /**
   * A sweep of this plan in this folder; the caller closes data and workers after it.
   *
   * @param workers carry the jobs, at least one each; every job then has as many of its own as is its share of these
   * @param jobs runs at the same time
   * @param peakGigaflops of all workers
   */
  public Sweep(SweepPlan plan, PreparedData data, List<Task> tasks, Path folder, WorkerPool workers, int jobs, double peakGigaflops,
      Surroundings around) {
    this.plan = plan;
    this.data = data;
    this.tasks = List.copyOf(tasks);
    this.folder = folder;
    this.workers = workers;
    this.jobs = jobs;
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
    Jobs all = new Jobs(journal, runs);
    try {
      workers.run(jobs, (job, _) -> all.work(job));
    } finally {
      all.display.end();
    }
    if (all.stopped != null) {
      throw all.stopped;
    }
    return new Ended(rows(journal), all.written, all.ranNow, all.failed);
  }

  /** What jobs have in common; one at a time takes a run, or says what came of it. */
  private final class Jobs {
    private final Journal journal;
    private final SweepDisplay display;
    private final Iterator<SweepPlan.Run> waiting;
    private final JobStop stop = new JobStop(around.stop());
    private Reports.Written written;
    private int ranNow;
    private int failed;
    private StopRequest.Stopped stopped;

    Jobs(Journal journal, List<SweepPlan.Run> runs) {
      this.journal = journal;
      display = new SweepDisplay(around.terminal(), runs, journal.results(), jobs);
      waiting = runs.stream().filter(run -> !journal.results().containsKey(run.spec().id())).toList().iterator();
      // A process may have died between a line of the journal and the files made from it.
      written = journal.results().isEmpty() ? null : write(journal);
    }

    /** One job, from its first run to its last. */
    void work(int job) {
      int threads = workers.threads() / jobs + (job < workers.threads() % jobs ? 1 : 0);
      try (WorkerPool ownWorkers = new WorkerPool(threads)) {
        for (SweepPlan.Run run = next(); run != null; run = next()) {
          RunResult result;
          try {
            result = new OneRun(run, ownWorkers, stop, display).run();
          } catch (StopRequest.Stopped e) {
            throw e;
          } catch (RuntimeException e) {
            failed(run, e);
            continue;
          }
          finished(result);
        }
      } catch (StopRequest.Stopped e) {
        stopped(e);
      } catch (RuntimeException | Error e) {
        stop.breakOff();
        throw e;
      }
    }

    private synchronized SweepPlan.Run next() {
      if (!waiting.hasNext()) {
        return null;
      }
      stop.check();
      SweepPlan.Run run = waiting.next();
      display.begun(run);
      return run;
    }

    private synchronized void finished(RunResult result) {
      journal.append(result);
      written = write(journal);
      ranNow++;
    }

    private synchronized void failed(SweepPlan.Run run, RuntimeException failure) {
      failed++;
      display.failed(run, String.valueOf(failure.getMessage()));
      keepTrace(run, failure);
    }

    /** Kept until all jobs have ended, so that it hides no failure of another. */
    private synchronized void stopped(StopRequest.Stopped how) {
      if (stopped == null) {
        stopped = how;
      }
    }
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
    private final WorkerPool ownWorkers;
    private final double ownPeakGigaflops;
    private final StopRequest stop;
    private final SweepDisplay display;
    private final double flopsPerStep;
    private long lastStep;
    private long lastNanos;

    OneRun(SweepPlan.Run run, WorkerPool ownWorkers, StopRequest stop, SweepDisplay display) {
      this.run = run;
      this.ownWorkers = ownWorkers;
      ownPeakGigaflops = peakGigaflops * ownWorkers.threads() / workers.threads();
      this.stop = stop;
      this.display = display;
      flopsPerStep = PretrainJob.flops(run.configuration()) / run.configuration().pretrain().steps();
    }

    RunResult run() {
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
      PretrainJob.Finished finished = job.run(ownWorkers, stop, this);
      long start = System.nanoTime();
      SequencedMap<String, Double> scores = new LinkedHashMap<>();
      for (Task task : tasks) {
        stop.check();
        FineTuner.Result result = FineTuner.run(run.configuration().model(), finished.checkpoint(), data.tokenizer(), task,
            plan.tuning().config(task.name(), run.configuration().model()), run.seed(), ownWorkers, (step, steps, loss) -> {
              stop.check();
              display.working(run, Words.format("fine-tuning %s, step %d of %d, loss %.3f", task.name(), step, steps, loss));
            });
        scores.put(task.name(), result.score());
      }
      double tuningSeconds = (System.nanoTime() - start) / 1e9;
      RunResult result = RunResult.of(plan.experiment().label(), run.cell().name(), job, finished, scores, tuningSeconds,
          ownWorkers.threads(), ownPeakGigaflops);
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
          Words.percent(flopsPerStep * speed.stepsPerSecond() / (ownPeakGigaflops * 1e9))));
    }

    @Override
    public void evaluating() {
      display.working(run, "evaluating on held-out text");
    }
  }
}
