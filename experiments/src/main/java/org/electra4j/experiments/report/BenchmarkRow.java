package org.electra4j.experiments.report;

/**
 * One measurement.
 *
 * @param area such as sgemm
 * @param what shape or model
 * @param threads workers
 * @param seconds mean time of one operation
 * @param gigaflops of matrix products, a fused multiply-add counted as two
 * @param tokensPerSecond of a training step; NaN elsewhere
 * @param peak measured fma peak of all threads in the same run, GFLOP/s
 */
public record BenchmarkRow(String area, String what, int threads, double seconds, double gigaflops, double tokensPerSecond, double peak) {

  /** The same beside this peak. */
  public BenchmarkRow withPeak(double peak) {
    return new BenchmarkRow(area, what, threads, seconds, gigaflops, tokensPerSecond, peak);
  }

  /** What part of the peak was reached. */
  public double shareOfPeak() {
    return gigaflops / peak;
  }
}
