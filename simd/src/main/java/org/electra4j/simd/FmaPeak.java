package org.electra4j.simd;

/** The ceiling that speeds are compared with: independent fma chains, measured now. */
public final class FmaPeak {
  private FmaPeak() {}

  /** GFLOP/s of all workers together, best of a few runs of about {@code millis} in all. */
  public static double gigaflops(WorkerPool workers, int millis) {
    throw new UnsupportedOperationException("not yet");
  }
}
