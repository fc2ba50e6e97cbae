package org.electra4j.experiments.report;

/**
 * What the machine can do at best with a number of threads, measured in the run that it is compared with.
 *
 * @param peakGigaflops of independent fma chains ({@link org.electra4j.simd.FmaPeak})
 * @param copyGigabytesPerSecond of a copy through memory ({@link org.electra4j.simd.CopyBandwidth})
 */
public record Limits(double peakGigaflops, double copyGigabytesPerSecond) {
  /** Where nothing was measured. */
  public static final Limits UNKNOWN = new Limits(Double.NaN, Double.NaN);

  /** The higher of each: a limit that was measured too low is none. */
  public Limits orHigher(Limits other) {
    return new Limits(Math.max(peakGigaflops, other.peakGigaflops), Math.max(copyGigabytesPerSecond, other.copyGigabytesPerSecond));
  }
}
