package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * How a right operand of {@link AttentionProduct} lies in the scratch: panels as wide as {@link SgemmTile}, each with its rows one below
 * the other, so that a matrix [rows, columns] is [columns / COLUMNS, rows, COLUMNS]. Columns beyond the last are undefined. Strides and
 * offsets are in bytes.
 */
final class AttentionPanels {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final long VECTOR = F32.vectorByteSize();

  /** Columns of a panel. */
  static final int COLUMNS = SgemmTile.COLUMNS;
  /** From one row of a panel to the next. */
  static final long STRIDE = COLUMNS * (long) Float.BYTES;

  private AttentionPanels() {}

  /** Rows as they lie in memory into panels {@code toPanel} bytes apart. */
  static void pack(MemorySegment from, long at, long stride, int rows, int columns, MemorySegment to, long toAt, long toPanel) {
    for (int column = 0; column < columns; column += COLUMNS) {
      copy(from, at + column * 4L, stride, rows, Math.min(COLUMNS, columns - column), to, toAt, STRIDE);
      toAt += toPanel;
    }
  }

  /** Rows of any number of columns from one place to another; nothing behind the last column is read or written. */
  static void copy(MemorySegment from, long at, long stride, int rows, int columns, MemorySegment to, long toAt, long toStride) {
    int column = 0;
    for (; column + 2 * F32.length() <= columns; column += 2 * F32.length()) {
      copyPairs(from, at + column * 4L, stride, rows, to, toAt + column * 4L, toStride);
    }
    if (column + F32.length() <= columns) {
      copyVectors(from, at + column * 4L, stride, rows, to, toAt + column * 4L, toStride);
      column += F32.length();
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

  private static void copyPairs(MemorySegment from, long at, long stride, int rows, MemorySegment to, long toAt, long toStride) {
    KernelArguments.nativeMemory(from, to);
    for (int row = 0; row < rows; row++) {
      FloatVector.fromMemorySegment(F32, from, at, ORDER).intoMemorySegment(to, toAt, ORDER);
      FloatVector.fromMemorySegment(F32, from, at + VECTOR, ORDER).intoMemorySegment(to, toAt + VECTOR, ORDER);
      at += stride;
      toAt += toStride;
    }
  }

  private static void copyVectors(MemorySegment from, long at, long stride, int rows, MemorySegment to, long toAt, long toStride) {
    KernelArguments.nativeMemory(from, to);
    for (int row = 0; row < rows; row++) {
      FloatVector.fromMemorySegment(F32, from, at, ORDER).intoMemorySegment(to, toAt, ORDER);
      at += stride;
      toAt += toStride;
    }
  }

  private static void copyTails(MemorySegment from, long at, long stride, int rows, VectorMask<Float> tail, MemorySegment to, long toAt,
      long toStride) {
    KernelArguments.nativeMemory(from, to);
    for (int row = 0; row < rows; row++) {
      FloatVector.fromMemorySegment(F32, from, at, ORDER, tail).intoMemorySegment(to, toAt, ORDER, tail);
      at += stride;
      toAt += toStride;
    }
  }
}
