package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Lays operands of {@link Sgemm} out for the tiles. A panel of op(B) holds, row by row over k, as many columns as a tile is wide, with
 * zeros beyond the last; a strip of op(A) holds, step by step over k, as many rows as a tile is high. Offsets and strides are in bytes.
 */
final class PanelPacker {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final int LANES = F32.length();
  private static final long VECTOR = F32.vectorByteSize();
  /** A row of a panel. */
  private static final long WIDTH = SgemmTile.VECTORS * VECTOR;
  /** Vectors that cover the rows of a tile. */
  private static final int COVER = Math.ceilDiv(SgemmTile.ROWS, LANES);
  /** Rows of a strip: of as many tiles as fill its vectors, or of one. */
  static final int STRIP_ROWS = COVER * LANES % SgemmTile.ROWS == 0 ? COVER * LANES : SgemmTile.ROWS;
  /** A step of a strip: whole vectors, so that no store straddles cache lines; a power of two, so that addresses are cheap. */
  static final long STRIP_STEP = COVER * VECTOR;

  /** Steps of k in one call of {@link #columns}, at most. */
  static final int MOST_STEPS = 256;
  /** Rows of B on their way lie so far apart that they do not meet in one cache set. */
  private static final long COPIED_ROW = MOST_STEPS * 4L + 64;
  private static final long COPIED_BYTES = LANES * COPIED_ROW;
  /** Memory that {@link #columns} works in: as many rows of B as a vector has lanes, and a square on its way. */
  static final long WORK_BYTES = COPIED_BYTES + LANES * VECTOR;
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorMask<Float> ODD_1 = odd(1);
  private static final VectorMask<Float> ODD_2 = odd(2);
  private static final VectorMask<Float> ODD_4 = odd(4);
  private static final VectorMask<Float> ODD_8 = odd(8);

  private PanelPacker() {}

  /**
   * B as it lies, [k, n]: {@code columns} of its columns, {@code depth} of its rows, into panels {@code panelBytes} apart.
   *
   * <p>Rows are read along their length, across the panels: read one panel's width at a time, rows lie on pages of their own, and the
   * processor fetches nothing ahead.
   */
  static void rows(MemorySegment b, long from, long ldb, int depth, int columns, MemorySegment panels, long to, long panelBytes) {
    int whole = columns / SgemmTile.COLUMNS;
    wholeRows(b, from, ldb, depth, whole, panels, to, panelBytes);
    int rest = columns - whole * SgemmTile.COLUMNS;
    if (rest > 0) {
      partialRows(b, from + whole * WIDTH, ldb, depth, rest, panels, to + whole * panelBytes);
    }
  }

  private static void wholeRows(MemorySegment b, long from, long ldb, int depth, int count, MemorySegment panels, long to,
      long panelBytes) {
    for (int p = 0; p < depth; p++) {
      long source = from + p * ldb;
      // So few turns are not worth a counted loop's preparations, and with a stride that is no constant the compiler makes none.
      for (long target = to + p * WIDTH, end = target + count * panelBytes; target < end; target += panelBytes) {
        for (int v = 0; v < SgemmTile.VECTORS; v++) {
          FloatVector.fromMemorySegment(F32, b, source + v * VECTOR, ORDER).intoMemorySegment(panels, target + v * VECTOR, ORDER);
        }
        source += WIDTH;
      }
    }
  }

  private static void partialRows(MemorySegment b, long from, long ldb, int depth, int columns, MemorySegment panel, long to) {
    for (int v = 0; v < SgemmTile.VECTORS; v++) {
      VectorMask<Float> inside = F32.indexInRange(v * LANES, columns);
      for (int p = 0; p < depth; p++) {
        FloatVector.fromMemorySegment(F32, b, from + p * ldb + v * VECTOR, ORDER, inside)
            .intoMemorySegment(panel, to + p * WIDTH + v * VECTOR, ORDER);
      }
    }
  }

