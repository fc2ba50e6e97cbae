package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** The products of {@link Attention}: the loops around its tiles, and the tiles at the edges. Strides and offsets are in bytes. */
final class AttentionProduct {
  private static final int LANES = Lanes.F32.length();
  private static final int ROWS = AttentionTile.ROWS;
  private static final int COLUMNS = AttentionTile.COLUMNS;

  /** Bytes at the beginning of the scratch that products use for tiles at the edges of C. */
  static final long EDGE_BYTES = ROWS * AttentionPanels.STRIDE;

  private AttentionProduct() {}

  /**
   * C[rows, columns] = A[rows, depth] B[depth, columns]. A lies in the scratch at any strides, B there in {@link AttentionPanels}, {@code bPanel}
   * bytes apart; C lies anywhere. What lies in the scratch is padded: A is read and C is written up to whole tiles there, and nowhere else.
   */
  static void run(MemorySegment scratch, int rows, int columns, int depth, long a, long rowStride, long stepStride, long b, long bPanel,
      MemorySegment c, long cAt, long cStride) {
    for (int column = 0; column < columns; column += COLUMNS) {
      int width = Math.min(COLUMNS, columns - column);
      for (int row = 0; row < rows; row += ROWS) {
        int height = Math.min(ROWS, rows - row);
        boolean inside = c == scratch || height == ROWS && width % LANES == 0;
        MemorySegment tile = inside ? c : scratch;
        long tileAt = inside ? cAt + row * cStride : 0;
        long tileStride = inside ? cStride : AttentionPanels.STRIDE;
        if (width > LANES) {
          AttentionTile.wide(scratch, a + row * rowStride, rowStride, stepStride, b, AttentionPanels.STRIDE, depth, tile, tileAt, tileStride);
        } else {
          AttentionTile.narrow(scratch, a + row * rowStride, rowStride, stepStride, b, AttentionPanels.STRIDE, depth, tile, tileAt, tileStride);
        }
        if (!inside) {
          AttentionPanels.copy(scratch, 0, AttentionPanels.STRIDE, height, width, c, cAt + row * cStride, cStride);
        }
      }
      b += bPanel;
      cAt += AttentionPanels.STRIDE;
    }
  }
}
