package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** The products of {@link Attention}: the loops around its tiles, and the tiles at the edges. Strides and offsets are in bytes. */
final class AttentionProduct {
  private static final int LANES = Lanes.F32.length();
  private static final int COLUMNS = AttentionPanels.COLUMNS;
  private static final long STRIDE = AttentionPanels.STRIDE;
  private static final int ROWS = AttentionTile.ROWS;
  /** Where registers have 512 bits, and there are 32 of them. */
  private static final boolean OWN_TILE = LANES == Lanes.LOGICAL && SgemmTile.ROWS >= ROWS;
  /** Sixteen registers hold half a tile. */
  private static final int ROWS_AT_ONCE = SgemmTile.ROWS >= ROWS ? ROWS : ROWS / 2;
  /** In the scratch: a tile that reaches beyond C, then a row of zeros, where chains start. */
  private static final long ZEROS = ROWS * STRIDE;

  /** Bytes at the beginning of the scratch that products use. */
  static final long EDGE_BYTES = ZEROS + STRIDE;

  private AttentionProduct() {}

  /** Makes the beginning of a worker's scratch ready for products. */
  static void prepare(MemorySegment scratch) {
    AttentionPanels.clear(scratch, ZEROS, STRIDE, 1, COLUMNS);
  }

  /**
   * C[rows, columns] = A[rows, depth] B[depth, columns]. A lies in the scratch at any strides, B there in {@link AttentionPanels}, {@code
   * bPanel} bytes apart; C lies anywhere. What lies in the scratch is padded: A is read and C is written up to whole tiles there, and
   * nowhere else.
   */
  static void run(MemorySegment scratch, int rows, int columns, int depth, long a, long rowStride, long stepStride, long b, long bPanel,
      MemorySegment c, long cAt, long cStride) {
    for (int column = 0; column < columns; column += COLUMNS) {
      int width = Math.min(COLUMNS, columns - column);
      for (int row = 0; row < rows; row += ROWS) {
        int height = Math.min(ROWS, rows - row);
        if (c == scratch || height == ROWS && width % LANES == 0) {
          tile(scratch, width, depth, a + row * rowStride, rowStride, stepStride, b, c, cAt + row * cStride, cStride);
        } else {
          tile(scratch, width, depth, a + row * rowStride, rowStride, stepStride, b, scratch, 0, STRIDE);
          AttentionPanels.copy(scratch, 0, STRIDE, height, width, c, cAt + row * cStride, cStride);
        }
      }
      b += bPanel;
      cAt += STRIDE;
    }
  }

  private static void tile(MemorySegment scratch, int width, int depth, long a, long rowStride, long stepStride, long b, MemorySegment c,
      long cAt, long cStride) {
    int vectors = Math.ceilDiv(width, LANES);
    if (OWN_TILE && vectors == 2) {
      AttentionTile.eightByTwo(scratch, a, rowStride, stepStride, b, STRIDE, depth, c, cAt, cStride);
      return;
    }
    if (ROWS_AT_ONCE == ROWS || vectors == 1) {
      SgemmTile.run(scratch, a, rowStride, stepStride, ROWS, vectors, scratch, b, depth, scratch, ZEROS, 0, c, cAt, cStride);
      return;
    }
    for (int row = 0; row < ROWS; row += ROWS_AT_ONCE) {
      long from = a + row * rowStride;
      long to = cAt + row * cStride;
      if (stepStride == Float.BYTES) {
        SixteenRegisterTile.fourByTwoRows(scratch, from, rowStride, scratch, b, STRIDE, depth, scratch, ZEROS, 0, c, to, cStride);
      } else {
        SgemmEdgeTile.fourByTwo(scratch, from, rowStride, stepStride, scratch, b, STRIDE, depth, scratch, ZEROS, 0, c, to, cStride);
      }
    }
  }
}
