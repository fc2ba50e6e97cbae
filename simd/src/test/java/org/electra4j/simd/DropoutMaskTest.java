package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.electra4j.simd.reference.ExactElements;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DropoutMaskTest {
  private static final DropoutMask MASK = new DropoutMask(0.1f, 0x0123456789ABCDEFL, -7, 4095, 123_456_789);

  private static void check(DropoutMask mask, int columns) {
    try (Arena arena = Arena.ofConfined()) {
      long bytes = DropoutMask.multiplierBytes(columns);
      MemorySegment scratch = arena.allocate(16 + bytes, 64);
      for (long row : new long[] {0, 1, 17}) {
        mask.multipliers(row, columns, scratch, 16);
        float[] wanted = new float[columns];
        for (int j = 0; j < columns; j++) {
          wanted[j] = ExactElements.multiplier(mask, row, j, columns);
        }
        TestFloats.assertSameBits("row " + row + " of " + columns, scratch.asSlice(16, 4L * columns), wanted);
      }
    }
  }

  @Test
  void multipliersAreWhatTheirAddressesSay() {
    AwkwardSizes.lengths().forEach(columns -> check(MASK, columns));
    for (float rate : new float[] {1e-6f, 0.25f, 0.5f, 0.999f, 0.99999f}) {
      check(new DropoutMask(rate, 1, 2, 3, 4), 700);
    }
  }

  @Test
  @Tag("interpreted")
  void aFewMultipliersAreWhatTheirAddressesSay() {
    check(MASK, 77);
  }

  @Test
  void anotherSiteStreamKeyOrRowIsAnotherMask() {
    float[] wanted = ExactElements.multipliers(MASK, 1, 512);
    for (DropoutMask other : new DropoutMask[] {new DropoutMask(0.1f, MASK.key(), -7, 4094, MASK.firstRow()),
        new DropoutMask(0.1f, MASK.key(), -8, 4095, MASK.firstRow()), new DropoutMask(0.1f, 0, -7, 4095, MASK.firstRow()),
        new DropoutMask(0.1f, MASK.key(), -7, 4095, 0)}) {
      assertThat(ExactElements.multipliers(other, 1, 512)).isNotEqualTo(wanted);
    }
    DropoutMask later = new DropoutMask(0.1f, MASK.key(), -7, 4095, MASK.firstRow() + 5);
    assertThat(ExactElements.multiplier(later, 2, 3, 512)).isEqualTo(ExactElements.multiplier(MASK, 7, 3, 512));
  }

  @Test
  void dropsAtItsRate() {
    for (float rate : new float[] {0.05f, 0.1f, 0.5f}) {
      DropoutMask mask = new DropoutMask(rate, 42, 7, 0, 0);
      int count = 1 << 18;
      try (Arena arena = Arena.ofShared()) {
        MemorySegment y = TestFloats.copy(arena, TestFloats.plus(new float[count], 1));
        TestFloats.withThreads(2, workers -> VectorOps.dropout(workers, 1 << 8, 1 << 10, mask, y, y));
        int dropped = 0;
        int pairs = 0;
        float[] values = TestFloats.array(y);
        for (int i = 0; i < count; i++) {
          dropped += values[i] == 0 ? 1 : 0;
          pairs += values[i] == 0 && values[(i + 1) % count] == 0 ? 1 : 0;
        }
        // Four standard deviations of a binomial count; neighbours are dropped together as often as if they did not know of each other.
        assertThat((double) dropped / count).isBetween(rate - deviations(rate, count), rate + deviations(rate, count));
        assertThat((double) pairs / count).isBetween(rate * rate - deviations(rate * rate, count) * 1.5,
            rate * rate + deviations(rate * rate, count) * 1.5);
        assertThat((double) dropped / count).isGreaterThan(0.9 * rate + deviations(rate, count));
      }
    }
  }

  private static double deviations(double rate, int count) {
    return 4 * Math.sqrt(rate * (1 - rate) / count);
  }

  @Test
  void refusesWhatHasNoMeaning() {
    assertThatThrownBy(() -> new DropoutMask(1, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("rate: found 1");
    assertThatThrownBy(() -> new DropoutMask(-0.1f, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DropoutMask(Float.NaN, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DropoutMask(0.1f, 0, 0, 4096, 0)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("site: found 4096, wanted 0 to 4095");
    assertThatThrownBy(() -> new DropoutMask(0.1f, 0, 0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DropoutMask(0.1f, 0, 0, 0, 1L << 52)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("firstRow: found");
    DropoutMask far = new DropoutMask(0.1f, 0, 0, 0, (1L << 52) - 1);
    assertThatThrownBy(() -> far.index(0, 64)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wanted blocks below 2^52");
    assertThat(DropoutMask.NONE.active()).isFalse();
    assertThat(MASK.active()).isTrue();
  }
}
