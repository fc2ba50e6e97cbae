package org.electra4j.core.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A matrix of floats, row-major, over a bounded piece of native memory: the only holder of float memory in this module.
 *
 * <p>The bounds are the segment's own, so a wrong index throws instead of reaching a neighbour.
 */
public final class Tensor {
  private final MemorySegment segment;
  private final int rows;
  private final int columns;

  private Tensor(MemorySegment segment, int rows, int columns) {
    this.segment = segment;
    this.rows = rows;
    this.columns = columns;
  }

  /** A zeroed matrix of its own, 64-byte aligned, living as long as the arena. */
  public static Tensor allocate(Arena arena, int rows, int columns) {
    return new Tensor(arena.allocate(Math.max(1, bytes(rows, columns)), 64), rows, columns);
  }

  /** A view of the first rows * columns floats of a segment; IllegalArgumentException if it is shorter. */
  public static Tensor of(MemorySegment segment, int rows, int columns) {
    if (segment.byteSize() < bytes(rows, columns)) {
      throw new IllegalArgumentException("segment of %d bytes, expected %d for [%d, %d] floats"
          .formatted(segment.byteSize(), bytes(rows, columns), rows, columns));
    }
    return new Tensor(segment.asSlice(0, bytes(rows, columns)), rows, columns);
  }

  /** A shape without elements, for {@link Workspace#counting}. */
  static Tensor withoutMemory(int rows, int columns) {
    return new Tensor(MemorySegment.NULL, rows, columns);
  }

  static long bytes(int rows, int columns) {
    return 4L * rows * columns;
  }

  /** The memory, of exactly rows * columns floats. */
  public MemorySegment segment() {
    return segment;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of columns. */
  public int columns() {
    return columns;
  }

  /** Number of elements. */
  public long size() {
    return (long) rows * columns;
  }

  /** A view of {@code count} rows beginning at {@code from}. */
  public Tensor rows(int from, int count) {
    return new Tensor(segment.asSlice(bytes(from, columns), bytes(count, columns)), count, columns);
  }

  /** Element (row, column). */
  public float get(int row, int column) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * columns + column);
  }

  /** Sets element (row, column). */
  public void set(int row, int column, float value) {
    segment.setAtIndex(ValueLayout.JAVA_FLOAT, (long) row * columns + column, value);
  }

  /** A copy of all elements, row after row. */
  public float[] toArray() {
    return segment.toArray(ValueLayout.JAVA_FLOAT);
  }
}
