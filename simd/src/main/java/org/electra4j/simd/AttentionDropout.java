package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dropout down the columns of a panel of probabilities, drawn where it is used.
 *
 * <p>{@link DropoutMask} gives eight consecutive keys of a query to one block of Philox. Here queries lie across the lanes, so blocks of as
 * many queries as there are lanes are drawn side by side, the even queries in one vector of long lanes, the odd ones in another; put
 * together, each of the four words of a block is a vector in the order of the queries, and its halves are two keys.
 */
final class AttentionDropout {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Long> I64 = VectorSpecies.of(long.class, VectorShape.forBitSize(Lanes.F32.vectorBitSize()));
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final long STRIDE = AttentionTile.STRIDE;
  private static final int PIECES = 8;
  private static final int PIECE = (1 << 16) - 1;
  private static final int SIGN = 1 << 31;

  private AttentionDropout() {}

  /**
   * In place: from exponentials, whose sum is in {@code reduction}, to probabilities as dropout leaves them; before dropout they are
   * stored, with the sign bit set where they are dropped. Rows up to the next multiple of eight are written.
   *
   * @param firstRow the mask's row of the first query
   * @param keys columns of the mask
   */
  static void normalize(MemorySegment memory, long at, int rows, long reduction, DropoutMask mask, long firstRow, int keys,
      MemorySegment stored, long storedAt, long storedStride) {
    draw(memory, at, rows, reduction, mask.key(), mask.stream(), mask.index(firstRow, keys), Math.ceilDiv(keys, PIECES), mask.threshold(),
        mask.scale(), stored, storedAt, storedStride);
  }

  private static void draw(MemorySegment memory, long at, int rows, long reduction, long key, long stream, long index, long blocksPerRow,
      int threshold, float kept, MemorySegment stored, long storedAt, long storedStride) {
    FloatVector inverse = FloatVector.broadcast(F32, 1f).div(FloatVector.fromMemorySegment(F32, memory, reduction, ORDER));
    LongVector queries = LongVector.zero(I64).addIndex(1).mul(2 * blocksPerRow).add(index);
    LongVector multiplier0 = LongVector.broadcast(I64, Philox.MULTIPLIER_0);
    LongVector multiplier1 = LongVector.broadcast(I64, Philox.MULTIPLIER_1);
    for (int row = 0; row < rows; row += PIECES) {
      LongVector even0 = queries.add(row / PIECES);
      LongVector odd0 = even0.add(blocksPerRow);
      LongVector even1 = even0.lanewise(VectorOperators.LSHR, 32);
      LongVector odd1 = odd0.lanewise(VectorOperators.LSHR, 32);
      LongVector even2 = LongVector.broadcast(I64, stream);
      LongVector odd2 = even2;
      LongVector even3 = LongVector.broadcast(I64, stream >>> 32);
      LongVector odd3 = even3;
      LongVector key0 = LongVector.broadcast(I64, key);
      LongVector key1 = LongVector.broadcast(I64, key >>> 32);
      for (int round = 0; round < Philox.ROUNDS; round++) {
        LongVector even02 = even0.and(Philox.WORD).mul(multiplier0.and(Philox.WORD));
        LongVector odd02 = odd0.and(Philox.WORD).mul(multiplier0.and(Philox.WORD));
        LongVector even20 = even2.and(Philox.WORD).mul(multiplier1.and(Philox.WORD));
        LongVector odd20 = odd2.and(Philox.WORD).mul(multiplier1.and(Philox.WORD));
        even0 = even20.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, even1).lanewise(VectorOperators.XOR, key0);
        odd0 = odd20.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, odd1).lanewise(VectorOperators.XOR, key0);
        even2 = even02.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, even3).lanewise(VectorOperators.XOR, key1);
        odd2 = odd02.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, odd3).lanewise(VectorOperators.XOR, key1);
        even1 = even20;
        odd1 = odd20;
        even3 = even02;
        odd3 = odd02;
        key0 = key0.add(Philox.WEYL_0);
        key1 = key1.add(Philox.WEYL_1);
      }
      long from = at + row * STRIDE;
      long to = storedAt + row * storedStride;
      twoKeys(memory, from, inverse, together(even0, odd0), threshold, kept, stored, to, storedStride);
      twoKeys(memory, from + 2 * STRIDE, inverse, together(even1, odd1), threshold, kept, stored, to + 2 * storedStride, storedStride);
      twoKeys(memory, from + 4 * STRIDE, inverse, together(even2, odd2), threshold, kept, stored, to + 4 * storedStride, storedStride);
      twoKeys(memory, from + 6 * STRIDE, inverse, together(even3, odd3), threshold, kept, stored, to + 6 * storedStride, storedStride);
    }
  }

  /** The low words of both, in the order of the queries. */
  private static IntVector together(LongVector even, LongVector odd) {
    return even.and(Philox.WORD).or(odd.lanewise(VectorOperators.LSHL, 32)).reinterpretAsInts();
  }

  private static void twoKeys(MemorySegment memory, long at, FloatVector inverse, IntVector words, int threshold, float kept,
      MemorySegment stored, long storedAt, long storedStride) {
    oneKey(memory, at, inverse, words.and(PIECE).sub(threshold), kept, stored, storedAt);
    oneKey(memory, at + STRIDE, inverse, words.lanewise(VectorOperators.LSHR, 16).sub(threshold), kept, stored, storedAt + storedStride);
  }

  /** {@code distance} is negative where the probability is dropped. */
  private static void oneKey(MemorySegment memory, long at, FloatVector inverse, IntVector distance, float kept, MemorySegment stored,
      long storedAt) {
    FloatVector p = FloatVector.fromMemorySegment(F32, memory, at, ORDER).mul(inverse);
    p.reinterpretAsInts().or(distance.and(SIGN)).reinterpretAsFloats().intoMemorySegment(stored, storedAt, ORDER);
    IntVector dropped = distance.lanewise(VectorOperators.ASHR, Integer.SIZE - 1);
    p.mul(kept).reinterpretAsInts().lanewise(VectorOperators.AND_NOT, dropped).reinterpretAsFloats().intoMemorySegment(memory, at, ORDER);
  }
}
