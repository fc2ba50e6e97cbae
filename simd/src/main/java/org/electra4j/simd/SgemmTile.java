package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The register tile. */
final class SgemmTile {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final long VECTOR = F32.vectorByteSize();

  /** Rows of the tile. */
  static final int ROWS = 14;
  /** Columns of the tile. */
  static final int COLUMNS = 2 * F32.length();

  private SgemmTile() {}

  /** Whole or cut tile of A as rows (steps 4 bytes apart). */
  static void run(boolean packed, MemorySegment a, long offset, long rowStride, long stepStride, int rows, boolean narrow, MemorySegment panel,
      long panelOffset, int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    if (rows == ROWS && !narrow) {
      if (packed) {
        packed(a, offset, panel, panelOffset, 2 * VECTOR, depth, start, startOffset, startStride, c, cOffset, cStride);
      } else {
        rowMajor(a, offset, rowStride, panel, panelOffset, 2 * VECTOR, depth, start, startOffset, startStride, c, cOffset, cStride);
      }
      return;
    }
    int row = 0;
    for (int height = narrow ? 8 : 4; row + height <= rows; row += height) {
      if (narrow) {
        SgemmEdgeTile.eightByOne(a, offset + row * rowStride, rowStride, stepStride, panel, panelOffset, 2 * VECTOR, depth, start,
            startOffset + row * startStride, startStride, c, cOffset + row * cStride, cStride);
      } else {
        SgemmEdgeTile.fourByTwo(a, offset + row * rowStride, rowStride, stepStride, panel, panelOffset, 2 * VECTOR, depth, start,
            startOffset + row * startStride, startStride, c, cOffset + row * cStride, cStride);
      }
    }
    for (; row < rows; row++) {
      if (narrow) {
        SgemmEdgeTile.oneByOne(a, offset + row * rowStride, rowStride, stepStride, panel, panelOffset, 2 * VECTOR, depth, start,
            startOffset + row * startStride, startStride, c, cOffset + row * cStride, cStride);
      } else {
        SgemmEdgeTile.oneByTwo(a, offset + row * rowStride, rowStride, stepStride, panel, panelOffset, 2 * VECTOR, depth, start,
            startOffset + row * startStride, startStride, c, cOffset + row * cStride, cStride);
      }
    }
  }


