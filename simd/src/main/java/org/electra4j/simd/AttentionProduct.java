package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/**
 * The products of {@link Attention}: the loops around its tiles. Operands lie in panels of one scratch segment; C is anywhere, and where a tile
 * would reach beyond it, the tile goes to the scratch's edge and its inner part is copied.
 */
final class AttentionProduct {
  private static final int LANES = Lanes.F32.length();
  private static final int ROWS = AttentionTile.ROWS;
  private static final int PANEL = AttentionTile.PANEL;
  private static final long STRIDE = AttentionTile.STRIDE;

  /** Bytes of the edge: one tile. */
  static final long EDGE_BYTES = ROWS * STRIDE;

  private AttentionProduct() {}

  /** C[rows, columns] = A[rows, depth] B[depth, columns]; panels of A and B are {@code aPanel} and {@code bPanel} bytes apart. */
  static void rows(MemorySegment scratch, long a, long aPanel, long b, long bPanel, int rows, int columns, int depth, MemorySegment c, long cAt,
      long cStride, long edge) {
    for (int column = 0; column < columns; column += PANEL) {
      int width = Math.min(PANEL, columns - column);
      for (int row = 0; row < rows; row += ROWS) {
        int height = Math.min(ROWS, rows - row);
        boolean inside = height == ROWS && width % LANES == 0;
        MemorySegment tile = inside ? c : scratch;
        long tileAt = inside ? cAt + row * cStride : edge;
        long tileStride = inside ? cStride : STRIDE;
        if (width > LANES) {
          AttentionTile.rows(scratch, a + row * STRIDE, aPanel, scratch, b, depth, tile, tileAt, tileStride);
        } else {
          AttentionTile.rowsNarrow(scratch, a + row * STRIDE, aPanel, scratch, b, depth, tile, tileAt, tileStride);
        }
        if (!inside) {
          AttentionPanels.copy(scratch, edge, STRIDE, height, width, c, cAt + row * cStride, cStride);
        }
      }
      b += bPanel;
      cAt += STRIDE;
    }
  }

  /** C[rows, columns] = A^T B for one panel A[depth, rows] and B[depth, columns], whose panels are {@code bPanel} bytes apart. */
  static void columns(MemorySegment scratch, long a, long b, long bPanel, int rows, int columns, int depth, MemorySegment c, long cAt,
      long cStride, long edge) {
    for (int column = 0; column < columns; column += PANEL) {
      int width = Math.min(PANEL, columns - column);
      for (int row = 0; row < rows; row += ROWS) {
        int height = Math.min(ROWS, rows - row);
        boolean inside = height == ROWS && width % LANES == 0;
        MemorySegment tile = inside ? c : scratch;
        long tileAt = inside ? cAt + row * cStride : edge;
        long tileStride = inside ? cStride : STRIDE;
        if (width > LANES) {
          AttentionTile.columns(scratch, a + row * 4L, scratch, b, depth, tile, tileAt, tileStride);
        } else {
          AttentionTile.columnsNarrow(scratch, a + row * 4L, scratch, b, depth, tile, tileAt, tileStride);
        }
        if (!inside) {
          AttentionPanels.copy(scratch, edge, STRIDE, height, width, c, cAt + row * cStride, cStride);
        }
      }
      b += bPanel;
      cAt += STRIDE;
    }
  }
}
