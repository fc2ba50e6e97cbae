package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The large register tiles of machines with sixteen vector registers (AVX2). The contract is {@link SgemmTile}'s.
 *
 * <p>Twelve accumulators, two vectors of B and a broadcast value leave one register. General registers are as scarce, and decide the shape:
 * steps of A are a constant apart, so that C2 checks A's range before the loop and keeps no bound in it; each row has its own base, since
 * multiples of a stride would be computed again at every step; panels are a variable apart, since two constants would make C2 unroll
 * the loop and spill. Four rows, which use fewer registers, wait for their own fma: two chains of four cycles per row are too few.
 */
final class SixteenRegisterTile {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final long VECTOR = F32.vectorByteSize();

  private SixteenRegisterTile() {}

  /** Six rows, two vectors; steps of A are 4 bytes apart. */
  static void sixByTwoRows(MemorySegment a, long offset, long rowStride, MemorySegment panel, long panelOffset, long panelStep,
      int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
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
    FloatVector l4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride, ORDER);
    FloatVector r4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride + VECTOR, ORDER);
    FloatVector l5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride, ORDER);
    FloatVector r5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride + VECTOR, ORDER);
    long row1 = offset + rowStride;
    long row2 = offset + 2 * rowStride;
    long row3 = offset + 3 * rowStride;
    long row4 = offset + 4 * rowStride;
    long row5 = offset + 5 * rowStride;
    long at = panelOffset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = FloatVector.fromMemorySegment(F32, panel, at, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(F32, panel, at + VECTOR, ORDER);
      at += panelStep;
      long step = p * 4L;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, offset + step));
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(F32, a.get(FLOAT, row1 + step));
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(F32, a.get(FLOAT, row2 + step));
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(F32, a.get(FLOAT, row3 + step));
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
      x = FloatVector.broadcast(F32, a.get(FLOAT, row4 + step));
      l4 = x.fma(left, l4);
      r4 = x.fma(right, r4);
      x = FloatVector.broadcast(F32, a.get(FLOAT, row5 + step));
      l5 = x.fma(left, l5);
      r5 = x.fma(right, r5);
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
  }

  /** Six rows, two vectors; A lies as a strip of {@link PanelPacker}, its steps {@link PanelPacker#STRIP_STEP} apart. */
  static void sixByTwoStrip(MemorySegment a, long offset, MemorySegment panel, long panelOffset, long panelStep, int depth,
      MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
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
    FloatVector l4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride, ORDER);
    FloatVector r4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride + VECTOR, ORDER);
    FloatVector l5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride, ORDER);
    FloatVector r5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride + VECTOR, ORDER);
    long at = panelOffset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = FloatVector.fromMemorySegment(F32, panel, at, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(F32, panel, at + VECTOR, ORDER);
      at += panelStep;
      long from = offset + p * PanelPacker.STRIP_STEP;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, from));
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 4));
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 8));
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 12));
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 16));
      l4 = x.fma(left, l4);
      r4 = x.fma(right, r4);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 20));
      l5 = x.fma(left, l5);
      r5 = x.fma(right, r5);
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
  }

  /** Four rows, two vectors; steps of A are 4 bytes apart. */
  static void fourByTwoRows(MemorySegment a, long offset, long rowStride, MemorySegment panel, long panelOffset, long panelStep,
      int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
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
    for (int p = 0; p < depth; p++) {
      FloatVector left = FloatVector.fromMemorySegment(F32, panel, at, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(F32, panel, at + VECTOR, ORDER);
      at += panelStep;
      long from = offset + p * 4L;
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
}
