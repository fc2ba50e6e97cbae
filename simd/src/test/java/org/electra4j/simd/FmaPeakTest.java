package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Before other tests: where these have shown the compiler vectors of several widths, the chains are not compiled well in any attempt, which
 * takes ten seconds to find out.
 */
@Order(1)
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
