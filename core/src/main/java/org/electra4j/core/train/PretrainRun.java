package org.electra4j.core.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import org.electra4j.core.checkpoint.CheckpointException;
import org.electra4j.core.checkpoint.CheckpointFolder;
import org.electra4j.core.ranks.Ranks;

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

    /** The loss has jumped from about what it was. */
    default void jumped(StepMetrics metrics, double expected) {}

    /** The main network had learned something, and gives all tokens the same answer again. */
    default void collapsed(CurvePoint point) {}

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
   * @param verifyEvery steps between those that are made twice from the same state and compared; 0 for none
   * @param state strings that define the run, and must be equal in a checkpoint it goes on from
   * @param stopRequested asked after each step; when true the run saves and returns
   */
  public record Settings(Path folder, long saveEvery, long logEvery, long verifyEvery, Map<String, String> state,
      BooleanSupplier stopRequested) {
    /** Checks the numbers, and that no string has a key that this package keeps for itself. */
    public Settings {
      if (saveEvery < 1 || logEvery < 1 || verifyEvery < 0) {
        throw new IllegalArgumentException("saveEvery %d, logEvery %d, verifyEvery %d: expected at least 1, 1 and 0".formatted(saveEvery,
            logEvery, verifyEvery));
      }
      for (String key : state.keySet()) {
        if (key.startsWith(Pretrainer.STATE)) {
          throw new IllegalArgumentException("state key %s: keys with %s are the pretrainer's".formatted(key, Pretrainer.STATE));
        }
      }
    }
  }

  /**
   * How it ended.
   *
   * @param finished whether all steps are done
   * @param curve from the first step
   * @param spikes steps at which the loss jumped
   * @param checkpoint the newest; null where this process is not the first of several
   */
  public record Outcome(boolean finished, List<CurvePoint> curve, List<Long> spikes, Path checkpoint) {}

  /** Strings of the checkpoint that belong to the curve. */
  private static final String LOG_EVERY = Pretrainer.STATE + "logEvery";

  private final Pretrainer pretrainer;
  private final long steps;
  private final Settings settings;
  private final Listener listener;
  private final CheckpointFolder checkpoints;
  /** Rows of complete windows. */
  private final List<CurvePoint> curve = new ArrayList<>();
  private CurveWindow window = new CurveWindow();
  private LossWatch watch = new LossWatch();

  private PretrainRun(Pretrainer pretrainer, long steps, Settings settings, Listener listener) {
    this.pretrainer = pretrainer;
    this.steps = steps;
    this.settings = settings;
    this.listener = listener;
    checkpoints = new CheckpointFolder(settings.folder());
  }

  /**
   * Trains until done or asked to stop. The last checkpoint of a finished run stands at its last step.
   *
   * @throws FolderInUseException if another process trains in the folder
   * @throws PretrainException if the run cannot go on
   * @throws CheckpointException if the folder's checkpoints are damaged or of another configuration, or one cannot be written
   */
  public static Outcome run(Pretrainer pretrainer, long steps, Settings settings, Listener listener) {
    if (pretrainer.ranks().rank() > 0) {
      // Computes with the others, and writes nothing.
      return new PretrainRun(pretrainer, steps, settings, listener).run();
    }
    try (RunLock _ = RunLock.acquire(settings.folder())) {
      return new PretrainRun(pretrainer, steps, settings, listener).run();
    }
  }

  private Outcome run() {
    Ranks ranks = pretrainer.ranks();
    Path newest = null;
    if (ranks.rank() == 0) {
      checkpoints.deleteUnfinished();
      newest = goOn();
    }
    pretrainer.share();
    listener.started(pretrainer.stepsDone(), steps);
    boolean stopped = false;
    while (pretrainer.stepsDone() < steps && !stopped) {
      step();
      long done = pretrainer.stepsDone();
      stopped = ranks.any(settings.stopRequested().getAsBoolean());
      if (done % settings.saveEvery() == 0 || done == steps || stopped) {
        newest = ranks.rank() == 0 ? save(done) : null;
      }
    }
    if (newest == null && ranks.rank() == 0) {
      // There was no step to be saved after.
      newest = save(0);
    }
    boolean finished = pretrainer.stepsDone() >= steps;
    return new Outcome(finished, finished ? withRest() : List.copyOf(curve), watch.spikes(), newest);
  }

  /** Restores the newest whole checkpoint, if there is one. */
  private Path goOn() {
    Optional<CheckpointFolder.Whole> found = checkpoints.newestWhole();
    if (found.isEmpty()) {
      if (pretrainer.stepsDone() != 0) {
        throw new IllegalArgumentException("the pretrainer has done %d steps, expected 0 in a new folder"
            .formatted(pretrainer.stepsDone()));
      }
      return null;
    }
    CheckpointFolder.Whole whole = found.get();
    Pretrainer.requireEqual(whole.file(), foreign(whole.state()), settings.state());
    Pretrainer.requireEqual(whole.file(), settings.state(), foreign(whole.state()));
    Pretrainer.requireEqual(whole.file(), whole.state(), Map.of(LOG_EVERY, Long.toString(settings.logEvery())));
    pretrainer.load(whole.file()).forEach(row -> curve.add(point(row)));
    if (pretrainer.stepsDone() != whole.step()) {
      throw new CheckpointException("%s: stands at step %d, expected the %d of its name: give it its own name back"
          .formatted(whole.file(), pretrainer.stepsDone(), whole.step()));
    }
    window = CurveWindow.load(whole.file(), whole.state());
    watch = LossWatch.load(whole.file(), whole.state());
    checkpoints.deleteOld(whole.step());
    return whole.file();
  }

  /** The strings that are neither the pretrainer's nor the curve's. */
  private static Map<String, String> foreign(Map<String, String> state) {
    Map<String, String> foreign = new LinkedHashMap<>(state);
    foreign.keySet().removeIf(key -> key.startsWith(Pretrainer.STATE));
    return foreign;
  }

  private void step() {
    if (pretrainer.beginsStage()) {
      watch.forget();
    }
    boolean verified = settings.verifyEvery() > 0 && (pretrainer.stepsDone() + 1) % settings.verifyEvery() == 0;
    StepMetrics metrics = verified ? pretrainer.verifiedStep() : pretrainer.step();
    listener.stepped(metrics);
    if (watch.jumps(metrics.step(), metrics.losses().total())) {
      listener.jumped(metrics, watch.mean());
    }
    window.add(metrics);
    if (metrics.step() % settings.logEvery() == 0) {
      CurvePoint point = window.point(metrics.step());
      curve.add(point);
      window = new CurveWindow();
      listener.logged(point);
      if (pretrainer.judgesAllTokens() && Collapse.begins(curve)) {
        listener.collapsed(point);
      }
    } else if (metrics.step() == steps) {
      listener.logged(window.point(steps));
    }
  }

  /** The curve, and the steps after its last complete window as a row; not in the checkpoint, since a longer run would not have it. */
  private List<CurvePoint> withRest() {
    List<CurvePoint> all = new ArrayList<>(curve);
    if (!window.isEmpty()) {
      all.add(window.point(pretrainer.stepsDone()));
    }
    return List.copyOf(all);
  }

  private Path save(long step) {
    SequencedMap<String, String> state = new LinkedHashMap<>(settings.state());
    state.put(LOG_EVERY, Long.toString(settings.logEvery()));
    window.save(state);
    watch.save(state);
    TrainingEvents.Saved event = new TrainingEvents.Saved();
    event.begin();
    Path file = checkpoints.save(step, path -> pretrainer.save(path, state, curve.stream().map(PretrainRun::row).toList()));
    event.step = step;
    event.bytes = file.toFile().length();
    event.commit();
    listener.saved(step, file);
    return file;
  }

  private static double[] row(CurvePoint point) {
    return new double[] {point.step(), point.total(), point.maskedLm(), point.prediction(), point.gradientNorm(), point.learningRate(),
        point.replaced()};
  }

  private static CurvePoint point(double[] row) {
    return new CurvePoint((long) row[0], row[1], row[2], row[3], row[4], row[5], row[6]);
  }
}
