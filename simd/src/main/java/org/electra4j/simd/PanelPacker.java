package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Packs op(B) into panels as wide as a tile: panel p holds, row by row over k, the columns p * width to (p + 1) * width - 1, and zeros for
 * columns beyond the last.
 */
final class PanelPacker {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private PanelPacker() {}

  /** B as it lies, [k, n] from byte {@code from}: {@code columns} valid ones into one panel of {@code depth} rows. */
  static void rows(MemorySegment b, long from, long ldb, int depth, int columns, MemorySegment panel, long to, int width) {
    for (int p = 0; p < depth; p++) {
      long source = from + p * ldb * Float.BYTES;
      long target = to + (long) p * width * Float.BYTES;
      for (int j = 0; j < width; j++) {
        panel.set(FLOAT, target + j * 4L, j < columns ? b.get(FLOAT, source + j * 4L) : 0f);
      }
    }
  }

  /** B lies as [n, k] from byte {@code from}: its rows become the panel's columns. */
  static void columns(MemorySegment b, long from, long ldb, int depth, int columns, MemorySegment panel, long to, int width) {
    for (int j = 0; j < width; j++) {
      long source = from + j * ldb * Float.BYTES;
      for (int p = 0; p < depth; p++) {
        panel.set(FLOAT, to + ((long) p * width + j) * Float.BYTES, j < columns ? b.get(FLOAT, source + p * 4L) : 0f);
      }
    }
  }
}
