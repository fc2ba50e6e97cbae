package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** Plain element-wise operations and column sums. */
public final class VectorOps {
  private VectorOps() {}

  /** x[i] = value. */
  public static void fill(WorkerPool workers, long count, float value, MemorySegment x) {
    throw new UnsupportedOperationException("not yet");
  }

  /** y[i] = x[i]. */
  public static void copy(WorkerPool workers, long count, MemorySegment x, MemorySegment y) {
    throw new UnsupportedOperationException("not yet");
  }

  /** z[i] = x[i] + y[i]; z may be either. */
  public static void add(WorkerPool workers, long count, MemorySegment x, MemorySegment y, MemorySegment z) {
    throw new UnsupportedOperationException("not yet");
  }

  /** y[i] = fma(a, x[i], y[i]). */
  public static void axpy(WorkerPool workers, long count, float a, MemorySegment x, MemorySegment y) {
    throw new UnsupportedOperationException("not yet");
  }

  /** x[i] = a x[i]. */
  public static void scale(WorkerPool workers, long count, float a, MemorySegment x) {
    throw new UnsupportedOperationException("not yet");
  }

  /** sums[j] += x[0][j] + x[1][j] + ...: one chain per column, rows ascending, starting at what sums holds. */
  public static void columnSums(WorkerPool workers, int rows, int columns, MemorySegment x, MemorySegment sums) {
    throw new UnsupportedOperationException("not yet");
  }

  /** y = x with dropped elements zero and the others times 1 / (1 - rate); y may be x. Backward is the same call on the gradient. */
  public static void dropout(WorkerPool workers, int rows, int columns, DropoutMask mask, MemorySegment x, MemorySegment y) {
    throw new UnsupportedOperationException("not yet");
  }
}
