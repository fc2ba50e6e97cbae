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
  private static final long WIDTH = SgemmTile.VECTORS * VECTOR;
  /** A step of a strip, and the whole vectors that cover it. */
  private static final long HEIGHT = SgemmTile.ROWS * 4L;
  private static final int COVER = Math.ceilDiv(SgemmTile.ROWS, LANES);
  /** What the last store into a strip may write beyond its end. */
  static final long STRIP_SLACK = 64;

  /** Square blocks of as many rows as a vector has lanes are transposed; {@link #SQUARE_BYTES} hold one on its way. */
  static final long SQUARE_BYTES = LANES * VECTOR;
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorMask<Float> ODD_1 = odd(1);
  private static final VectorMask<Float> ODD_2 = odd(2);
  private static final VectorMask<Float> ODD_4 = odd(4);
  private static final VectorMask<Float> ODD_8 = odd(8);

  private PanelPacker() {}

  /** B as it lies, [k, n]: {@code columns} of its columns, {@code depth} of its rows, into one panel. */
  static void rows(MemorySegment b, long from, long ldb, int depth, int columns, MemorySegment panel, long to) {
    if (columns == SgemmTile.COLUMNS) {
      wholeRows(b, from, ldb, depth, panel, to);
    } else {
      partialRows(b, from, ldb, depth, columns, panel, to);
    }
  }

  private static void wholeRows(MemorySegment b, long from, long ldb, int depth, MemorySegment panel, long to) {
    for (int p = 0; p < depth; p++) {
      for (int v = 0; v < SgemmTile.VECTORS; v++) {
        FloatVector.fromMemorySegment(F32, b, from + p * ldb + v * VECTOR, ORDER).intoMemorySegment(panel, to + p * WIDTH + v * VECTOR, ORDER);
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

  /** B lies as [n, k]: {@code columns} of its rows become the columns of one panel. At {@code square} in the panel's segment is room for one. */
  static void columns(MemorySegment b, long from, long ldb, int depth, int columns, MemorySegment panel, long to, long square) {
    int wholeColumns = columns - columns % LANES;
    int wholeDepth = depth - depth % LANES;
    for (int j = 0; j < wholeColumns; j += LANES) {
      for (int p = 0; p < wholeDepth; p += LANES) {
        transpose(b, from + j * ldb + p * 4L, ldb, panel, to + p * WIDTH + j * 4L, square);
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
          FloatVector.fromMemorySegment(F32, a, source + v * VECTOR, ORDER).intoMemorySegment(strips, target + v * VECTOR, ORDER);
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

  /**
   * Butterflies: for each bit of an index, rows that differ in this bit alone swap the lanes in which the upper row has the bit clear and the
   * lower has it set. Bits 8 and 4 on the way to {@code square}, bits 2 and 1 on the way to the panel. All vectors are of the one species of
   * this JVM: a second one would spoil the type profiles of the Vector API's shared methods, and the tiles would no longer be compiled well.
   */
  private static void transpose(MemorySegment b, long from, long ldb, MemorySegment panel, long to, long square) {
    if (LANES == 4) {
      fourRows(b, from, ldb, panel, to, WIDTH, SWAP_2, ODD_2, SWAP_1, ODD_1);
      return;
    }
    for (int i = 0; i < 4; i++) {
      if (LANES == 8) {
        twoRows(b, from + i * ldb, 4 * ldb, panel, square + i * VECTOR, 4 * VECTOR);
      } else {
        fourRows(b, from + i * ldb, 4 * ldb, panel, square + i * VECTOR, 4 * VECTOR, SWAP_8, ODD_8, SWAP_4, ODD_4);
      }
    }
    for (int i = 0; i < LANES; i += 4) {
      fourRows(panel, square + i * VECTOR, VECTOR, panel, to + i * WIDTH, WIDTH, SWAP_2, ODD_2, SWAP_1, ODD_1);
    }
  }

  private static void twoRows(MemorySegment source, long from, long step, MemorySegment target, long to, long toStep) {
    FloatVector a0 = FloatVector.fromMemorySegment(F32, source, from, ORDER);
    FloatVector a1 = FloatVector.fromMemorySegment(F32, source, from + step, ORDER);
    upper(a0, a1, SWAP_4, ODD_4).intoMemorySegment(target, to, ORDER);
    lower(a0, a1, SWAP_4, ODD_4).intoMemorySegment(target, to + toStep, ORDER);
  }

  private static void fourRows(MemorySegment source, long from, long step, MemorySegment target, long to, long toStep,
      VectorShuffle<Float> swapFirst, VectorMask<Float> oddFirst, VectorShuffle<Float> swapThen, VectorMask<Float> oddThen) {
    FloatVector a0 = FloatVector.fromMemorySegment(F32, source, from, ORDER);
    FloatVector a1 = FloatVector.fromMemorySegment(F32, source, from + step, ORDER);
    FloatVector a2 = FloatVector.fromMemorySegment(F32, source, from + 2 * step, ORDER);
    FloatVector a3 = FloatVector.fromMemorySegment(F32, source, from + 3 * step, ORDER);
    FloatVector b0 = upper(a0, a2, swapFirst, oddFirst);
    FloatVector b1 = upper(a1, a3, swapFirst, oddFirst);
    FloatVector b2 = lower(a0, a2, swapFirst, oddFirst);
    FloatVector b3 = lower(a1, a3, swapFirst, oddFirst);
    upper(b0, b1, swapThen, oddThen).intoMemorySegment(target, to, ORDER);
    lower(b0, b1, swapThen, oddThen).intoMemorySegment(target, to + toStep, ORDER);
    upper(b2, b3, swapThen, oddThen).intoMemorySegment(target, to + 2 * toStep, ORDER);
    lower(b2, b3, swapThen, oddThen).intoMemorySegment(target, to + 3 * toStep, ORDER);
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
