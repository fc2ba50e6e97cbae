package org.electra4j.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real forks, of products that take no time. */
class ForksTest {
  private static final Forks QUICK = new Forks(List.of(), true);

  /** Another run of JMH on this machine spoils figures, and there are none here. */
  @BeforeAll
  static void besideOtherRuns() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  @Test
  void timesAProduct() {
    Timing timing = QUICK.time(GemmBenchmark.class, Map.of("what", "NN 8x16x8", "threads", "1"));
    assertThat(timing.best()).isPositive().isLessThanOrEqualTo(timing.median());
  }

  @Test
  void whatFailsInAForkIsSaid() {
    assertThatThrownBy(() -> QUICK.time(GemmBenchmark.class, Map.of("what", "NX 8x16x8", "threads", "1")))
        .isInstanceOf(BenchmarkException.class).hasMessageContaining("GemmBenchmark").hasMessageContaining("No enum constant");
  }

  @Test
  void aForkThatDoesNotStartIsSaid() {
    Forks wrong = new Forks(List.of("-XX:NoSuchFlag=2"), true);
    assertThatThrownBy(() -> wrong.time(GemmBenchmark.class, Map.of("what", "NN 8x16x8", "threads", "1")))
        .isInstanceOf(BenchmarkException.class).hasMessageContaining("NoSuchFlag");
  }
}
