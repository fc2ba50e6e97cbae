package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile of {@link Attention} where registers have 512 bits: eight rows by two vectors as in {@link ThirtyTwoRegisterTile}, but
 * that chains start at zero and both operands lie in one segment, the scratch. With half as many segments the loop has half as many bounds
 * to keep at hand; upper and lower rows have an offset of their own, so that three multiples of a stride are enough and general registers
 * do.
 */
final class AttentionTile {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final long VECTOR = F32.vectorByteSize();

  /** Rows of the tile. */
  static final int ROWS = 8;

  private AttentionTile() {}

  /** Strides are variables, since a constant would make C2 split the loop around range checks. */
  static void eightByTwo(MemorySegment scratch, long a, long rowStride, long stepStride, long b, long bStride, int depth, MemorySegment c,
      long cAt, long cStride) {
    KernelArguments.nativeMemory(scratch, c);
    FloatVector c00 = FloatVector.zero(F32);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c40 = c00;
    FloatVector c41 = c00;
    FloatVector c50 = c00;
    FloatVector c51 = c00;
    FloatVector c60 = c00;
    FloatVector c61 = c00;
    FloatVector c70 = c00;
    FloatVector c71 = c00;
    long at = b;
    long upper = a;
    long lower = a + 4 * rowStride;
    for (int p = 0; p < depth; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(F32, scratch, at, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(F32, scratch, at + VECTOR, ORDER);
      at += bStride;
      FloatVector x = FloatVector.broadcast(F32, scratch.get(FLOAT, upper));
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(F32, scratch.get(FLOAT, upper + rowStride));
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(F32, scratch.get(FLOAT, upper + 2 * rowStride));
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(F32, scratch.get(FLOAT, upper + 3 * rowStride));
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(F32, scratch.get(FLOAT, lower));
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(F32, scratch.get(FLOAT, lower + rowStride));
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(F32, scratch.get(FLOAT, lower + 2 * rowStride));
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(F32, scratch.get(FLOAT, lower + 3 * rowStride));
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      upper += stepStride;
      lower += stepStride;
    }
    c00.intoMemorySegment(c, cAt, ORDER);
    c01.intoMemorySegment(c, cAt + VECTOR, ORDER);
    c10.intoMemorySegment(c, cAt + cStride, ORDER);
    c11.intoMemorySegment(c, cAt + cStride + VECTOR, ORDER);
    c20.intoMemorySegment(c, cAt + 2 * cStride, ORDER);
    c21.intoMemorySegment(c, cAt + 2 * cStride + VECTOR, ORDER);
    c30.intoMemorySegment(c, cAt + 3 * cStride, ORDER);
    c31.intoMemorySegment(c, cAt + 3 * cStride + VECTOR, ORDER);
    c40.intoMemorySegment(c, cAt + 4 * cStride, ORDER);
    c41.intoMemorySegment(c, cAt + 4 * cStride + VECTOR, ORDER);
    c50.intoMemorySegment(c, cAt + 5 * cStride, ORDER);
    c51.intoMemorySegment(c, cAt + 5 * cStride + VECTOR, ORDER);
    c60.intoMemorySegment(c, cAt + 6 * cStride, ORDER);
    c61.intoMemorySegment(c, cAt + 6 * cStride + VECTOR, ORDER);
    c70.intoMemorySegment(c, cAt + 7 * cStride, ORDER);
    c71.intoMemorySegment(c, cAt + 7 * cStride + VECTOR, ORDER);
  }
}
