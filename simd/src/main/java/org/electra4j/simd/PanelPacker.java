package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Lays operands of {@link Sgemm} out for the tiles. A panel of op(B) holds, row by row over k, as many columns as a tile is wide, with zeros
 * beyond the last; a strip of op(A) holds, step by step over k, as many rows as a tile is high. Offsets and strides are in bytes.
 */
final class PanelPacker {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final int LANES = F32.length();
  private static final long VECTOR = F32.vectorByteSize();
  /** A row of a panel. */
  private static final long WIDTH = 2 * VECTOR;
  /** A step of a strip, and the whole vectors that cover it. */
  private static final long HEIGHT = SgemmTile.ROWS * 4L;
  private static final int COVER = Math.ceilDiv(SgemmTile.ROWS, LANES);
  /** What the last store into a strip may write beyond its end. */
  static final long STRIP_SLACK = 64;

  /** Square blocks are transposed in registers: 8 x 8 where the machine has 256 bits, else 4 x 4. */
  private static final VectorSpecies<Float> SQUARE = LANES >= 8 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
  private static final int SIDE = SQUARE.length();
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorMask<Float> ODD_1 = odd(1);
  private static final VectorMask<Float> ODD_2 = odd(2);
  private static final VectorMask<Float> ODD_4 = odd(4);

  private PanelPacker() {}

  /** B as it lies, [k, n]: {@code columns} of its columns, {@code depth} of its rows, into one panel. */
  static void rows(MemorySegment b, long from, long ldb, int depth, int columns, MemorySegment panel, long to) {
    if (columns == 2 * LANES) {
      wholeRows(b, from, ldb, depth, panel, to);
    } else {
      partialRows(b, from, ldb, depth, columns, panel, to);
    }
  }

  private static void wholeRows(MemorySegment b, long from, long ldb, int depth, MemorySegment panel, long to) {
    for (int p = 0; p < depth; p++) {
      load(b, from + p * ldb).intoMemorySegment(panel, to + p * WIDTH, ORDER);
      load(b, from + p * ldb + VECTOR).intoMemorySegment(panel, to + p * WIDTH + VECTOR, ORDER);
    }
  }

  private static void partialRows(MemorySegment b, long from, long ldb, int depth, int columns, MemorySegment panel, long to) {
    for (int v = 0; v < 2; v++) {
      VectorMask<Float> inside = F32.indexInRange(v * LANES, columns);
      for (int p = 0; p < depth; p++) {
        FloatVector.fromMemorySegment(F32, b, from + p * ldb + v * VECTOR, ORDER, inside)
            .intoMemorySegment(panel, to + p * WIDTH + v * VECTOR, ORDER);
      }
    }
  }

  /** B lies as [n, k]: {@code columns} of its rows become the columns of one panel. */
  static void columns(MemorySegment b, long from, long ldb, int depth, int columns, MemorySegment panel, long to) {
    int wholeColumns = columns - columns % SIDE;
    int wholeDepth = depth - depth % SIDE;
    for (int j = 0; j < wholeColumns; j += SIDE) {
      for (int p = 0; p < wholeDepth; p += SIDE) {
        if (SIDE == 8) {
          transposeEight(b, from + j * ldb + p * 4L, ldb, panel, to + p * WIDTH + j * 4L);
        } else {
          transposeFour(b, from + j * ldb + p * 4L, ldb, panel, to + p * WIDTH + j * 4L);
        }
      }
    }
    singleColumns(b, from, ldb, 0, wholeDepth, wholeColumns, columns, panel, to);
    singleColumns(b, from, ldb, wholeDepth, depth, 0, columns, panel, to);
    for (int j = columns; j < 2 * LANES; j++) {
      for (int p = 0; p < depth; p++) {
        panel.set(FLOAT, to + p * WIDTH + j * 4L, 0f);
      }
    }
  }

  private static void singleColumns(MemorySegment b, long from, long ldb, int firstStep, int lastStep, int firstColumn, int lastColumn,
      MemorySegment panel, long to) {
    for (int j = firstColumn; j < lastColumn; j++) {
      for (int p = firstStep; p < lastStep; p++) {
        panel.set(FLOAT, to + p * WIDTH + j * 4L, b.get(FLOAT, from + j * ldb + p * 4L));
      }
    }
  }

  /**
   * A lies as [k, m]: {@code rows} of its columns, {@code depth} of its rows, into strips {@code stripBytes} apart. Each strip has
   * {@link #STRIP_SLACK} bytes of its own beyond its end.
   */
  static void strips(MemorySegment a, long from, long lda, int depth, int rows, MemorySegment strips, long to, long stripBytes) {
    // A store of whole vectors runs over into the next step, which is written after it; a load must not run beyond A's last row.
    int free = rows < COVER * LANES ? 0 : (rows - COVER * LANES) / SgemmTile.ROWS + 1;
    wholeStrips(a, from, lda, depth, free, strips, to, stripBytes);
    for (int strip = free; strip * SgemmTile.ROWS < rows; strip++) {
      int count = Math.min(SgemmTile.ROWS, rows - strip * SgemmTile.ROWS);
      partialStrip(a, from + strip * HEIGHT, lda, depth, count, strips, to + strip * stripBytes);
    }
  }

