package org.electra4j.core.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmupLinearTest {

  @ParameterizedTest
  @CsvSource({"1, 4.999995e-8", "5000, 2.4875e-4", "10000, 4.95e-4", "500000, 2.5e-4", "999999, 5e-10"})
  void smallsScheduleIsThePublishedOne(long step, double rate) {
    assertThat(new WarmupLinear(5e-4, 1_000_000, 10_000).at(step)).isCloseTo(rate, withPercentage(1e-6));
  }

  @Test
  void theFirstUpdateHasRateZeroAndSoHasTheLast() {
    WarmupLinear schedule = new WarmupLinear(1, 100, 12.5);
    assertThat(schedule.at(0)).isZero();
    assertThat(schedule.at(100)).isZero();
    assertThat(new WarmupLinear(1, 100, 0).at(0)).isEqualTo(1);
  }
}
