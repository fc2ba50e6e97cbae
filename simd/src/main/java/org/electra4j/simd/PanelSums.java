package org.electra4j.simd;

import static org.electra4j.simd.Floats.VECTOR;
import static org.electra4j.simd.Floats.load;
import static org.electra4j.simd.Floats.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Sums down the columns of a panel of {@link PanelPacker}. Offsets are in bytes. */
final class PanelSums {
  private static final long WIDTH = SgemmTile.VECTORS * VECTOR;

  private PanelSums() {}

  /** sums[j] += panel[0][j] + panel[1][j] + ...: one chain per column, rows ascending. */
  static void add(MemorySegment panel, long from, int rows, int columns, MemorySegment sums, long sumsAt) {
    long bytes = columns * (long) Float.BYTES;
    long at = 0;
    for (; at + 2 * VECTOR <= bytes; at += 2 * VECTOR) {
      two(panel, from + at, rows, sums, sumsAt + at);
    }
    for (; at < bytes; at += VECTOR) {
      one(panel, from + at, rows, sums, sumsAt + at, Floats.first(bytes - at));
    }
  }

  private static void two(MemorySegment panel, long from, int rows, MemorySegment sums, long sumsAt) {
    KernelArguments.nativeMemory(panel, sums);
    FloatVector left = load(sums, sumsAt);
    FloatVector right = load(sums, sumsAt + VECTOR);
    long at = from;
    for (int row = 0; row < rows; row++, at += WIDTH) {
      left = left.add(load(panel, at));
      right = right.add(load(panel, at + VECTOR));
    }
    store(left, sums, sumsAt);
    store(right, sums, sumsAt + VECTOR);
  }

  private static void one(MemorySegment panel, long from, int rows, MemorySegment sums, long sumsAt, VectorMask<Float> inside) {
    KernelArguments.nativeMemory(panel, sums);
    FloatVector sum = load(sums, sumsAt, inside);
    long at = from;
    for (int row = 0; row < rows; row++, at += WIDTH) {
      sum = sum.add(load(panel, at));
    }
    store(sum, sums, sumsAt, inside);
  }
}
