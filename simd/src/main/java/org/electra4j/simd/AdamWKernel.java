package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** One pass of AdamW without bias correction over value, gradient and both moments. */
public final class AdamWKernel {
  private AdamWKernel() {}

  /**
   * With g = gradientScale gradient: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g g; value -= rate (m / (sqrt(v) + epsilon) +
   * weightDecay value). Returns false, having written everything all the same, if a new value is not finite.
   */
  public static boolean step(WorkerPool workers, long count, MemorySegment value, MemorySegment gradient, MemorySegment firstMoment,
      MemorySegment secondMoment, float gradientScale, float rate, float beta1, float beta2, float epsilon, float weightDecay) {
    throw new UnsupportedOperationException("not yet");
  }
}
