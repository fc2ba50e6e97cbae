package org.electra4j.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import org.electra4j.core.model.ConfigException;
import org.junit.jupiter.api.Test;

class ClusterTest {
  private static final long PARAMETERS = 13_500_000;

  @Test
  void operationsAreSharedAndGradientsExchanged() {
    Cluster one = new Cluster(1, 2, 10);
    assertThat(one.exchangeSeconds(PARAMETERS)).isZero();
    assertThat(one.seconds(1e15, 1000, PARAMETERS, 1e11)).isCloseTo(5000, withPercentage(1e-9));
    Cluster four = new Cluster(4, 32, 10);
    // 54 MB, three quarters of them twice, at 1.25 GB/s.
    assertThat(four.exchangeSeconds(PARAMETERS)).isCloseTo(0.0648, withPercentage(0.1));
    assertThat(four.seconds(1e15, 1000, PARAMETERS, 1e11)).isCloseTo(1e15 / (128 * 1e11) + 64.8, withPercentage(0.1));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new Cluster(0, 1, 1)).isInstanceOf(ConfigException.class).hasMessage("machines is 0: expected at least 1");
    assertThatThrownBy(() -> new Cluster(1, 0, 1)).isInstanceOf(ConfigException.class).hasMessageStartingWith("cores is 0");
    assertThatThrownBy(() -> new Cluster(1, 1, 0)).isInstanceOf(ConfigException.class).hasMessageStartingWith("network is 0.0");
  }
}
