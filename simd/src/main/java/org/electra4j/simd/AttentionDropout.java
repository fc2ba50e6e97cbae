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
 * Dropout down the columns of transposed probabilities. Strides and offsets are in bytes.
 *
 * <p>{@link DropoutMask} gives eight consecutive keys of a query to one block of Philox. Queries lie across the lanes here, so the blocks
 * of as many queries are drawn side by side: those of even queries in one vector of long lanes, of odd ones in another. Put together, each
 * of a block's four words is one vector in the order of the queries, and its halves are two keys.
 */
final class AttentionDropout {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Long> I64 = VectorSpecies.of(long.class, VectorShape.forBitSize(Lanes.F32.vectorBitSize()));
  private static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, VectorShape.forBitSize(Lanes.F32.vectorBitSize()));
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final long VECTOR = F32.vectorByteSize();
  /** Keys of one block, and of one word. */
  private static final int BLOCK_KEYS = 8;
  private static final int WORD_KEYS = 2;
  private static final int PIECE = (1 << 16) - 1;
  private static final int SIGN = 1 << 31;

  private AttentionDropout() {}

  /** Bytes of memory for the words of {@code keys} keys. */
  static long wordBytes(int keys) {
    return Math.ceilDiv(keys, BLOCK_KEYS) * (BLOCK_KEYS / WORD_KEYS) * VECTOR;
  }

  /**
   * In place: from exponentials, whose sum is in {@code reduction}, to probabilities as dropout leaves them; before dropout they are
   * stored, with the sign bit set where they are dropped. An odd number of keys is rounded up.
   *
   * @param firstRow the mask's row of the first query
   * @param columns of the mask
   * @param words {@link #wordBytes} of memory
   */
  static void normalize(MemorySegment memory, long at, long stride, int keys, long reduction, DropoutMask mask, long firstRow, int columns,
      long words, MemorySegment stored, long storedAt, long storedStride) {
    draw(mask.key(), mask.stream(), mask.index(firstRow, columns), Math.ceilDiv(columns, BLOCK_KEYS), Math.ceilDiv(keys, BLOCK_KEYS),
        memory, words);
    drop(memory, at, stride, keys, reduction, words, mask.threshold(), mask.scale(), stored, storedAt, storedStride);
  }

  /** The words of {@code blocks} consecutive blocks for each query, the first query's first at {@code index}. */
  private static void draw(long key, long stream, long index, long blocksPerQuery, int blocks, MemorySegment memory, long words) {
    KernelArguments.nativeMemory(memory);
    LongVector queries = LongVector.zero(I64).addIndex(1).mul(2 * blocksPerQuery).add(index);
    LongVector low = LongVector.broadcast(I64, Philox.WORD);
    LongVector multiplier0 = LongVector.broadcast(I64, Philox.MULTIPLIER_0);
    LongVector multiplier1 = LongVector.broadcast(I64, Philox.MULTIPLIER_1);
    LongVector weyl0 = LongVector.broadcast(I64, Philox.WEYL_0);
    LongVector weyl1 = LongVector.broadcast(I64, Philox.WEYL_1);
    for (int block = 0; block < blocks; block++, words += 4 * VECTOR) {
      LongVector even0 = queries.add(block);
      LongVector odd0 = even0.add(blocksPerQuery);
      LongVector even1 = even0.lanewise(VectorOperators.LSHR, 32);
      LongVector odd1 = odd0.lanewise(VectorOperators.LSHR, 32);
      LongVector even2 = LongVector.broadcast(I64, stream);
      LongVector odd2 = even2;
      LongVector even3 = LongVector.broadcast(I64, stream >>> 32);
      LongVector odd3 = even3;
      LongVector key0 = LongVector.broadcast(I64, key);
      LongVector key1 = LongVector.broadcast(I64, key >>> 32);
      for (int round = 0; round < Philox.ROUNDS; round++) {
        LongVector even02 = multiplier0.and(low).mul(low.and(even0));
        LongVector odd02 = multiplier0.and(low).mul(low.and(odd0));
        LongVector even20 = multiplier1.and(low).mul(low.and(even2));
        LongVector odd20 = multiplier1.and(low).mul(low.and(odd2));
        even0 = even20.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, even1).lanewise(VectorOperators.XOR, key0);
        odd0 = odd20.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, odd1).lanewise(VectorOperators.XOR, key0);
        even2 = even02.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, even3).lanewise(VectorOperators.XOR, key1);
        odd2 = odd02.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, odd3).lanewise(VectorOperators.XOR, key1);
        even1 = even20;
        odd1 = odd20;
        even3 = even02;
        odd3 = odd02;
        key0 = weyl0.add(key0);
        key1 = weyl1.add(key1);
      }
      // Low words of both, in the order of the queries.
      low.and(even0).or(low.and(odd0).lanewise(VectorOperators.LSHL, 32)).intoMemorySegment(memory, words, ORDER);
      low.and(even1).or(low.and(odd1).lanewise(VectorOperators.LSHL, 32)).intoMemorySegment(memory, words + VECTOR, ORDER);
      low.and(even2).or(low.and(odd2).lanewise(VectorOperators.LSHL, 32)).intoMemorySegment(memory, words + 2 * VECTOR, ORDER);
      low.and(even3).or(low.and(odd3).lanewise(VectorOperators.LSHL, 32)).intoMemorySegment(memory, words + 3 * VECTOR, ORDER);
    }
  }

  private static void drop(MemorySegment memory, long at, long stride, int keys, long reduction, long words, int threshold, float kept,
      MemorySegment stored, long storedAt, long storedStride) {
    KernelArguments.nativeMemory(memory, stored);
    FloatVector inverse = FloatVector.broadcast(F32, 1f).div(FloatVector.fromMemorySegment(F32, memory, reduction, ORDER));
    for (int key = 0; key < keys; key += WORD_KEYS) {
      IntVector word = IntVector.fromMemorySegment(I32, memory, words, ORDER);
      drop(memory, at, inverse, word.and(PIECE).sub(threshold), kept, stored, storedAt);
      drop(memory, at + stride, inverse, word.lanewise(VectorOperators.LSHR, 16).sub(threshold), kept, stored, storedAt + storedStride);
      at += 2 * stride;
      storedAt += 2 * storedStride;
      words += VECTOR;
    }
  }

  /** One key: {@code distance} is negative where it is dropped. */
  private static void drop(MemorySegment memory, long at, FloatVector inverse, IntVector distance, float kept, MemorySegment stored,
      long storedAt) {
    FloatVector p = FloatVector.fromMemorySegment(F32, memory, at, ORDER).mul(inverse);
    p.reinterpretAsInts().or(distance.and(SIGN)).reinterpretAsFloats().intoMemorySegment(stored, storedAt, ORDER);
    // All ones where the sign bit is set, which takes every bit of the product away.
    IntVector removed = distance.lanewise(VectorOperators.ASHR, Integer.SIZE - 1);
    p.mul(kept).reinterpretAsInts().lanewise(VectorOperators.AND_NOT, removed).reinterpretAsFloats().intoMemorySegment(memory, at, ORDER);
  }
}
