package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CopyBandwidthTest {

  @Test
  void isAFinitePositiveRate() {
    try (WorkerPool workers = new WorkerPool(2)) {
      assertThat(CopyBandwidth.gigabytesPerSecond(workers, 1)).isPositive().isFinite();
    }
  }

  @Test
  void refusesNoTimeAtAll() {
    try (WorkerPool workers = new WorkerPool(1)) {
      assertThatThrownBy(() -> CopyBandwidth.gigabytesPerSecond(workers, 0)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found 0");
    }
  }
}
