package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The register tiles of {@link Sgemm}, written out. */
final class SgemmTile {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final long VECTOR = F32.vectorByteSize();

  /** Rows of the tile. */
  static final int ROWS = 4;
  /** Columns of the tile. */
  static final int COLUMNS = 2 * F32.length();

  private SgemmTile() {}

  /** Continues {@code depth} steps of the chains of one tile: starts at {@code start}, ends in {@code c}. Strides and offsets in bytes. */
  static void run(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset, int depth,
      MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    FloatVector c00 = FloatVector.fromMemorySegment(F32, start, startOffset, ORDER);
    FloatVector c01 = FloatVector.fromMemorySegment(F32, start, startOffset + VECTOR, ORDER);
    FloatVector c10 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride, ORDER);
    FloatVector c11 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride + VECTOR, ORDER);
    FloatVector c20 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride, ORDER);
    FloatVector c21 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride + VECTOR, ORDER);
    FloatVector c30 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride, ORDER);
    FloatVector c31 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride + VECTOR, ORDER);
    for (int p = 0; p < depth; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(F32, panel, panelOffset + p * 2 * VECTOR, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(F32, panel, panelOffset + p * 2 * VECTOR + VECTOR, ORDER);
      long at = offset + p * stepStride;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, at));
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + rowStride));
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 2 * rowStride));
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 3 * rowStride));
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    c00.intoMemorySegment(c, cOffset, ORDER);
    c01.intoMemorySegment(c, cOffset + VECTOR, ORDER);
    c10.intoMemorySegment(c, cOffset + cStride, ORDER);
    c11.intoMemorySegment(c, cOffset + cStride + VECTOR, ORDER);
    c20.intoMemorySegment(c, cOffset + 2 * cStride, ORDER);
    c21.intoMemorySegment(c, cOffset + 2 * cStride + VECTOR, ORDER);
    c30.intoMemorySegment(c, cOffset + 3 * cStride, ORDER);
    c31.intoMemorySegment(c, cOffset + 3 * cStride + VECTOR, ORDER);
  }
}
