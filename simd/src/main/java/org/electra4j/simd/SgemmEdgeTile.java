package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The small register tiles of {@link Sgemm}: for the rows and columns that the large ones leave over. The contract is {@link SgemmTile}'s.
 */
final class SgemmEdgeTile {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final long VECTOR = F32.vectorByteSize();

  private SgemmEdgeTile() {}

  /** Four rows, two vectors. */
  static void fourByTwo(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset,
      long panelStep, int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    KernelArguments.nativeMemory(a, panel);
    KernelArguments.nativeMemory(start, c);
    FloatVector l0 = FloatVector.fromMemorySegment(F32, start, startOffset, ORDER);
    FloatVector r0 = FloatVector.fromMemorySegment(F32, start, startOffset + VECTOR, ORDER);
    FloatVector l1 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride, ORDER);
    FloatVector r1 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride + VECTOR, ORDER);
    FloatVector l2 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride, ORDER);
    FloatVector r2 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride + VECTOR, ORDER);
    FloatVector l3 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride, ORDER);
    FloatVector r3 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride + VECTOR, ORDER);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = FloatVector.fromMemorySegment(F32, panel, at, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(F32, panel, at + VECTOR, ORDER);
      at += panelStep;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, from));
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + rowStride));
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 2 * rowStride));
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 3 * rowStride));
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
      from += stepStride;
    }
    l0.intoMemorySegment(c, cOffset, ORDER);
    r0.intoMemorySegment(c, cOffset + VECTOR, ORDER);
    l1.intoMemorySegment(c, cOffset + cStride, ORDER);
    r1.intoMemorySegment(c, cOffset + cStride + VECTOR, ORDER);
    l2.intoMemorySegment(c, cOffset + 2 * cStride, ORDER);
    r2.intoMemorySegment(c, cOffset + 2 * cStride + VECTOR, ORDER);
    l3.intoMemorySegment(c, cOffset + 3 * cStride, ORDER);
    r3.intoMemorySegment(c, cOffset + 3 * cStride + VECTOR, ORDER);
  }

  /** One row, two vectors. */
  static void oneByTwo(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset, long panelStep,
      int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    KernelArguments.nativeMemory(a, panel);
    KernelArguments.nativeMemory(start, c);
    FloatVector l0 = FloatVector.fromMemorySegment(F32, start, startOffset, ORDER);
    FloatVector r0 = FloatVector.fromMemorySegment(F32, start, startOffset + VECTOR, ORDER);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = FloatVector.fromMemorySegment(F32, panel, at, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(F32, panel, at + VECTOR, ORDER);
      at += panelStep;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, from));
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      from += stepStride;
    }
    l0.intoMemorySegment(c, cOffset, ORDER);
    r0.intoMemorySegment(c, cOffset + VECTOR, ORDER);
  }

  /** Eight rows, one vector. */
  static void eightByOne(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset,
      long panelStep, int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    KernelArguments.nativeMemory(a, panel);
    KernelArguments.nativeMemory(start, c);
    FloatVector l0 = FloatVector.fromMemorySegment(F32, start, startOffset, ORDER);
    FloatVector l1 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride, ORDER);
    FloatVector l2 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride, ORDER);
    FloatVector l3 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride, ORDER);
    FloatVector l4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride, ORDER);
    FloatVector l5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride, ORDER);
    FloatVector l6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride, ORDER);
    FloatVector l7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride, ORDER);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = FloatVector.fromMemorySegment(F32, panel, at, ORDER);
      at += panelStep;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, from));
      l0 = x.fma(left, l0);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + rowStride));
      l1 = x.fma(left, l1);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 2 * rowStride));
      l2 = x.fma(left, l2);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 3 * rowStride));
      l3 = x.fma(left, l3);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 4 * rowStride));
      l4 = x.fma(left, l4);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 5 * rowStride));
      l5 = x.fma(left, l5);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 6 * rowStride));
      l6 = x.fma(left, l6);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 7 * rowStride));
      l7 = x.fma(left, l7);
      from += stepStride;
    }
    l0.intoMemorySegment(c, cOffset, ORDER);
    l1.intoMemorySegment(c, cOffset + cStride, ORDER);
    l2.intoMemorySegment(c, cOffset + 2 * cStride, ORDER);
    l3.intoMemorySegment(c, cOffset + 3 * cStride, ORDER);
    l4.intoMemorySegment(c, cOffset + 4 * cStride, ORDER);
    l5.intoMemorySegment(c, cOffset + 5 * cStride, ORDER);
    l6.intoMemorySegment(c, cOffset + 6 * cStride, ORDER);
    l7.intoMemorySegment(c, cOffset + 7 * cStride, ORDER);
  }

  /** One row, one vector. */
  static void oneByOne(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset, long panelStep,
      int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    KernelArguments.nativeMemory(a, panel);
    KernelArguments.nativeMemory(start, c);
    FloatVector l0 = FloatVector.fromMemorySegment(F32, start, startOffset, ORDER);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = FloatVector.fromMemorySegment(F32, panel, at, ORDER);
      at += panelStep;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, from));
      l0 = x.fma(left, l0);
      from += stepStride;
    }
    l0.intoMemorySegment(c, cOffset, ORDER);
  }
}
