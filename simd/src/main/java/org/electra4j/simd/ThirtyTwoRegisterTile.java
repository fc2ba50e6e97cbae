package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The large register tiles of machines with 32 vector registers (AVX-512, AArch64). The contract is {@link SgemmTile}'s.
 *
 * <p>General registers decide the shape of the loops. One offset and seven multiples of a stride are too many for x86: C2 then keeps the
 * panel's offset in a vector register, and going there and back at each step takes longer than the step's arithmetic where a core begins
 * two fma per cycle (by a model of one; docs/performance.md). So each way that A can lie has a tile with a constant in it. Where steps
 * are 4 bytes apart, C2 checks A's range before the loop, as in {@link SixteenRegisterTile}, which leaves 38 instructions for 16 fma; it
 * splits the loop for that, at some fifty cycles per call. Where rows are 4 bytes apart, they need no register at all: 63 instructions.
 * AArch64 has general registers enough.
 */
final class ThirtyTwoRegisterTile {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final long VECTOR = F32.vectorByteSize();

  private ThirtyTwoRegisterTile() {}

  /** Eight rows, two vectors of 512 bits; steps of A are 4 bytes apart. */
  static void eightByTwoRows(MemorySegment a, long offset, long rowStride, MemorySegment panel, long panelOffset,
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
    FloatVector l4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride, ORDER);
    FloatVector r4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride + VECTOR, ORDER);
    FloatVector l5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride, ORDER);
    FloatVector r5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride + VECTOR, ORDER);
    FloatVector l6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride, ORDER);
    FloatVector r6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride + VECTOR, ORDER);
    FloatVector l7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride, ORDER);
    FloatVector r7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride + VECTOR, ORDER);
    long row1 = offset + rowStride;
    long row2 = offset + 2 * rowStride;
    long row3 = offset + 3 * rowStride;
    long row4 = offset + 4 * rowStride;
    long row5 = offset + 5 * rowStride;
    long row6 = offset + 6 * rowStride;
    long row7 = offset + 7 * rowStride;
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
      x = FloatVector.broadcast(F32, a.get(FLOAT, row6 + step));
      l6 = x.fma(left, l6);
      r6 = x.fma(right, r6);
      x = FloatVector.broadcast(F32, a.get(FLOAT, row7 + step));
      l7 = x.fma(left, l7);
      r7 = x.fma(right, r7);
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
  }

  /** Eight rows, two vectors of 512 bits; rows of A are 4 bytes apart. */
  static void eightByTwoColumns(MemorySegment a, long offset, long stepStride, MemorySegment panel, long panelOffset,
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
    FloatVector l4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride, ORDER);
    FloatVector r4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride + VECTOR, ORDER);
    FloatVector l5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride, ORDER);
    FloatVector r5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride + VECTOR, ORDER);
    FloatVector l6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride, ORDER);
    FloatVector r6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride + VECTOR, ORDER);
    FloatVector l7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride, ORDER);
    FloatVector r7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride + VECTOR, ORDER);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = FloatVector.fromMemorySegment(F32, panel, at, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(F32, panel, at + VECTOR, ORDER);
      at += panelStep;
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
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 24));
      l6 = x.fma(left, l6);
      r6 = x.fma(right, r6);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 28));
      l7 = x.fma(left, l7);
      r7 = x.fma(right, r7);
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
    l4.intoMemorySegment(c, cOffset + 4 * cStride, ORDER);
    r4.intoMemorySegment(c, cOffset + 4 * cStride + VECTOR, ORDER);
    l5.intoMemorySegment(c, cOffset + 5 * cStride, ORDER);
    r5.intoMemorySegment(c, cOffset + 5 * cStride + VECTOR, ORDER);
    l6.intoMemorySegment(c, cOffset + 6 * cStride, ORDER);
    r6.intoMemorySegment(c, cOffset + 6 * cStride + VECTOR, ORDER);
    l7.intoMemorySegment(c, cOffset + 7 * cStride, ORDER);
    r7.intoMemorySegment(c, cOffset + 7 * cStride + VECTOR, ORDER);
  }

  /** Eight rows, three shorter vectors. */
  static void eightByThree(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset,
      long panelStep, int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    KernelArguments.nativeMemory(a, panel);
    KernelArguments.nativeMemory(start, c);
    FloatVector l0 = FloatVector.fromMemorySegment(F32, start, startOffset, ORDER);
    FloatVector m0 = FloatVector.fromMemorySegment(F32, start, startOffset + VECTOR, ORDER);
    FloatVector r0 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * VECTOR, ORDER);
    FloatVector l1 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride, ORDER);
    FloatVector m1 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride + VECTOR, ORDER);
    FloatVector r1 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride + 2 * VECTOR, ORDER);
    FloatVector l2 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride, ORDER);
    FloatVector m2 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride + VECTOR, ORDER);
    FloatVector r2 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride + 2 * VECTOR, ORDER);
    FloatVector l3 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride, ORDER);
    FloatVector m3 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride + VECTOR, ORDER);
    FloatVector r3 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride + 2 * VECTOR, ORDER);
    FloatVector l4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride, ORDER);
    FloatVector m4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride + VECTOR, ORDER);
    FloatVector r4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride + 2 * VECTOR, ORDER);
    FloatVector l5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride, ORDER);
    FloatVector m5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride + VECTOR, ORDER);
    FloatVector r5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride + 2 * VECTOR, ORDER);
    FloatVector l6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride, ORDER);
    FloatVector m6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride + VECTOR, ORDER);
    FloatVector r6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride + 2 * VECTOR, ORDER);
    FloatVector l7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride, ORDER);
    FloatVector m7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride + VECTOR, ORDER);
    FloatVector r7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride + 2 * VECTOR, ORDER);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = FloatVector.fromMemorySegment(F32, panel, at, ORDER);
      FloatVector middle = FloatVector.fromMemorySegment(F32, panel, at + VECTOR, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(F32, panel, at + 2 * VECTOR, ORDER);
      at += panelStep;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, from));
      l0 = x.fma(left, l0);
      m0 = x.fma(middle, m0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + rowStride));
      l1 = x.fma(left, l1);
      m1 = x.fma(middle, m1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 2 * rowStride));
      l2 = x.fma(left, l2);
      m2 = x.fma(middle, m2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 3 * rowStride));
      l3 = x.fma(left, l3);
      m3 = x.fma(middle, m3);
      r3 = x.fma(right, r3);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 4 * rowStride));
      l4 = x.fma(left, l4);
      m4 = x.fma(middle, m4);
      r4 = x.fma(right, r4);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 5 * rowStride));
      l5 = x.fma(left, l5);
      m5 = x.fma(middle, m5);
      r5 = x.fma(right, r5);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 6 * rowStride));
      l6 = x.fma(left, l6);
      m6 = x.fma(middle, m6);
      r6 = x.fma(right, r6);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 7 * rowStride));
      l7 = x.fma(left, l7);
      m7 = x.fma(middle, m7);
      r7 = x.fma(right, r7);
      from += stepStride;
    }
    l0.intoMemorySegment(c, cOffset, ORDER);
    m0.intoMemorySegment(c, cOffset + VECTOR, ORDER);
    r0.intoMemorySegment(c, cOffset + 2 * VECTOR, ORDER);
    l1.intoMemorySegment(c, cOffset + cStride, ORDER);
    m1.intoMemorySegment(c, cOffset + cStride + VECTOR, ORDER);
    r1.intoMemorySegment(c, cOffset + cStride + 2 * VECTOR, ORDER);
    l2.intoMemorySegment(c, cOffset + 2 * cStride, ORDER);
    m2.intoMemorySegment(c, cOffset + 2 * cStride + VECTOR, ORDER);
    r2.intoMemorySegment(c, cOffset + 2 * cStride + 2 * VECTOR, ORDER);
    l3.intoMemorySegment(c, cOffset + 3 * cStride, ORDER);
    m3.intoMemorySegment(c, cOffset + 3 * cStride + VECTOR, ORDER);
    r3.intoMemorySegment(c, cOffset + 3 * cStride + 2 * VECTOR, ORDER);
    l4.intoMemorySegment(c, cOffset + 4 * cStride, ORDER);
    m4.intoMemorySegment(c, cOffset + 4 * cStride + VECTOR, ORDER);
    r4.intoMemorySegment(c, cOffset + 4 * cStride + 2 * VECTOR, ORDER);
    l5.intoMemorySegment(c, cOffset + 5 * cStride, ORDER);
    m5.intoMemorySegment(c, cOffset + 5 * cStride + VECTOR, ORDER);
    r5.intoMemorySegment(c, cOffset + 5 * cStride + 2 * VECTOR, ORDER);
    l6.intoMemorySegment(c, cOffset + 6 * cStride, ORDER);
    m6.intoMemorySegment(c, cOffset + 6 * cStride + VECTOR, ORDER);
    r6.intoMemorySegment(c, cOffset + 6 * cStride + 2 * VECTOR, ORDER);
    l7.intoMemorySegment(c, cOffset + 7 * cStride, ORDER);
    m7.intoMemorySegment(c, cOffset + 7 * cStride + VECTOR, ORDER);
    r7.intoMemorySegment(c, cOffset + 7 * cStride + 2 * VECTOR, ORDER);
  }
}
