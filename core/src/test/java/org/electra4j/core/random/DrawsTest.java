package org.electra4j.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DrawsTest {
  private static final long LAST_STEP = (1L << 48) - 1;

  @Test
  void noTwoPurposesAndStepsShareAnAddress() {
    assertThat(Arrays.stream(Purpose.values()).map(Purpose::code)).doesNotHaveDuplicates().allMatch(code -> code > 0 && code < 1 << 16);
    for (Purpose purpose : Purpose.values()) {
      for (long step : new long[] {0, 1, LAST_STEP}) {
        long stream = new Draws(7, step).stream(purpose);
        assertThat(stream >>> 48).isEqualTo(purpose.code());
        assertThat(stream & LAST_STEP).isEqualTo(step);
      }
    }
  }

  @Test
  void stepsThatDoNotFitTheAddressAreRefused() {
    assertThatThrownBy(() -> new Draws(7, -1)).hasMessage("step -1: expected 0 to 2^48 - 1");
    assertThatThrownBy(() -> new Draws(7, LAST_STEP + 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void drawsFillTheirRange() {
    Draws draws = new Draws(7, 3);
    int[] counts = new int[10];
    int[] tenths = new int[10];
    for (int index = 0; index < 10_000; index++) {
      counts[draws.below(Purpose.PACKING, index, counts.length)]++;
      double uniform = draws.uniform(Purpose.PACKING, index);
      assertThat(uniform).isGreaterThanOrEqualTo(0).isLessThan(1);
      tenths[(int) (10 * uniform)]++;
    }
    // Five standard deviations of 30.
    assertThat(Arrays.stream(counts)).allMatch(count -> Math.abs(count - 1000) < 150);
    assertThat(Arrays.stream(tenths)).allMatch(count -> Math.abs(count - 1000) < 150);
    assertThat(draws.below(Purpose.PACKING, 0, 1)).isZero();
  }
}
