package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Brings memory into the caches, in the order of its addresses, for a kernel that reads it crosswise.
 *
 * <p>The processor fetches ahead what is read as one stream. A tile that reads several rows at once, or columns, waits for the memory at
 * each cache line instead: to read a block twice, first as a stream, is faster if it does not lie in the caches, and costs little if it
 * does. Java has no instruction that fetches without reading.
 */
final class ReadAhead {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final long CACHE_LINE = 64;

  /** Where what was read goes, so that no compiler may leave the reading out; what workers leave there does not matter. */
  private static int sink;

  private ReadAhead() {}

  /** One int of each cache line of {@code rows} rows of {@code bytes} bytes, {@code stride} bytes apart. */
  static void rows(MemorySegment memory, long from, long stride, int rows, long bytes) {
    int seen = 0;
    for (int row = 0; row < rows; row++) {
      seen |= line(memory, from + row * stride, bytes);
    }
    sink = seen;
  }

  private static int line(MemorySegment memory, long from, long bytes) {
    KernelArguments.nativeMemory(memory);
    int seen = 0;
    for (long at = from; at < from + bytes; at += CACHE_LINE) {
      seen |= memory.get(INT, at);
    }
    return seen;
  }
}
