package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles of {@link Attention}: eight rows of C by one or two vectors, each element one chain of fma from zero, steps ascending.
 *
 * <p>Both operands lie in panels ({@link AttentionPanels}), whose row stride is a constant. So every address in the inner loop is one register, a
 * multiple of the loop counter and a constant, and the bounds checks move out of the loop. A is read in either direction of its panels.
 */
final class AttentionTile {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final long VECTOR = F32.vectorByteSize();

  /** Rows of every tile. */
  static final int ROWS = 8;
  /** Columns of a panel, and of the wide tiles. */
  static final int PANEL = 2 * F32.length();
  /** Bytes from one row of a panel to the next. */
  static final long STRIDE = PANEL * (long) Float.BYTES;

  private AttentionTile() {}

  /** C = A B, two vectors wide: row i of A is row i of its panels, {@code aPanel} bytes apart, {@code depth} columns in all. */
  static void rows(MemorySegment a, long aAt, long aPanel, MemorySegment b, long bAt, int depth, MemorySegment c, long cAt,
      long cStride) {
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
    for (int done = 0; done < depth; done += PANEL) {
      int steps = Math.min(PANEL, depth - done);
      for (int p = 0; p < steps; p++) {
        long at = bAt + p * STRIDE;
        FloatVector b0 = FloatVector.fromMemorySegment(F32, b, at, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(F32, b, at + VECTOR, ORDER);
        at = aAt + p * 4L;
        FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, at));
        c00 = x.fma(b0, c00);
        c01 = x.fma(b1, c01);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + STRIDE));
        c10 = x.fma(b0, c10);
        c11 = x.fma(b1, c11);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 2 * STRIDE));
        c20 = x.fma(b0, c20);
        c21 = x.fma(b1, c21);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 3 * STRIDE));
        c30 = x.fma(b0, c30);
        c31 = x.fma(b1, c31);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 4 * STRIDE));
        c40 = x.fma(b0, c40);
        c41 = x.fma(b1, c41);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 5 * STRIDE));
        c50 = x.fma(b0, c50);
        c51 = x.fma(b1, c51);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 6 * STRIDE));
        c60 = x.fma(b0, c60);
        c61 = x.fma(b1, c61);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 7 * STRIDE));
        c70 = x.fma(b0, c70);
        c71 = x.fma(b1, c71);
      }
      aAt += aPanel;
      bAt += PANEL * STRIDE;
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

  /** {@link #rows}, one vector wide. */
  static void rowsNarrow(MemorySegment a, long aAt, long aPanel, MemorySegment b, long bAt, int depth, MemorySegment c, long cAt,
      long cStride) {
    FloatVector c0 = FloatVector.zero(F32);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    FloatVector c4 = c0;
    FloatVector c5 = c0;
    FloatVector c6 = c0;
    FloatVector c7 = c0;
    for (int done = 0; done < depth; done += PANEL) {
      int steps = Math.min(PANEL, depth - done);
      for (int p = 0; p < steps; p++) {
        long at = bAt + p * STRIDE;
        FloatVector b0 = FloatVector.fromMemorySegment(F32, b, at, ORDER);
        at = aAt + p * 4L;
        FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, at));
        c0 = x.fma(b0, c0);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + STRIDE));
        c1 = x.fma(b0, c1);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 2 * STRIDE));
        c2 = x.fma(b0, c2);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 3 * STRIDE));
        c3 = x.fma(b0, c3);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 4 * STRIDE));
        c4 = x.fma(b0, c4);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 5 * STRIDE));
        c5 = x.fma(b0, c5);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 6 * STRIDE));
        c6 = x.fma(b0, c6);
        x = FloatVector.broadcast(F32, a.get(FLOAT, at + 7 * STRIDE));
        c7 = x.fma(b0, c7);
      }
      aAt += aPanel;
      bAt += PANEL * STRIDE;
    }
    c0.intoMemorySegment(c, cAt, ORDER);
    c1.intoMemorySegment(c, cAt + cStride, ORDER);
    c2.intoMemorySegment(c, cAt + 2 * cStride, ORDER);
    c3.intoMemorySegment(c, cAt + 3 * cStride, ORDER);
    c4.intoMemorySegment(c, cAt + 4 * cStride, ORDER);
    c5.intoMemorySegment(c, cAt + 5 * cStride, ORDER);
    c6.intoMemorySegment(c, cAt + 6 * cStride, ORDER);
    c7.intoMemorySegment(c, cAt + 7 * cStride, ORDER);
  }

  /** C = A^T B, two vectors wide: row i of C belongs to column i of A's one panel, from its first row down. */
  static void columns(MemorySegment a, long aAt, MemorySegment b, long bAt, int depth, MemorySegment c, long cAt, long cStride) {
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
    for (int p = 0; p < depth; p++) {
      long at = bAt + p * STRIDE;
      FloatVector b0 = FloatVector.fromMemorySegment(F32, b, at, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(F32, b, at + VECTOR, ORDER);
      at = aAt + p * STRIDE;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, at));
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 4));
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 8));
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 12));
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 16));
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 20));
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 24));
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 28));
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
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

  /** {@link #columns}, one vector wide. */
  static void columnsNarrow(MemorySegment a, long aAt, MemorySegment b, long bAt, int depth, MemorySegment c, long cAt, long cStride) {
    FloatVector c0 = FloatVector.zero(F32);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    FloatVector c4 = c0;
    FloatVector c5 = c0;
    FloatVector c6 = c0;
    FloatVector c7 = c0;
    for (int p = 0; p < depth; p++) {
      long at = bAt + p * STRIDE;
      FloatVector b0 = FloatVector.fromMemorySegment(F32, b, at, ORDER);
      at = aAt + p * STRIDE;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, at));
      c0 = x.fma(b0, c0);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 4));
      c1 = x.fma(b0, c1);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 8));
      c2 = x.fma(b0, c2);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 12));
      c3 = x.fma(b0, c3);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 16));
      c4 = x.fma(b0, c4);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 20));
      c5 = x.fma(b0, c5);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 24));
      c6 = x.fma(b0, c6);
      x = FloatVector.broadcast(F32, a.get(FLOAT, at + 28));
      c7 = x.fma(b0, c7);
    }
    c0.intoMemorySegment(c, cAt, ORDER);
    c1.intoMemorySegment(c, cAt + cStride, ORDER);
    c2.intoMemorySegment(c, cAt + 2 * cStride, ORDER);
    c3.intoMemorySegment(c, cAt + 3 * cStride, ORDER);
    c4.intoMemorySegment(c, cAt + 4 * cStride, ORDER);
    c5.intoMemorySegment(c, cAt + 5 * cStride, ORDER);
    c6.intoMemorySegment(c, cAt + 6 * cStride, ORDER);
    c7.intoMemorySegment(c, cAt + 7 * cStride, ORDER);
  }
}
