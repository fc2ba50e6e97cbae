package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** The products of {@link Attention}: the loops around its tiles, and the tiles at the edges. Strides and offsets are in bytes. */
final class AttentionProduct {
  private static final int LANES = Lanes.F32.length();
  private static final int COLUMNS = AttentionPanels.COLUMNS;
  private static final long STRIDE = AttentionPanels.STRIDE;
  /** Sixteen chains need more than sixteen registers. */
  private static final boolean MANY_REGISTERS = SgemmTile.ROWS >= AttentionTile.ROWS;
  private static final int WIDE_ROWS = MANY_REGISTERS ? AttentionTile.ROWS : 4;
  private static final int NARROW_ROWS = 8;
  /** In the scratch: a tile that reaches beyond C, then a row of zeros, where chains start. */
  private static final long ZEROS = NARROW_ROWS * STRIDE;

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
      int most = width > LANES ? WIDE_ROWS : NARROW_ROWS;
      for (int row = 0; row < rows; row += most) {
        int height = Math.min(most, rows - row);
        if (c == scratch || height == most && width % LANES == 0) {
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
    if (width <= LANES) {
      SgemmEdgeTile.eightByOne(scratch, a, rowStride, stepStride, scratch, b, STRIDE, depth, scratch, ZEROS, 0, c, cAt, cStride);
    } else if (MANY_REGISTERS) {
      AttentionTile.eightByTwo(scratch, a, rowStride, stepStride, b, STRIDE, depth, c, cAt, cStride);
    } else if (stepStride == Float.BYTES) {
      SgemmEdgeTile.fourByTwoRows(scratch, a, rowStride, scratch, b, STRIDE, depth, scratch, ZEROS, 0, c, cAt, cStride);
    } else {
      SgemmEdgeTile.fourByTwo(scratch, a, rowStride, stepStride, scratch, b, STRIDE, depth, scratch, ZEROS, 0, c, cAt, cStride);
    }
  }
}