  /**
   * B lies as [n, k]: {@code columns} of its rows become the columns of one panel, at most {@link #MOST_STEPS} steps.
   *
   * <p>Rows are copied before they are transposed: a copy reads them as streams, which the processor fetches ahead; squares read them
   * crosswise, three times as slowly where B does not fit into the caches.
   *
   * @param work where in the panel's segment {@link #WORK_BYTES} are free
   */
  static void columns(MemorySegment b, long from, long ldb, int depth, int columns, MemorySegment panel, long to, long work) {
    int wholeColumns = columns - columns % LANES;
    int wholeDepth = depth - depth % LANES;
    for (int j = 0; j < wholeColumns; j += LANES) {
      for (int i = 0; i < LANES; i++) {
        MemorySegment.copy(b, from + (j + i) * ldb, panel, work + i * COPIED_ROW, wholeDepth * 4L);
      }
      for (int p = 0; p < wholeDepth; p += LANES) {
        transpose(panel, work + p * 4L, COPIED_ROW, panel, to + p * WIDTH + j * 4L, work + COPIED_BYTES);
      }
    }
    singleColumns(b, from, ldb, 0, wholeDepth, wholeColumns, columns, panel, to);
    singleColumns(b, from, ldb, wholeDepth, depth, 0, columns, panel, to);
    for (int j = columns; j < SgemmTile.COLUMNS; j++) {
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
   * A lies as [k, m]: {@code rows} of its columns, {@code depth} of its rows, into strips {@code stripBytes} apart.
   *
   * @param readable columns of A from {@code from} on: the last strip may read beyond {@code rows}, but not beyond these
   */
  static void strips(MemorySegment a, long from, long lda, int depth, int rows, int readable, MemorySegment strips, long to,
      long stripBytes) {
    int beyond = COVER * LANES - STRIP_ROWS;
    int free = Math.min(Math.max(0, readable - beyond) / STRIP_ROWS, Math.ceilDiv(rows, STRIP_ROWS));
    wholeStrips(a, from, lda, depth, free, strips, to, stripBytes);
    for (int strip = free; strip * STRIP_ROWS < rows; strip++) {
      int count = Math.min(STRIP_ROWS, rows - strip * STRIP_ROWS);
      partialStrip(a, from + strip * STRIP_ROWS * 4L, lda, depth, count, strips, to + strip * stripBytes);
    }
  }

  private static void wholeStrips(MemorySegment a, long from, long lda, int depth, int count, MemorySegment strips, long to,
      long stripBytes) {
    for (int p = 0; p < depth; p++) {
      long source = from + p * lda;
      // As in wholeRows.
      for (long target = to + p * STRIP_STEP, end = target + count * stripBytes; target < end; target += stripBytes) {
        for (int v = 0; v < COVER; v++) {
          FloatVector.fromMemorySegment(F32, a, source + v * VECTOR, ORDER).intoMemorySegment(strips, target + v * VECTOR, ORDER);
        }
        source += STRIP_ROWS * 4L;
      }
    }
  }

  private static void partialStrip(MemorySegment a, long from, long lda, int depth, int rows, MemorySegment strip, long to) {
    for (int v = 0; v * LANES < rows; v++) {
      VectorMask<Float> inside = F32.indexInRange(v * LANES, rows);
      for (int p = 0; p < depth; p++) {
        FloatVector.fromMemorySegment(F32, a, from + p * lda + v * VECTOR, ORDER, inside)
            .intoMemorySegment(strip, to + p * STRIP_STEP + v * VECTOR, ORDER);
      }
    }
  }

  /**
   * Butterflies: for each bit of an index, rows that differ in this bit alone swap the lanes in which the upper row has the bit clear and
   * the lower has it set. Bits 8 and 4 on the way to {@code square}, bits 2 and 1 on the way to the panel. All vectors are of the one
   * species of this JVM: a second one would spoil the type profiles of the Vector API's shared methods, and the tiles would no longer be
   * compiled well.
   */
  private static void transpose(MemorySegment b, long from, long ldb, MemorySegment panel, long to, long square) {
    if (LANES == 4) {
      lowBits(b, from, ldb, panel, to);
      return;
    }
    if (LANES == 8) {
      middleBit(b, from, ldb, panel, square);
    } else {
      highBits(b, from, ldb, panel, square);
    }
    lowBits(panel, square, VECTOR, panel, to);
  }

  private static void highBits(MemorySegment b, long from, long ldb, MemorySegment panel, long square) {
    for (int i = 0; i < 4; i++) {
      FloatVector a0 = FloatVector.fromMemorySegment(F32, b, from + i * ldb, ORDER);
      FloatVector a1 = FloatVector.fromMemorySegment(F32, b, from + (i + 4) * ldb, ORDER);
      FloatVector a2 = FloatVector.fromMemorySegment(F32, b, from + (i + 8) * ldb, ORDER);
      FloatVector a3 = FloatVector.fromMemorySegment(F32, b, from + (i + 12) * ldb, ORDER);
      FloatVector b0 = upper(a0, a2, SWAP_8, ODD_8);
      FloatVector b1 = upper(a1, a3, SWAP_8, ODD_8);
      FloatVector b2 = lower(a0, a2, SWAP_8, ODD_8);
      FloatVector b3 = lower(a1, a3, SWAP_8, ODD_8);
      upper(b0, b1, SWAP_4, ODD_4).intoMemorySegment(panel, square + i * VECTOR, ORDER);
      lower(b0, b1, SWAP_4, ODD_4).intoMemorySegment(panel, square + (i + 4) * VECTOR, ORDER);
      upper(b2, b3, SWAP_4, ODD_4).intoMemorySegment(panel, square + (i + 8) * VECTOR, ORDER);
      lower(b2, b3, SWAP_4, ODD_4).intoMemorySegment(panel, square + (i + 12) * VECTOR, ORDER);
    }
  }

  private static void middleBit(MemorySegment b, long from, long ldb, MemorySegment panel, long square) {
    for (int i = 0; i < 4; i++) {
      FloatVector a0 = FloatVector.fromMemorySegment(F32, b, from + i * ldb, ORDER);
      FloatVector a1 = FloatVector.fromMemorySegment(F32, b, from + (i + 4) * ldb, ORDER);
      upper(a0, a1, SWAP_4, ODD_4).intoMemorySegment(panel, square + i * VECTOR, ORDER);
      lower(a0, a1, SWAP_4, ODD_4).intoMemorySegment(panel, square + (i + 4) * VECTOR, ORDER);
    }
  }

  private static void lowBits(MemorySegment source, long from, long step, MemorySegment panel, long to) {
    for (int i = 0; i < LANES; i += 4) {
      FloatVector a0 = FloatVector.fromMemorySegment(F32, source, from + i * step, ORDER);
      FloatVector a1 = FloatVector.fromMemorySegment(F32, source, from + (i + 1) * step, ORDER);
      FloatVector a2 = FloatVector.fromMemorySegment(F32, source, from + (i + 2) * step, ORDER);
      FloatVector a3 = FloatVector.fromMemorySegment(F32, source, from + (i + 3) * step, ORDER);
      FloatVector b0 = upper(a0, a2, SWAP_2, ODD_2);
      FloatVector b1 = upper(a1, a3, SWAP_2, ODD_2);
      FloatVector b2 = lower(a0, a2, SWAP_2, ODD_2);
      FloatVector b3 = lower(a1, a3, SWAP_2, ODD_2);
      upper(b0, b1, SWAP_1, ODD_1).intoMemorySegment(panel, to + i * WIDTH, ORDER);
      lower(b0, b1, SWAP_1, ODD_1).intoMemorySegment(panel, to + (i + 1) * WIDTH, ORDER);
      upper(b2, b3, SWAP_1, ODD_1).intoMemorySegment(panel, to + (i + 2) * WIDTH, ORDER);
      lower(b2, b3, SWAP_1, ODD_1).intoMemorySegment(panel, to + (i + 3) * WIDTH, ORDER);
    }
  }

  private static FloatVector upper(FloatVector x, FloatVector y, VectorShuffle<Float> swap, VectorMask<Float> odd) {
    return x.blend(y.rearrange(swap), odd);
  }

  private static FloatVector lower(FloatVector x, FloatVector y, VectorShuffle<Float> swap, VectorMask<Float> odd) {
    return x.rearrange(swap).blend(y, odd);
  }

  private static VectorShuffle<Float> swap(int bit) {
    return VectorShuffle.fromOp(F32, lane -> (lane ^ bit) % LANES);
  }

  private static VectorMask<Float> odd(int bit) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & bit) != 0;
    }
    return VectorMask.fromArray(F32, lanes, 0);
  }
}
