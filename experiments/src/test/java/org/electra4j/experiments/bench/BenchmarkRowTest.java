package org.electra4j.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.experiments.report.Limits;
import org.junit.jupiter.api.Test;

class BenchmarkRowTest {
  private static final Limits LIMITS = new Limits(100, 20);

  private static BenchmarkRow row(double gigaflops, double gigabytes) {
    return new BenchmarkRow("rows", "some kernel 2x3", "electra4j", 2, "", 0.002, 0.001, gigaflops, gigabytes, Double.NaN, Double.NaN,
        LIMITS);
  }

  @Test
  void theNearerLimitRules() {
    assertThat(row(50, 2).limit()).isEqualTo("arithmetic");
    assertThat(row(50, 2).share()).isEqualTo(0.5);
    assertThat(row(5, 15).limit()).isEqualTo("memory");
    assertThat(row(5, 15).share()).isEqualTo(0.75);
    assertThat(row(50, Double.NaN).limit()).isEqualTo("arithmetic");
    assertThat(row(0, 15).limit()).isEqualTo("memory");
    assertThat(row(Double.NaN, Double.NaN).limit()).isEmpty();
    assertThat(row(Double.NaN, Double.NaN).share()).isNaN();
    assertThat(row(50, 2).beside(Limits.UNKNOWN).limit()).isEmpty();
  }

  @Test
  void ratesAreThoseOfTheMedian() {
    Timing timing = Timing.of(3, 1, 2, 9, 4);
    assertThat(timing).isEqualTo(new Timing(3, 1));
    assertThat(Timing.of(4, 1).median()).isEqualTo(2.5);
    BenchmarkRow row = timing.row(Area.GEMM, "NN 1000x1000x1500", "electra4j", 1, "");
    assertThat(row.gigaflops()).isEqualTo(1);
    assertThat(row.gigabytesPerSecond()).isEqualTo(4 * (1.5e6 + 1.5e6 + 2e6) / 3 / 1e9);
    assertThat(row.tokensPerSecond()).isNaN();
  }

  @Test
  void theTableHasALinePerRowAndTheLimits() {
    String table = BenchmarkTable.of(List.of(row(50, 2), row(Double.NaN, Double.NaN)));
    assertThat(table).hasLineCount(4).contains("fma peak 100.0 GFLOP/s, copy 20.0 GB/s with 2 threads", "50.0 % arithmetic", "2.000")
        .doesNotContain("NaN");
  }
}
