package org.electra4j.core.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import org.electra4j.core.checkpoint.CheckpointException;

/** The steps since a curve's last row, added up; goes through checkpoints, so that a row does not depend on where a run was cut off. */
final class CurveWindow {
  private static final String STATE = Pretrainer.STATE + "window/";
  private static final String[] NAMES = {"total", "maskedLm", "prediction", "gradientNorm", "replaced"};

  private long steps;
  private double learningRate;
  private final double[] sums = new double[NAMES.length];

  void add(StepMetrics metrics) {
    steps++;
    learningRate = metrics.learningRate();
    sums[0] += metrics.losses().total();
    sums[1] += metrics.losses().maskedLm();
    sums[2] += metrics.losses().prediction();
    sums[3] += metrics.gradientNorm();
    sums[4] += metrics.replaced();
  }

  boolean isEmpty() {
    return steps == 0;
  }

  /** The row of these steps, the last of which makes {@code step}. */
  CurvePoint point(long step) {
    return new CurvePoint(step, sums[0] / steps, sums[1] / steps, sums[2] / steps, sums[3] / steps, learningRate, sums[4] / steps);
  }

  /** Adds this to a checkpoint's strings; a double's text is exact. */
  void save(SequencedMap<String, String> state) {
    state.put(STATE + "steps", Long.toString(steps));
    state.put(STATE + "learningRate", Double.toString(learningRate));
    for (int i = 0; i < NAMES.length; i++) {
      state.put(STATE + NAMES[i], Double.toString(sums[i]));
    }
  }

  static CurveWindow load(Path file, Map<String, String> state) {
    CurveWindow window = new CurveWindow();
    try {
      window.steps = Long.parseLong(required(file, state, "steps"));
      window.learningRate = Double.parseDouble(required(file, state, "learningRate"));
      for (int i = 0; i < NAMES.length; i++) {
        window.sums[i] = Double.parseDouble(required(file, state, NAMES[i]));
      }
    } catch (NumberFormatException e) {
      throw new CheckpointException("%s: found a mean that is no number, expected a checkpoint that a run wrote".formatted(file), e);
    }
    return window;
  }

  private static String required(Path file, Map<String, String> state, String name) {
    String value = state.get(STATE + name);
    if (value == null) {
      throw new CheckpointException("%s: found no %s%s, expected a checkpoint that a run wrote".formatted(file, STATE, name));
    }
    return value;
  }
}
