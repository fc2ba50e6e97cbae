package org.electra4j.core.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.electra4j.core.checkpoint.CheckpointException;

/**
 * Notices when a loss jumps: more than six deviations, and more than a tenth, above its running mean. Six deviations are where OLMo and
 * Levanter leave out batches. A jump does not count in the mean, so that a run that stays up there is told of again and again. The watch
 * goes through checkpoints, so that what it says does not depend on where a run was cut off.
 */
final class LossWatch {
  private static final String STATE = Pretrainer.STATE + "watch/";
  /** Steps until mean and deviation mean something. */
  private static final long LEAST_STEPS = 30;
  /** Of one step in mean and variance. */
  private static final double WEIGHT = 0.02;
  private static final double DEVIATIONS = 6;
  private static final double LEAST_SHARE = 0.1;
  /** Steps after a jump in which another is the same one. */
  private static final long ONE_EVENT = 50;

  private long steps;
  private double mean;
  private double variance;
  private final List<Long> spikes = new ArrayList<>();

  /** Whether this step's loss begins a jump. */
  boolean jumps(long step, double loss) {
    double limit = mean + Math.max(DEVIATIONS * Math.sqrt(variance), LEAST_SHARE * mean);
    boolean above = steps >= LEAST_STEPS && loss > limit;
    boolean begins = above && (spikes.isEmpty() || step - spikes.getLast() > ONE_EVENT);
    if (begins) {
      spikes.add(step);
    }
    if (!above) {
      steps++;
      // The mean of the first steps, then with falling weight for older ones.
      double weight = Math.max(WEIGHT, 1.0 / steps);
      double distance = loss - mean;
      mean += weight * distance;
      variance = (1 - weight) * (variance + weight * distance * distance);
    }
    return begins;
  }

  /** The loss is another one from here on, and may stand anywhere. */
  void forget() {
    steps = 0;
    mean = 0;
    variance = 0;
  }

  /** What the loss is expected to be about now. */
  double mean() {
    return mean;
  }

  /** Steps at which jumps began. */
  List<Long> spikes() {
    return List.copyOf(spikes);
  }

  /** Adds this to a checkpoint's strings; a double's text is exact. */
  void save(SequencedMap<String, String> state) {
    state.put(STATE + "steps", Long.toString(steps));
    state.put(STATE + "mean", Double.toString(mean));
    state.put(STATE + "variance", Double.toString(variance));
    state.put(STATE + "spikes", spikes.stream().map(step -> Long.toString(step)).collect(Collectors.joining(" ")));
  }

  /** Begins anew where a checkpoint is older than this class. */
  static LossWatch load(Path file, Map<String, String> state) {
    LossWatch watch = new LossWatch();
    if (!state.containsKey(STATE + "steps")) {
      return watch;
    }
    try {
      watch.steps = Long.parseLong(state.get(STATE + "steps"));
      watch.mean = Double.parseDouble(state.getOrDefault(STATE + "mean", ""));
      watch.variance = Double.parseDouble(state.getOrDefault(STATE + "variance", ""));
      Arrays.stream(state.getOrDefault(STATE + "spikes", "").split(" ")).filter(step -> !step.isEmpty())
          .forEach(step -> watch.spikes.add(Long.parseLong(step)));
    } catch (NumberFormatException e) {
      throw new CheckpointException("%s: found a mean that is no number, expected a checkpoint that a run wrote".formatted(file), e);
    }
    return watch;
  }
}