  private static void rowMajor(MemorySegment a, long offset, long rowStride, MemorySegment panel, long panelOffset, long panelStep, int depth,
      MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    FloatVector l0 = load(start, startOffset);
    FloatVector r0 = load(start, startOffset + VECTOR);
    FloatVector l1 = load(start, startOffset + startStride);
    FloatVector r1 = load(start, startOffset + startStride + VECTOR);
    FloatVector l2 = load(start, startOffset + 2 * startStride);
    FloatVector r2 = load(start, startOffset + 2 * startStride + VECTOR);
    FloatVector l3 = load(start, startOffset + 3 * startStride);
    FloatVector r3 = load(start, startOffset + 3 * startStride + VECTOR);
    FloatVector l4 = load(start, startOffset + 4 * startStride);
    FloatVector r4 = load(start, startOffset + 4 * startStride + VECTOR);
    FloatVector l5 = load(start, startOffset + 5 * startStride);
    FloatVector r5 = load(start, startOffset + 5 * startStride + VECTOR);
    FloatVector l6 = load(start, startOffset + 6 * startStride);
    FloatVector r6 = load(start, startOffset + 6 * startStride + VECTOR);
    FloatVector l7 = load(start, startOffset + 7 * startStride);
    FloatVector r7 = load(start, startOffset + 7 * startStride + VECTOR);
    FloatVector l8 = load(start, startOffset + 8 * startStride);
    FloatVector r8 = load(start, startOffset + 8 * startStride + VECTOR);
    FloatVector l9 = load(start, startOffset + 9 * startStride);
    FloatVector r9 = load(start, startOffset + 9 * startStride + VECTOR);
    FloatVector l10 = load(start, startOffset + 10 * startStride);
    FloatVector r10 = load(start, startOffset + 10 * startStride + VECTOR);
    FloatVector l11 = load(start, startOffset + 11 * startStride);
    FloatVector r11 = load(start, startOffset + 11 * startStride + VECTOR);
    FloatVector l12 = load(start, startOffset + 12 * startStride);
    FloatVector r12 = load(start, startOffset + 12 * startStride + VECTOR);
    FloatVector l13 = load(start, startOffset + 13 * startStride);
    FloatVector r13 = load(start, startOffset + 13 * startStride + VECTOR);
    long at = panelOffset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = load(panel, at);
      FloatVector right = load(panel, at + VECTOR);
      at += panelStep;
      long from = offset + p * 4L;
      FloatVector x = broadcast(a, from);
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = broadcast(a, from + rowStride);
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = broadcast(a, from + 2 * rowStride);
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = broadcast(a, from + 3 * rowStride);
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
      x = broadcast(a, from + 4 * rowStride);
      l4 = x.fma(left, l4);
      r4 = x.fma(right, r4);
      x = broadcast(a, from + 5 * rowStride);
      l5 = x.fma(left, l5);
      r5 = x.fma(right, r5);
      x = broadcast(a, from + 6 * rowStride);
      l6 = x.fma(left, l6);
      r6 = x.fma(right, r6);
      x = broadcast(a, from + 7 * rowStride);
      l7 = x.fma(left, l7);
      r7 = x.fma(right, r7);
      x = broadcast(a, from + 8 * rowStride);
      l8 = x.fma(left, l8);
      r8 = x.fma(right, r8);
      x = broadcast(a, from + 9 * rowStride);
      l9 = x.fma(left, l9);
      r9 = x.fma(right, r9);
      x = broadcast(a, from + 10 * rowStride);
      l10 = x.fma(left, l10);
      r10 = x.fma(right, r10);
      x = broadcast(a, from + 11 * rowStride);
      l11 = x.fma(left, l11);
      r11 = x.fma(right, r11);
      x = broadcast(a, from + 12 * rowStride);
      l12 = x.fma(left, l12);
      r12 = x.fma(right, r12);
      x = broadcast(a, from + 13 * rowStride);
      l13 = x.fma(left, l13);
      r13 = x.fma(right, r13);
    }
    l0.intoMemorySegment(c, cOffset, ORDER);
    r0.intoMemorySegment(c, cOffset + VECTOR, ORDER);
    l1.intoMemorySegment(c, cOffset + cStride, ORDER);
    r1.intoMemorySegment(c, cOffset + cStride + VECTOR, ORDER);
    l2.intoMemorySegment(c, cOffset + 2 * cStride, ORDER);
    r2.intoMemorySegment(c, cOffset + 2 * cStride + VECTOR, ORDER);
    l3.intoMemorySegment(c, cOffset + 3 * cStride, ORDER);
    r3.intoMemorySegment(c, cOffset + 3 * cStride + VECTOR, ORDER);
    l4.intoMemorySegment(c, cOffset + 4 * cStride, ORDER);
    r4.intoMemorySegment(c, cOffset + 4 * cStride + VECTOR, ORDER);
    l5.intoMemorySegment(c, cOffset + 5 * cStride, ORDER);
    r5.intoMemorySegment(c, cOffset + 5 * cStride + VECTOR, ORDER);
    l6.intoMemorySegment(c, cOffset + 6 * cStride, ORDER);
    r6.intoMemorySegment(c, cOffset + 6 * cStride + VECTOR, ORDER);
    l7.intoMemorySegment(c, cOffset + 7 * cStride, ORDER);
    r7.intoMemorySegment(c, cOffset + 7 * cStride + VECTOR, ORDER);
    l8.intoMemorySegment(c, cOffset + 8 * cStride, ORDER);
    r8.intoMemorySegment(c, cOffset + 8 * cStride + VECTOR, ORDER);
    l9.intoMemorySegment(c, cOffset + 9 * cStride, ORDER);
    r9.intoMemorySegment(c, cOffset + 9 * cStride + VECTOR, ORDER);
    l10.intoMemorySegment(c, cOffset + 10 * cStride, ORDER);
    r10.intoMemorySegment(c, cOffset + 10 * cStride + VECTOR, ORDER);
    l11.intoMemorySegment(c, cOffset + 11 * cStride, ORDER);
    r11.intoMemorySegment(c, cOffset + 11 * cStride + VECTOR, ORDER);
    l12.intoMemorySegment(c, cOffset + 12 * cStride, ORDER);
    r12.intoMemorySegment(c, cOffset + 12 * cStride + VECTOR, ORDER);
    l13.intoMemorySegment(c, cOffset + 13 * cStride, ORDER);
    r13.intoMemorySegment(c, cOffset + 13 * cStride + VECTOR, ORDER);
  }

  private static void packed(MemorySegment a, long offset, MemorySegment panel, long panelOffset, long panelStep, int depth,
      MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    FloatVector l0 = load(start, startOffset);
    FloatVector r0 = load(start, startOffset + VECTOR);
    FloatVector l1 = load(start, startOffset + startStride);
    FloatVector r1 = load(start, startOffset + startStride + VECTOR);
    FloatVector l2 = load(start, startOffset + 2 * startStride);
    FloatVector r2 = load(start, startOffset + 2 * startStride + VECTOR);
    FloatVector l3 = load(start, startOffset + 3 * startStride);
    FloatVector r3 = load(start, startOffset + 3 * startStride + VECTOR);
    FloatVector l4 = load(start, startOffset + 4 * startStride);
    FloatVector r4 = load(start, startOffset + 4 * startStride + VECTOR);
    FloatVector l5 = load(start, startOffset + 5 * startStride);
    FloatVector r5 = load(start, startOffset + 5 * startStride + VECTOR);
    FloatVector l6 = load(start, startOffset + 6 * startStride);
    FloatVector r6 = load(start, startOffset + 6 * startStride + VECTOR);
    FloatVector l7 = load(start, startOffset + 7 * startStride);
    FloatVector r7 = load(start, startOffset + 7 * startStride + VECTOR);
    FloatVector l8 = load(start, startOffset + 8 * startStride);
    FloatVector r8 = load(start, startOffset + 8 * startStride + VECTOR);
    FloatVector l9 = load(start, startOffset + 9 * startStride);
    FloatVector r9 = load(start, startOffset + 9 * startStride + VECTOR);
    FloatVector l10 = load(start, startOffset + 10 * startStride);
    FloatVector r10 = load(start, startOffset + 10 * startStride + VECTOR);
    FloatVector l11 = load(start, startOffset + 11 * startStride);
    FloatVector r11 = load(start, startOffset + 11 * startStride + VECTOR);
    FloatVector l12 = load(start, startOffset + 12 * startStride);
    FloatVector r12 = load(start, startOffset + 12 * startStride + VECTOR);
    FloatVector l13 = load(start, startOffset + 13 * startStride);
    FloatVector r13 = load(start, startOffset + 13 * startStride + VECTOR);
    long at = panelOffset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = load(panel, at);
      FloatVector right = load(panel, at + VECTOR);
      at += panelStep;
      long from = offset + p * 56L;
      FloatVector x = broadcast(a, from);
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = broadcast(a, from + 4);
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = broadcast(a, from + 8);
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = broadcast(a, from + 12);
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
      x = broadcast(a, from + 16);
      l4 = x.fma(left, l4);
      r4 = x.fma(right, r4);
      x = broadcast(a, from + 20);
      l5 = x.fma(left, l5);
      r5 = x.fma(right, r5);
      x = broadcast(a, from + 24);
      l6 = x.fma(left, l6);
      r6 = x.fma(right, r6);
      x = broadcast(a, from + 28);
      l7 = x.fma(left, l7);
      r7 = x.fma(right, r7);
      x = broadcast(a, from + 32);
      l8 = x.fma(left, l8);
      r8 = x.fma(right, r8);
      x = broadcast(a, from + 36);
      l9 = x.fma(left, l9);
      r9 = x.fma(right, r9);
      x = broadcast(a, from + 40);
      l10 = x.fma(left, l10);
      r10 = x.fma(right, r10);
      x = broadcast(a, from + 44);
      l11 = x.fma(left, l11);
      r11 = x.fma(right, r11);
      x = broadcast(a, from + 48);
      l12 = x.fma(left, l12);
      r12 = x.fma(right, r12);
      x = broadcast(a, from + 52);
      l13 = x.fma(left, l13);
      r13 = x.fma(right, r13);
    }
    l0.intoMemorySegment(c, cOffset, ORDER);
    r0.intoMemorySegment(c, cOffset + VECTOR, ORDER);
    l1.intoMemorySegment(c, cOffset + cStride, ORDER);
    r1.intoMemorySegment(c, cOffset + cStride + VECTOR, ORDER);
    l2.intoMemorySegment(c, cOffset + 2 * cStride, ORDER);
    r2.intoMemorySegment(c, cOffset + 2 * cStride + VECTOR, ORDER);
    l3.intoMemorySegment(c, cOffset + 3 * cStride, ORDER);
    r3.intoMemorySegment(c, cOffset + 3 * cStride + VECTOR, ORDER);
    l4.intoMemorySegment(c, cOffset + 4 * cStride, ORDER);
    r4.intoMemorySegment(c, cOffset + 4 * cStride + VECTOR, ORDER);
    l5.intoMemorySegment(c, cOffset + 5 * cStride, ORDER);
    r5.intoMemorySegment(c, cOffset + 5 * cStride + VECTOR, ORDER);
    l6.intoMemorySegment(c, cOffset + 6 * cStride, ORDER);
    r6.intoMemorySegment(c, cOffset + 6 * cStride + VECTOR, ORDER);
    l7.intoMemorySegment(c, cOffset + 7 * cStride, ORDER);
    r7.intoMemorySegment(c, cOffset + 7 * cStride + VECTOR, ORDER);
    l8.intoMemorySegment(c, cOffset + 8 * cStride, ORDER);
    r8.intoMemorySegment(c, cOffset + 8 * cStride + VECTOR, ORDER);
    l9.intoMemorySegment(c, cOffset + 9 * cStride, ORDER);
    r9.intoMemorySegment(c, cOffset + 9 * cStride + VECTOR, ORDER);
    l10.intoMemorySegment(c, cOffset + 10 * cStride, ORDER);
    r10.intoMemorySegment(c, cOffset + 10 * cStride + VECTOR, ORDER);
    l11.intoMemorySegment(c, cOffset + 11 * cStride, ORDER);
    r11.intoMemorySegment(c, cOffset + 11 * cStride + VECTOR, ORDER);
    l12.intoMemorySegment(c, cOffset + 12 * cStride, ORDER);
    r12.intoMemorySegment(c, cOffset + 12 * cStride + VECTOR, ORDER);
    l13.intoMemorySegment(c, cOffset + 13 * cStride, ORDER);
    r13.intoMemorySegment(c, cOffset + 13 * cStride + VECTOR, ORDER);
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(F32, segment, offset, ORDER);
  }

  private static FloatVector broadcast(MemorySegment segment, long offset) {
    return FloatVector.broadcast(F32, segment.get(FLOAT, offset));
  }
}
