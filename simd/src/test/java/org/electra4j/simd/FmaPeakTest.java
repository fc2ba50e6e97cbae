package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FmaPeakTest {

  @Test
  void isAFinitePositiveRate() {
    try (WorkerPool workers = new WorkerPool(2)) {
      assertThat(FmaPeak.gigaflops(workers, 1)).isPositive().isFinite();
    }
  }

  @Test
  void refusesNoTimeAtAll() {
    try (WorkerPool workers = new WorkerPool(1)) {
      assertThatThrownBy(() -> FmaPeak.gigaflops(workers, 0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("found 0");
    }
  }
}
