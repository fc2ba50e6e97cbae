package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PhiloxTest {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static long joined(int low, int high) {
    return low & 0xFFFFFFFFL | (long) high << 32;
  }

  /** Known answers of Random123's philox4x32 with ten rounds: counter words, key words, result words. */
  private static void answer(int[] counter, int[] key, int[] result) {
    long keys = joined(key[0], key[1]);
    long stream = joined(counter[2], counter[3]);
    long index = joined(counter[0], counter[1]);
    assertThat(Long.toHexString(Philox.first(keys, stream, index))).isEqualTo(Long.toHexString(joined(result[0], result[1])));
    assertThat(Long.toHexString(Philox.second(keys, stream, index))).isEqualTo(Long.toHexString(joined(result[2], result[3])));
  }

  @Test
  @Tag("interpreted")
  void knownAnswers() {
    answer(new int[4], new int[2], new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    answer(new int[] {-1, -1, -1, -1}, new int[] {-1, -1}, new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    answer(new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, new int[] {0xa4093822, 0x299f31d0},
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
  }

  private static void fill(long key, long stream, long index, int blocks) {
    try (Arena arena = Arena.ofConfined()) {
      long guard = 8 + Philox.fillBytes(blocks);
      MemorySegment words = arena.allocate(guard + 8, 64);
      words.fill((byte) 0x55);
      Philox.fill(key, stream, index, blocks, words, 8);
      for (int i = 0; i < blocks; i++) {
        assertThat(words.get(LONG, 8 + 16L * i)).as("block %d of %d", i, blocks).isEqualTo(Philox.first(key, stream, index + i));
        assertThat(words.get(LONG, 16 + 16L * i)).as("block %d of %d", i, blocks).isEqualTo(Philox.second(key, stream, index + i));
      }
      assertThat(words.get(LONG, 0)).isEqualTo(0x5555555555555555L);
      assertThat(words.get(LONG, guard)).isEqualTo(0x5555555555555555L);
    }
  }

  @Test
  void vectorsGiveTheSameBlocks() {
    AwkwardSizes.lengths().forEach(blocks -> fill(0x0123456789ABCDEFL, -5, 77, blocks));
    // The counter's first word overflows into the second within the run, and the whole index into nothing.
    fill(-1, 1L << 63, 0xFFFFFFF0L, 64);
    fill(3, 4, -9, 33);
  }

  @Test
  @Tag("interpreted")
  void aFewVectorsGiveTheSameBlocks() {
    fill(0x0123456789ABCDEFL, -5, 0xFFFFFFFEL, 9);
  }

  @Test
  void everyPartOfTheAddressCounts() {
    long first = Philox.first(1, 2, 3);
    assertThat(Philox.first(2, 2, 3)).isNotEqualTo(first);
    assertThat(Philox.first(1L | 1L << 63, 2, 3)).isNotEqualTo(first);
    assertThat(Philox.first(1, 2L | 1L << 63, 3)).isNotEqualTo(first);
    assertThat(Philox.first(1, 2, 3L | 1L << 63)).isNotEqualTo(first);
    assertThat(Philox.second(1, 2, 3)).isNotEqualTo(first);
  }
}
