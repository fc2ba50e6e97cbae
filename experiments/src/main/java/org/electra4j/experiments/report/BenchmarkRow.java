package org.electra4j.experiments.report;

/**
 * One measurement. Rates are those of the median; NaN where a rate has no meaning.
 *
 * @param area such as gemm
 * @param what shape, kernel or model
 * @param who electra4j or a peer
 * @param threads workers
 * @param flags of the virtual machine, or the version of a peer
 * @param seconds median time of one call
 * @param bestSeconds time of one call in the fastest iteration
 * @param gigaflops operations per nanosecond, a fused multiply-add counted as two
 * @param gigabytesPerSecond least traffic to memory, what is only written counted twice
 * @param tokensPerSecond of a training step
 * @param megabytesPerSecond of text
 * @param limits of these threads in the same run
 */
public record BenchmarkRow(String area, String what, String who, int threads, String flags, double seconds, double bestSeconds,
    double gigaflops, double gigabytesPerSecond, double tokensPerSecond, double megabytesPerSecond, Limits limits) {
  /** Who we are. */
  public static final String OURS = "electra4j";

  /** The same beside these limits. */
  public BenchmarkRow beside(Limits limits) {
    return new BenchmarkRow(area, what, who, threads, flags, seconds, bestSeconds, gigaflops, gigabytesPerSecond, tokensPerSecond,
        megabytesPerSecond, limits);
  }

  /** Which limit is nearer, "arithmetic" or "memory", and so rules; empty where none is known. */
  public String limit() {
    double arithmetic = shareOfPeak();
    double memory = shareOfCopy();
    if (Double.isNaN(arithmetic) && Double.isNaN(memory)) {
      return "";
    }
    return Double.isNaN(arithmetic) || memory > arithmetic ? "memory" : "arithmetic";
  }

  /** What part of the limit that rules was reached; NaN where none is known. */
  public double share() {
    return limit().equals("memory") ? shareOfCopy() : shareOfPeak();
  }

  private double shareOfPeak() {
    return gigaflops / limits.peakGigaflops();
  }

  private double shareOfCopy() {
    return gigabytesPerSecond / limits.copyGigabytesPerSecond();
  }
}
