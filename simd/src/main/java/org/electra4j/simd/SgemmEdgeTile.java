package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Small tiles. */
final class SgemmEdgeTile {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final long VECTOR = F32.vectorByteSize();

  private SgemmEdgeTile() {}

  static void fourByTwo(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset, long panelStep, int depth,
      MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    FloatVector l0 = load(start, startOffset);
    FloatVector r0 = load(start, startOffset + VECTOR);
    FloatVector l1 = load(start, startOffset + startStride);
    FloatVector r1 = load(start, startOffset + startStride + VECTOR);
    FloatVector l2 = load(start, startOffset + 2 * startStride);
    FloatVector r2 = load(start, startOffset + 2 * startStride + VECTOR);
    FloatVector l3 = load(start, startOffset + 3 * startStride);
    FloatVector r3 = load(start, startOffset + 3 * startStride + VECTOR);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = load(panel, at);
      FloatVector right = load(panel, at + VECTOR);
      at += panelStep;
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

  static void oneByTwo(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset, long panelStep, int depth,
      MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    FloatVector l0 = load(start, startOffset);
    FloatVector r0 = load(start, startOffset + VECTOR);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = load(panel, at);
      FloatVector right = load(panel, at + VECTOR);
      at += panelStep;
      FloatVector x = broadcast(a, from);
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      from += stepStride;
    }
    l0.intoMemorySegment(c, cOffset, ORDER);
    r0.intoMemorySegment(c, cOffset + VECTOR, ORDER);
  }

  static void eightByOne(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset, long panelStep, int depth,
      MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    FloatVector l0 = load(start, startOffset);
    FloatVector l1 = load(start, startOffset + startStride);
    FloatVector l2 = load(start, startOffset + 2 * startStride);
    FloatVector l3 = load(start, startOffset + 3 * startStride);
    FloatVector l4 = load(start, startOffset + 4 * startStride);
    FloatVector l5 = load(start, startOffset + 5 * startStride);
    FloatVector l6 = load(start, startOffset + 6 * startStride);
    FloatVector l7 = load(start, startOffset + 7 * startStride);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = load(panel, at);
      at += panelStep;
      FloatVector x = broadcast(a, from);
      l0 = x.fma(left, l0);
      x = broadcast(a, from + rowStride);
      l1 = x.fma(left, l1);
      x = broadcast(a, from + 2 * rowStride);
      l2 = x.fma(left, l2);
      x = broadcast(a, from + 3 * rowStride);
      l3 = x.fma(left, l3);
      x = broadcast(a, from + 4 * rowStride);
      l4 = x.fma(left, l4);
      x = broadcast(a, from + 5 * rowStride);
      l5 = x.fma(left, l5);
      x = broadcast(a, from + 6 * rowStride);
      l6 = x.fma(left, l6);
      x = broadcast(a, from + 7 * rowStride);
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

  static void oneByOne(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset, long panelStep, int depth,
      MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    FloatVector l0 = load(start, startOffset);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = load(panel, at);
      at += panelStep;
      FloatVector x = broadcast(a, from);
      l0 = x.fma(left, l0);
      from += stepStride;
    }
    l0.intoMemorySegment(c, cOffset, ORDER);
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(F32, segment, offset, ORDER);
  }

  private static FloatVector broadcast(MemorySegment segment, long offset) {
    return FloatVector.broadcast(F32, segment.get(FLOAT, offset));
  }
}
