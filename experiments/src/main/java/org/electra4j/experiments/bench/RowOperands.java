package org.electra4j.experiments.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.electra4j.simd.WorkerPool;

/**
 * Operands of a row kernel. What streams through a kernel is there in several sets of equal content, used in turn: by the time a set comes
 * round again, the others have pushed it out of the caches.
 */
record RowOperands(Arena arena, WorkerPool workers, int rows, int columns) {
  /** Numbers of sets are below this. */
  static final int SETS = 64;
  /** Of all sets of a matrix together; the sets of a kernel's other matrices come on top. */
  private static final int BYTES = 1 << 26;
  private static final int ALIGNMENT = 64;

  /** A matrix in all its sets. */
  record Matrix(MemorySegment[] sets) {
    MemorySegment set(int set) {
      return sets[set % sets.length];
    }
  }

  int elements() {
    return rows * columns;
  }

  /** A matrix of these values. */
  Matrix matrix(float[] values) {
    MemorySegment[] sets = new MemorySegment[Math.clamp(BYTES / (Float.BYTES * values.length), 1, SETS)];
    for (int set = 0; set < sets.length; set++) {
      sets[set] = floats(values);
    }
    return new Matrix(sets);
  }

  /** A matrix to be written. */
  Matrix matrix() {
    return matrix(new float[elements()]);
  }

  /** Values that are there once, because they are few or wanted where they were left. */
  MemorySegment floats(float[] values) {
    MemorySegment segment = arena.allocate(4L * values.length, ALIGNMENT);
    MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
    return segment;
  }
}
