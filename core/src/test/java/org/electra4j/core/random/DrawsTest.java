package org.electra4j.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  @Test
  void everyOrderIsAsLikely() {
    Map<List<Integer>, Integer> counts = new HashMap<>();
    for (long step = 0; step < 12_000; step++) {
      List<Integer> list = Arrays.asList(0, 1, 2, 3);
      new Draws(7, step).shuffle(Purpose.PACKING, 50, list);
      counts.merge(list, 1, Integer::sum);
    }
    assertThat(counts).hasSize(24);
    double chiSquare = counts.values().stream().mapToDouble(count -> (count - 500.0) * (count - 500.0) / 500).sum();
    assertThat(chiSquare).as("chi-square with 23 degrees of freedom, 0.1 %% beyond 49.7").isLessThan(49.7);
  }
}
