package org.electra4j.experiments.run;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.core.ranks.Ranks;
import org.electra4j.core.train.CurvePoint;
import org.electra4j.core.train.Evaluation;
import org.electra4j.core.train.Flops;
import org.electra4j.core.train.PretrainRun;
import org.electra4j.core.train.Pretrainer;
import org.electra4j.core.train.StepMetrics;
import org.electra4j.experiments.report.EventFile;
import org.electra4j.simd.WorkerPool;

/**
 * Pre-trains one run in its folder, from wherever it stands, and evaluates it.
 *
 * @param spec what defines it
 * @param configuration the same as records
 * @param data to train and evaluate on
 * @param folder of this run alone
 * @param saveEvery steps between checkpoints
 * @param verifyEvery steps between those that are made twice and compared; 0 for none
 * @param from checkpoint whose weights it begins with; null for new ones
 * @param events folder for TensorBoard's events; null for none
 */
public record PretrainJob(RunSpec spec, Configuration configuration, PreparedData data, Path folder, long saveEvery,
    long verifyEvery, Path from, Path events) {

  /** Sees a run from outside, on the training thread. */
  public interface Watcher {
    /** Training begins, or goes on, after so many steps. */
    default void started(long stepsDone, long steps, long parameters) {}

    /** An update was done. */
    default void stepped(StepMetrics metrics, Speedometer speed) {}

    /** The loss has jumped from about what it was. */
    default void jumped(StepMetrics metrics, double expected) {}

    /** The main network had learned something, and gives all tokens the same answer again. */
    default void collapsed(CurvePoint point) {}

    /** A checkpoint is on disk. */
    default void saved(long step, Path file) {}

    /** All steps are done; the held-out text comes next. */
    default void evaluating() {}
  }

  /**
   * A run that has done all its steps.
   *
   * @param curve from the first step
   * @param spikes steps at which the loss jumped
   * @param evaluation on held-out text
   * @param parameters trained floats
   * @param hashOfWeights after the last step
   * @param checkpoint of the last step
   * @param seconds of training
   * @param tokensPerSecond of training
   */
  public record Finished(List<CurvePoint> curve, List<Long> spikes, Evaluation evaluation, long parameters, String hashOfWeights,
      Path checkpoint, double seconds, double tokensPerSecond) {}

  /** As one process. */
  public Finished run(WorkerPool workers, StopRequest stop, Watcher watcher) {
    return run(workers, Ranks.ALONE, stop, watcher);
  }

  /**
   * Trains and evaluates; {@link StopRequest.Stopped} once its state is saved, if it was asked to stop.
   *
   * @param ranks who train together; all of them get what has come out
   */
  public Finished run(WorkerPool workers, Ranks ranks, StopRequest stop, Watcher watcher) {
    try (Pretrainer pretrainer = Pretrainer.create(configuration.model(), configuration.pretrain(), spec.seed(), data.training(),
        data.special(), workers, ranks);
        EventFile file = events == null ? null : new EventFile(events)) {
      if (from != null) {
        pretrainer.beginWith(from);
      }
      Speedometer speed = new Speedometer(folder.resolve("seconds"));
      PretrainRun.Listener listener = new PretrainRun.Listener() {
        @Override
        public void started(long stepsDone, long steps) {
          speed.begin();
          watcher.started(stepsDone, steps, pretrainer.parameters());
        }

        @Override
        public void stepped(StepMetrics metrics) {
          speed.stepped(metrics.tokens());
          watcher.stepped(metrics, speed);
        }

        @Override
        public void jumped(StepMetrics metrics, double expected) {
          watcher.jumped(metrics, expected);
        }

        @Override
        public void collapsed(CurvePoint point) {
          watcher.collapsed(point);
        }

        @Override
        public void logged(CurvePoint point) {
          if (file != null) {
            file.add(point);
          }
        }

        @Override
        public void saved(long step, Path file) {
          speed.keep();
          watcher.saved(step, file);
        }
      };
      PretrainRun.Outcome outcome;
      stop.saving(true);
      try {
        outcome = PretrainRun.run(pretrainer, configuration.pretrain().steps(),
            new PretrainRun.Settings(folder, saveEvery, configuration.data().logEvery(), verifyEvery, spec.state(), stop), listener);
      } finally {
        stop.saving(false);
      }
      double seconds = speed.seconds();
      double tokensPerSecond = speed.meanTokensPerSecond();
      if (!outcome.finished()) {
        throw new StopRequest.Stopped("Step %d of %d is saved; run the same command again to go on."
            .formatted(pretrainer.stepsDone(), configuration.pretrain().steps()));
      }
      watcher.evaluating();
      Evaluation evaluation = pretrainer.evaluate(data.heldOut(), configuration.data().evaluationExamples());
      return new Finished(outcome.curve(), outcome.spikes(), evaluation, pretrainer.parameters(), pretrainer.hashOfWeights(),
          outcome.checkpoint(), seconds, tokensPerSecond);
    }
  }

  /** Floating-point operations of the whole run, matrix products. */
  public static double flops(Configuration configuration) {
    return Flops.run(configuration.model(), configuration.pretrain());
  }

  /** A distance between checkpoints that loses little and costs little. */
  public static long usualSaveEvery(long steps) {
    return Math.clamp(steps / 10, 1, 1000);
  }
}
