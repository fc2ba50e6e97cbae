package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** The products of {@link Attention}: the loops around its tiles, and the tiles at the edges. Strides and offsets are in bytes. */
final class AttentionProduct {
  private static final int LANES = Lanes.F32.length();
  private static final int ROWS = AttentionTile.ROWS;
  private static final int COLUMNS = AttentionTile.COLUMNS;
  private static final long TILE_BYTES = ROWS * AttentionPanels.STRIDE;

  private AttentionProduct() {}

  /** Bytes at the beginning of the scratch that products of at most {@code depth} steps use for the edges. */
  static long edgeBytes(int depth) {
    return TILE_BYTES + Math.ceilDiv((long) depth * ROWS, 16) * 64;
  }

  /**
   * C[rows, columns] = A[rows, depth] B[depth, columns]. B lies in the scratch in {@link AttentionPanels}, {@code bPanel} bytes apart; A and C lie
   * anywhere. What lies in the scratch is padded: A is read and C is written up to whole tiles there, and nowhere else.
   */
  static void run(MemorySegment scratch, int rows, int columns, int depth, MemorySegment a, long aAt, long rowStride, long stepStride, long b,
      long bPanel, MemorySegment c, long cAt, long cStride) {
    int whole = a == scratch ? rows : rows / ROWS * ROWS;
    for (int column = 0; column < columns; column += COLUMNS) {
      int width = Math.min(COLUMNS, columns - column);
      for (int row = 0; row < whole; row += ROWS) {
        tile(scratch, Math.min(ROWS, rows - row), width, depth, a, aAt + row * rowStride, rowStride, stepStride, b, c, cAt + row * cStride,
            cStride);
      }
      if (whole < rows) {
        AttentionPanels.gather(a, aAt + whole * rowStride, rowStride, stepStride, rows - whole, depth, scratch, TILE_BYTES, ROWS);
        tile(scratch, rows - whole, width, depth, scratch, TILE_BYTES, Float.BYTES, ROWS * Float.BYTES, b, c, cAt + whole * cStride, cStride);
      }
      b += bPanel;
      cAt += AttentionPanels.STRIDE;
    }
  }

  /** One tile, where it belongs or, if it would reach beyond C, by way of the scratch's edge. */
  private static void tile(MemorySegment scratch, int height, int width, int depth, MemorySegment a, long aAt, long rowStride, long stepStride,
      long b, MemorySegment c, long cAt, long cStride) {
    boolean inside = c == scratch || height == ROWS && width % LANES == 0;
    MemorySegment tile = inside ? c : scratch;
    long tileAt = inside ? cAt : 0;
    long tileStride = inside ? cStride : AttentionPanels.STRIDE;
    if (width > LANES) {
      AttentionTile.wide(a, aAt, rowStride, stepStride, scratch, b, AttentionPanels.STRIDE, depth, tile, tileAt, tileStride);
    } else {
      AttentionTile.narrow(a, aAt, rowStride, stepStride, scratch, b, AttentionPanels.STRIDE, depth, tile, tileAt, tileStride);
    }
    if (!inside) {
      AttentionPanels.copy(scratch, 0, AttentionPanels.STRIDE, height, width, c, cAt, cStride);
    }
  }
}
