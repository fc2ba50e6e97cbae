package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one layout of {@link Attention}'s scratch: panels of {@link AttentionTile#PANEL} columns, each with its rows one below the other, so that a
 * matrix [rows, columns] is [columns / PANEL, rows, PANEL]. Columns beyond the last are undefined. Strides and offsets are in bytes.
 */
final class AttentionPanels {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final long VECTOR = F32.vectorByteSize();
  private static final int PANEL = AttentionTile.PANEL;
  private static final long STRIDE = AttentionTile.STRIDE;

  private AttentionPanels() {}

  /** Rows as they lie in memory into panels {@code toPanel} bytes apart. */
  static void pack(MemorySegment from, long at, long stride, int rows, int columns, MemorySegment to, long toAt, long toPanel) {
    for (int column = 0; column < columns; column += PANEL) {
      copy(from, at + column * 4L, stride, rows, Math.min(PANEL, columns - column), to, toAt, STRIDE);
      toAt += toPanel;
    }
  }

  /** At most PANEL rows as they lie in memory into one panel, whose columns they become. */
  static void packTransposed(MemorySegment from, long at, long stride, int rows, int columns, MemorySegment to, long toAt) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        to.set(FLOAT, toAt + column * STRIDE, from.get(FLOAT, at + column * 4L));
      }
      at += stride;
      toAt += 4;
    }
  }

  /** Rows of at most PANEL columns from one place to another; nothing behind the last column is written. */
  static void copy(MemorySegment from, long at, long stride, int rows, int columns, MemorySegment to, long toAt, long toStride) {
    int column = 0;
    for (; column + F32.length() <= columns; column += F32.length()) {
      copyVectors(from, at + column * 4L, stride, rows, to, toAt + column * 4L, toStride);
    }
    if (column < columns) {
      copyTails(from, at + column * 4L, stride, rows, F32.indexInRange(column, columns), to, toAt + column * 4L, toStride);
    }
  }

  /** Zero into rows of any number of columns. */
  static void clear(MemorySegment to, long at, long stride, int rows, int columns) {
    for (int row = 0; row < rows; row++) {
      to.asSlice(at + row * stride, columns * 4L).fill((byte) 0);
    }
  }

  private static void copyVectors(MemorySegment from, long at, long stride, int rows, MemorySegment to, long toAt, long toStride) {
    for (int row = 0; row < rows; row++) {
      FloatVector.fromMemorySegment(F32, from, at, ORDER).intoMemorySegment(to, toAt, ORDER);
      at += stride;
      toAt += toStride;
    }
  }

  private static void copyTails(MemorySegment from, long at, long stride, int rows, VectorMask<Float> tail, MemorySegment to, long toAt,
      long toStride) {
    for (int row = 0; row < rows; row++) {
      FloatVector.fromMemorySegment(F32, from, at, ORDER, tail).intoMemorySegment(to, toAt, ORDER, tail);
      at += stride;
      toAt += toStride;
    }
  }
}