  private static void wholeStrips(MemorySegment a, long from, long lda, int depth, int count, MemorySegment strips, long to,
      long stripBytes) {
    for (int p = 0; p < depth; p++) {
      for (int strip = 0; strip < count; strip++) {
        long source = from + p * lda + strip * HEIGHT;
        long target = to + strip * stripBytes + p * HEIGHT;
        for (int v = 0; v < COVER; v++) {
          load(a, source + v * VECTOR).intoMemorySegment(strips, target + v * VECTOR, ORDER);
        }
      }
    }
  }

  private static void partialStrip(MemorySegment a, long from, long lda, int depth, int rows, MemorySegment strip, long to) {
    for (int v = 0; v * LANES < rows; v++) {
      VectorMask<Float> inside = F32.indexInRange(v * LANES, rows);
      for (int p = 0; p < depth; p++) {
        FloatVector.fromMemorySegment(F32, a, from + p * lda + v * VECTOR, ORDER, inside)
            .intoMemorySegment(strip, to + p * HEIGHT + v * VECTOR, ORDER, inside);
      }
    }
  }

  /** Butterflies: in each stage two rows swap the lanes whose index has the stage's bit in one and lacks it in the other. */
  private static void transposeEight(MemorySegment b, long from, long ldb, MemorySegment panel, long to) {
    FloatVector a0 = square(b, from);
    FloatVector a1 = square(b, from + ldb);
    FloatVector a2 = square(b, from + 2 * ldb);
    FloatVector a3 = square(b, from + 3 * ldb);
    FloatVector a4 = square(b, from + 4 * ldb);
    FloatVector a5 = square(b, from + 5 * ldb);
    FloatVector a6 = square(b, from + 6 * ldb);
    FloatVector a7 = square(b, from + 7 * ldb);
    FloatVector b0 = upper(a0, a4, SWAP_4, ODD_4);
    FloatVector b1 = upper(a1, a5, SWAP_4, ODD_4);
    FloatVector b2 = upper(a2, a6, SWAP_4, ODD_4);
    FloatVector b3 = upper(a3, a7, SWAP_4, ODD_4);
    FloatVector b4 = lower(a0, a4, SWAP_4, ODD_4);
    FloatVector b5 = lower(a1, a5, SWAP_4, ODD_4);
    FloatVector b6 = lower(a2, a6, SWAP_4, ODD_4);
    FloatVector b7 = lower(a3, a7, SWAP_4, ODD_4);
    storeFour(b0, b1, b2, b3, panel, to);
    storeFour(b4, b5, b6, b7, panel, to + 4 * WIDTH);
  }

  private static void transposeFour(MemorySegment b, long from, long ldb, MemorySegment panel, long to) {
    storeFour(square(b, from), square(b, from + ldb), square(b, from + 2 * ldb), square(b, from + 3 * ldb), panel, to);
  }

  /** The two last stages, within groups of four rows and four lanes. */
  private static void storeFour(FloatVector b0, FloatVector b1, FloatVector b2, FloatVector b3, MemorySegment panel, long to) {
    FloatVector c0 = upper(b0, b2, SWAP_2, ODD_2);
    FloatVector c1 = upper(b1, b3, SWAP_2, ODD_2);
    FloatVector c2 = lower(b0, b2, SWAP_2, ODD_2);
    FloatVector c3 = lower(b1, b3, SWAP_2, ODD_2);
    upper(c0, c1, SWAP_1, ODD_1).intoMemorySegment(panel, to, ORDER);
    lower(c0, c1, SWAP_1, ODD_1).intoMemorySegment(panel, to + WIDTH, ORDER);
    upper(c2, c3, SWAP_1, ODD_1).intoMemorySegment(panel, to + 2 * WIDTH, ORDER);
    lower(c2, c3, SWAP_1, ODD_1).intoMemorySegment(panel, to + 3 * WIDTH, ORDER);
  }

  private static FloatVector upper(FloatVector x, FloatVector y, VectorShuffle<Float> swap, VectorMask<Float> odd) {
    return x.blend(y.rearrange(swap), odd);
  }

  private static FloatVector lower(FloatVector x, FloatVector y, VectorShuffle<Float> swap, VectorMask<Float> odd) {
    return x.rearrange(swap).blend(y, odd);
  }

  private static VectorShuffle<Float> swap(int bit) {
    return VectorShuffle.fromOp(SQUARE, lane -> (lane ^ bit) % SIDE);
  }

  private static VectorMask<Float> odd(int bit) {
    boolean[] lanes = new boolean[SIDE];
    for (int lane = 0; lane < SIDE; lane++) {
      lanes[lane] = (lane & bit) != 0;
    }
    return VectorMask.fromArray(SQUARE, lanes, 0);
  }

  private static FloatVector square(MemorySegment b, long offset) {
    return FloatVector.fromMemorySegment(SQUARE, b, offset, ORDER);
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(F32, segment, offset, ORDER);
  }
}
