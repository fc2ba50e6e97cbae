package org.electra4j.experiments.bench;

import java.util.Arrays;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.experiments.report.Limits;

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

  /** The row of what took this long. */
  BenchmarkRow row(Area area, String what, String who, int threads, String flags) {
    Work work = area.work(what);
    return new BenchmarkRow(area.toString(), what, who, threads, flags, median, best, work.operations() / median / 1e9,
        work.bytes() / median / 1e9, work.tokens() / median, work.textBytes() / median / 1e6, Limits.UNKNOWN);
  }
}
