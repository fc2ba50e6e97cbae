package org.electra4j.experiments.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.core.finetune.FineTuner;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.train.CurvePoint;
import org.electra4j.core.train.StepMetrics;
import org.electra4j.experiments.report.DurableFile;
import org.electra4j.experiments.report.FineTuneCsv;
import org.electra4j.experiments.report.FineTuneRow;
import org.electra4j.experiments.run.PreparedData;
import org.electra4j.experiments.run.PretrainJob;
import org.electra4j.experiments.run.RunResult;
import org.electra4j.experiments.run.Speedometer;
import org.electra4j.experiments.run.StopRequest;
import org.electra4j.experiments.run.Tasks;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.WorkerPool;

/** One run of a sweep from start to result, and what is said meanwhile. Its fine-tunings are kept one by one, so none is done twice. */
final class OneRun implements PretrainJob.Watcher {
  private final Sweep sweep;
  private final SweepPlan.Run run;
  private final PreparedData data;
  private final Path folder;
  private final RunFolder files;
  private final WorkerPool workers;
  private final double peakGigaflops;
  private final StopRequest stop;
  private final SweepDisplay display;
  private final double flopsPerStep;
  private long lastStep;
  private long lastNanos;

  OneRun(Sweep sweep, SweepPlan.Run run, WorkerPool workers, StopRequest stop, SweepDisplay display) {
    this.sweep = sweep;
    this.run = run;
    this.workers = workers;
    this.stop = stop;
    this.display = display;
    data = sweep.data().of(run.cell().settings());
    folder = sweep.folder(run);
    files = new RunFolder(folder);
    peakGigaflops = sweep.peakGigaflops() * workers.threads() / sweep.workers().threads();
    flopsPerStep = run.cell().flops() / Math.max(1, run.configuration().pretrain().steps());
  }

  RunResult run() {
    try {
      AtomicFile.createFolders(folder);
      Files.deleteIfExists(folder.resolve("failure.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the folder %s: %s".formatted(folder, DurableFile.reason(e)), e);
    }
    // The run's folder is complete in itself: it can be fine-tuned from.
    data.vocabulary().write(folder.resolve("vocab.txt"));
    PretrainJob job = new PretrainJob(run.spec(), run.configuration(), data, folder,
        PretrainJob.usualSaveEvery(run.configuration().pretrain().steps()), sweep.execution().verifyEvery(), null, events());
    PretrainJob.Finished finished = job.run(workers, stop, this);
    long start = System.nanoTime();
    List<FineTuneRow> tunings = tune(finished.checkpoint());
    double tuningSeconds = (System.nanoTime() - start) / 1e9;
    return RunResult.of(sweep.plan().experiment().label(), run.cell().name(), sweep.plan().experiment().reference(),
        sweep.plan().comparison(), job, finished, tunings, tuningSeconds, workers.threads(), peakGigaflops);
  }

  /** Says that it is finished, which is true once the result is in the journal. */
  void tellFinished(RunResult result) {
    display.finished(run, result, (System.nanoTime() - lastNanos) / 1e9);
  }

  /** Where its events for TensorBoard go; null for nowhere. */
  private Path events() {
    Path all = sweep.execution().tensorboard();
    return all == null ? null : all.resolve(run.cell().name().replaceAll("[^\\w.%-]+", "-") + "-seed-" + run.seed());
  }

  private List<FineTuneRow> tune(Path checkpoint) {
    if (sweep.tasks().isEmpty()) {
      return List.of();
    }
    FineTuneCsv kept = FineTuneCsv.open(folder);
    List<FineTuneRow> rows = new ArrayList<>();
    for (Task task : sweep.tasks()) {
      String examples = Tasks.checksum(List.of(task));
      for (long seed : sweep.plan().tuning().seeds(run.seed())) {
        stop.check();
        FineTuneRow asked = new FineTuneRow(run.spec().id(), "checkpoint", task.name(), seed, sweep.plan().tuning().ofOne(), examples,
            data.vocabulary().checksum(), null);
        Optional<FineTuneRow> before = kept.find(asked);
        FineTuneRow row = before.orElseGet(() -> asked.with(tune(checkpoint, task, seed)));
        if (before.isEmpty()) {
          kept.add(row);
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private FineTuner.Result tune(Path checkpoint, Task task, long seed) {
    return FineTuner.run(run.configuration().model(), checkpoint, data.tokenizer(), task,
        sweep.plan().tuning().config(task.name(), run.configuration().model()), seed, workers, (step, steps, loss) -> {
          stop.check();
          working(Words.format("fine-tuning %s, step %d of %d, loss %.3f", task.name(), step, steps, loss));
        });
  }

  private void working(String what) {
    display.working(run, what);
    files.tell(what);
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
    working(Words.format("step %d of %d, loss %.3f, %s tokens/s, %s of fma peak", metrics.step(),
        run.configuration().pretrain().steps(), metrics.losses().total(), Words.brief(speed.tokensPerSecond()),
        Words.percent(flopsPerStep * speed.stepsPerSecond() / (peakGigaflops * 1e9))));
  }

  @Override
  public void jumped(StepMetrics metrics, double expected) {
    display.noticed(run, Words.format("step %d: the loss jumped to %.3f from about %.3f", metrics.step(), metrics.losses().total(),
        expected));
  }

  @Override
  public void collapsed(CurvePoint point) {
    display.noticed(run, Words.format("step %d: the main network gives all tokens the same answer again", point.step()));
  }

  @Override
  public void evaluating() {
    working("evaluating on held-out text");
  }
}
