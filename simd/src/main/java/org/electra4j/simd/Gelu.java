package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** GELU in its erf form, 0.5 x (1 + erf(x / sqrt 2)), and its derivative. */
public final class Gelu {
  private Gelu() {}

  /** y[i] = gelu(x[i]) for i below count; y may be x. */
  public static void forward(WorkerPool workers, long count, MemorySegment x, MemorySegment y) {
    throw new UnsupportedOperationException("not yet");
  }

  /** dx[i] = dy[i] gelu'(x[i]); dx may be dy. */
  public static void backward(WorkerPool workers, long count, MemorySegment x, MemorySegment dy, MemorySegment dx) {
    throw new UnsupportedOperationException("not yet");
  }
}
