package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Philox4x32-10: random words as a function of key and counter (Salmon, Moraes, Dror, Shaw: Parallel random numbers, as easy as 1, 2, 3;
 * 2011).
 *
 * <p>The four counter words are, in the paper's order, low and high half of the index, low and high half of the stream; the two key words
 * are low and high half of the key. So blocks of consecutive indices differ in the first word alone, unless it overflows into the second.
 */
public final class Philox {
  /** Bytes of one block: four words, word 0 first, each little-endian. */
  static final int BLOCK_BYTES = 16;
  /** {@link #fill} writes whole multiples of this many blocks, whatever the width. */
  static final int FILL_BLOCKS = 8;

  static final int ROUNDS = 10;
  static final long MULTIPLIER_0 = 0xD2511F53L;
  static final long MULTIPLIER_1 = 0xCD9E8D57L;
  static final int WEYL_0 = 0x9E3779B9;
  static final int WEYL_1 = 0xBB67AE85;
  static final long WORD = 0xFFFFFFFFL;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VectorSpecies<Long> I64 = VectorSpecies.of(long.class, VectorShape.forBitSize(Lanes.F32.vectorBitSize()));
  private static final int LANES = I64.length();
  private static final VectorShuffle<Long> ZIP_LOW = VectorShuffle.makeZip(I64, 0);
  private static final VectorShuffle<Long> ZIP_HIGH = VectorShuffle.makeZip(I64, 1);

  private Philox() {}

  /** Words 0 and 1 of the block in the low and high half of the result: {@code low | high << 32}. */
  public static long first(long key, long stream, long index) {
    return half(key, stream, index, 0);
  }

  /** Words 2 and 3 of the block. */
  public static long second(long key, long stream, long index) {
    return half(key, stream, index, 1);
  }

  private static long half(long key, long stream, long index, int which) {
    int word0 = (int) index;
    int word1 = (int) (index >>> 32);
    int word2 = (int) stream;
    int word3 = (int) (stream >>> 32);
    int key0 = (int) key;
    int key1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (word0 & WORD);
      long product1 = MULTIPLIER_1 * (word2 & WORD);
      word0 = (int) (product1 >>> 32) ^ word1 ^ key0;
      word1 = (int) product1;
      word2 = (int) (product0 >>> 32) ^ word3 ^ key1;
      word3 = (int) product0;
      key0 += WEYL_0;
      key1 += WEYL_1;
    }
    return which == 0 ? word0 & WORD | (long) word1 << 32 : word2 & WORD | (long) word3 << 32;
  }

  /** Bytes that {@link #fill} writes for {@code blocks} blocks. */
  static long fillBytes(long blocks) {
    return Math.ceilDiv(blocks, FILL_BLOCKS) * FILL_BLOCKS * (long) BLOCK_BYTES;
  }

  /**
   * Writes the blocks (key, stream, index), (key, stream, index + 1), ... from {@code offset} on: first() and second() of each in turn,
   * both little-endian. The number of blocks is rounded up to a multiple of {@link #FILL_BLOCKS}.
   */
  static void fill(long key, long stream, long index, int blocks, MemorySegment words, long offset) {
    LongVector steps = LongVector.zero(I64).addIndex(1);
    long end = offset + fillBytes(blocks);
    for (long at = offset; at < end; at += LANES * BLOCK_BYTES, index += LANES) {
      // The halves of products and words above 32 bits are left as they fall: a multiplication reads the low half alone.
      LongVector word0 = steps.add(index);
      LongVector word1 = word0.lanewise(VectorOperators.LSHR, 32);
      LongVector word2 = LongVector.broadcast(I64, stream);
      LongVector word3 = LongVector.broadcast(I64, stream >>> 32);
      LongVector key0 = LongVector.broadcast(I64, key);
      LongVector key1 = LongVector.broadcast(I64, key >>> 32);
      for (int round = 0; round < ROUNDS; round++) {
        LongVector product0 = word0.and(WORD).mul(LongVector.broadcast(I64, MULTIPLIER_0).and(WORD));
        LongVector product1 = word2.and(WORD).mul(LongVector.broadcast(I64, MULTIPLIER_1).and(WORD));
        word0 = product1.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, word1).lanewise(VectorOperators.XOR, key0);
        word1 = product1;
        word2 = product0.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, word3).lanewise(VectorOperators.XOR, key1);
        word3 = product0;
        key0 = key0.add(WEYL_0);
        key1 = key1.add(WEYL_1);
      }
      LongVector first = word0.and(WORD).or(word1.lanewise(VectorOperators.LSHL, 32));
      LongVector second = word2.and(WORD).or(word3.lanewise(VectorOperators.LSHL, 32));
      if (LANES == 2) {
        // Two lanes are too few for the compiler's rearrange, which would go through the heap.
        words.set(LONG, at, first.lane(0));
        words.set(LONG, at + Long.BYTES, second.lane(0));
        words.set(LONG, at + BLOCK_BYTES, first.lane(1));
        words.set(LONG, at + BLOCK_BYTES + Long.BYTES, second.lane(1));
      } else {
        first.rearrange(ZIP_LOW, second).intoMemorySegment(words, at, ByteOrder.LITTLE_ENDIAN);
        first.rearrange(ZIP_HIGH, second).intoMemorySegment(words, at + LANES * Long.BYTES, ByteOrder.LITTLE_ENDIAN);
      }
    }
  }
}
