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
  void copiesAreOtherClassesThatComputeTheSame() {
    FmaPeak.Chains first = FmaPeak.copy();
    FmaPeak.Chains second = FmaPeak.copy();
    assertThat(first.getClass()).isNotEqualTo(second.getClass()).isNotEqualTo(FmaChains.class);
    assertThat(first.run(100)).isEqualTo(new FmaChains().run(100)).isEqualTo(second.run(100)).isPositive();
  }

  @Test
  void refusesNoTimeAtAll() {
    try (WorkerPool workers = new WorkerPool(1)) {
      assertThatThrownBy(() -> FmaPeak.gigaflops(workers, 0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("found 0");
    }
  }
}
