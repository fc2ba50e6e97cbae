package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** Checks at the public doors of the kernels, made once per call; the messages say what was found and what was wanted. */
final class KernelArguments {
  private static final long MOST_FLOATS = Long.MAX_VALUE / Float.BYTES;

  private KernelArguments() {}

  /**
   * A native segment of at least {@code count} floats.
   *
   * @throws IllegalArgumentException if count is negative, or the segment is shorter or lies on the heap
   */
  static void floats(String name, MemorySegment segment, long count) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          name + ": found a segment on the heap, wanted native memory (a heap segment slows every kernel down)");
    }
    size("count", count);
    if (count > MOST_FLOATS || segment.byteSize() < count * Float.BYTES) {
      throw new IllegalArgumentException(
          name + ": found " + segment.byteSize() + " bytes (" + segment.byteSize() / Float.BYTES + " floats), wanted " + count + " floats");
    }
  }

  /**
   * A native segment of at least {@code rows * columns} floats, both sizes having been checked by {@link #size}.
   *
   * @throws IllegalArgumentException if it is shorter, or lies on the heap
   */
  static void floats(String name, MemorySegment segment, int rows, int columns) {
    if (segment.isNative() && segment.byteSize() < (long) rows * columns * Float.BYTES) {
      throw new IllegalArgumentException(name + ": found " + segment.byteSize() + " bytes (" + segment.byteSize() / Float.BYTES
          + " floats), wanted [" + rows + ", " + columns + "] floats");
    }
    floats(name, segment, (long) rows * columns);
  }

  /**
   * An array of at least {@code count} elements.
   *
   * @throws IllegalArgumentException if it is shorter
   */
  static void ints(String name, int[] array, int count) {
    if (array.length < count) {
      throw new IllegalArgumentException(name + ": found " + array.length + " ints, wanted " + count);
    }
  }

  /**
   * The first {@code count} elements of an array as indices from {@code least}, which is 0 or, where negative ones are skipped, less.
   *
   * @throws IllegalArgumentException if the array is shorter
   * @throws IndexOutOfBoundsException if an index is {@code bound} or more, or below {@code least}
   */
  static void indices(String name, int[] indices, int count, int least, int bound) {
    ints(name, indices, count);
    for (int i = 0; i < count; i++) {
      if (indices[i] < least || indices[i] >= bound) {
        throw new IndexOutOfBoundsException(name + "[" + i + "]: found " + indices[i] + ", wanted 0 to " + (bound - 1));
      }
    }
  }

  /**
   * A size of one or more.
   *
   * @throws IllegalArgumentException if it is less
   */
  static void positive(String name, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(name + ": found " + size + ", wanted 1 or more");
    }
  }

  /**
   * A size that is not negative.
   *
   * @throws IllegalArgumentException if it is
   */
  static void size(String name, long size) {
    if (size < 0) {
      throw new IllegalArgumentException(name + ": found " + size + ", wanted 0 or more");
    }
  }

  /**
   * The number of blocks of {@code block} elements in {@code count}, the last perhaps shorter: what a long vector is split by.
   *
   * @throws IllegalArgumentException if count is negative, or there are more blocks than an int counts
   */
  static int blocks(long count, int block) {
    size("count", count);
    long blocks = Math.ceilDiv(count, (long) block);
    if (blocks > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("count: found " + count + ", wanted at most " + (long) Integer.MAX_VALUE * block);
    }
    return (int) blocks;
  }

  /**
   * At the beginning of a kernel, lets the compiler know what these segments are, once instead of at every access.
   *
   * <p>The profile by which it would guess is shared by all accesses of the JVM to any segment, and interpreted vector operations go
   * through segments on the heap: after those, each access carries a test of its own. Only kernels come here, so this call's profile stays
   * clean.
   *
   * @throws IllegalArgumentException if one of them lies on the heap
   */
  static void nativeMemory(MemorySegment a, MemorySegment b) {
    if (!a.isNative() || !b.isNative()) {
      throw new IllegalArgumentException("found a segment on the heap, wanted native memory");
    }
  }

  /**
   * {@link #nativeMemory(MemorySegment, MemorySegment)} of one.
   *
   * @throws IllegalArgumentException if it lies on the heap
   */
  static void nativeMemory(MemorySegment a) {
    nativeMemory(a, a);
  }
}
