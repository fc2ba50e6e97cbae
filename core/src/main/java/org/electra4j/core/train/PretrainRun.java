package org.electra4j.core.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One run in one folder: goes on from the newest checkpoint that is whole, trains to the end, saves now and then, keeps two checkpoints.
 *
 * <p>The folder holds {@code checkpoint-STEP.safetensors} and the lock; it is one process's at a time, and one configuration's for ever.
 */
public final class PretrainRun {

  /** Told what happens, on the training thread. */
  public interface Listener {
    /** Training begins, or goes on, after this many steps. */
    default void started(long stepsDone, long steps) {}

    /** An update was done. */
    default void stepped(StepMetrics metrics) {}

    /** A row of the curve is complete. */
    default void logged(CurvePoint point) {}

    /** A checkpoint is on disk. */
    default void saved(long step, Path file) {}
  }

  /**
   * How a run is run: nothing that changes a weight.
   *
   * @param folder of this run alone
   * @param saveEvery steps between checkpoints
   * @param logEvery steps between rows of the curve; a row's window does not depend on where a run was cut off
   * @param state strings that define the run, and must be equal in a checkpoint it goes on from
   * @param stopRequested asked after each step; when true the run saves and returns
   */
  public record Settings(Path folder, long saveEvery, long logEvery, Map<String, String> state, BooleanSupplier stopRequested) {}

  /** How it ended: whether all steps are done, and the curve from the first step. */
  public record Outcome(boolean finished, List<CurvePoint> curve, Path checkpoint) {}

  private PretrainRun() {}

  /** Trains until done or asked to stop. The last checkpoint of a finished run stands at its last step. */
  public static Outcome run(Pretrainer pretrainer, long steps, Settings settings, Listener listener) {
    throw new UnsupportedOperationException("not yet");
  }
}
