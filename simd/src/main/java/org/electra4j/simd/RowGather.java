package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** Rows of a table picked by index, and gradients brought back to them. */
public final class RowGather {
  private RowGather() {}

  /** y[r] = table[ids[r]]; IndexOutOfBoundsException for an id outside 0 to tableRows - 1. */
  public static void gather(WorkerPool workers, int rows, int columns, int tableRows, MemorySegment table, int[] ids, MemorySegment y) {
    throw new UnsupportedOperationException("not yet");
  }

  /** y[r] += table[ids[r]]. */
  public static void gatherAdd(WorkerPool workers, int rows, int columns, int tableRows, MemorySegment table, int[] ids, MemorySegment y) {
    throw new UnsupportedOperationException("not yet");
  }

  /** dTable[ids[r]] += dy[r]: each table row has one owner, which adds its rows r in ascending order. Negative ids are skipped. */
  public static void scatterAdd(WorkerPool workers, int rows, int columns, int tableRows, MemorySegment dy, int[] ids, MemorySegment dTable) {
    throw new UnsupportedOperationException("not yet");
  }
}
