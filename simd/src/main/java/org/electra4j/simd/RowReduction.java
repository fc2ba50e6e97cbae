package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** Sums over sixteen logical lanes and a fixed tree; long vectors in chunks of 4,096 whose sums are added in ascending order, in double. */
public final class RowReduction {
  private RowReduction() {}

  /** Sum of squares of count floats. */
  public static double sumOfSquares(WorkerPool workers, long count, MemorySegment x) {
    throw new UnsupportedOperationException("not yet");
  }
}
