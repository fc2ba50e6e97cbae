package org.electra4j.experiments.bench;

import java.util.Arrays;

/**
 * How long one call took.
 *
 * @param median seconds, over the iterations
 * @param best seconds of the fastest iteration
 */
record Timing(double median, double best) {

  /** Of these iterations, each in seconds. */
  static Timing of(double... seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return new Timing(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0]);
  }
}
