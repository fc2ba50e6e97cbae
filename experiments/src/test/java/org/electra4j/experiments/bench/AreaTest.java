package org.electra4j.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.experiments.report.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class AreaTest {

  @Test
  void wordsOfTheCommandLine() {
    assertThat(Area.named("gemm")).containsExactly(Area.GEMM);
    assertThat(Area.named("all")).containsExactly(Area.GEMM, Area.ATTENTION, Area.ROWS, Area.OPTIMIZER, Area.STEP, Area.TEXT);
    assertThat(Area.named("cost")).containsExactly(Area.COST);
    assertThat(Area.named("finetune")).containsExactly(Area.FINETUNE);
    assertThat(Area.named("sgemm")).isEmpty();
    assertThat(Area.named("GEMM")).isEmpty();
  }

  /** JMH finds what its annotation processor has left: without it, all would compile and nothing be measured. */
  @Test
  void everyBenchmarkIsInTheListOfJmh() {
    Set<String> found = BenchmarkList.defaultList().getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
        List.of()).stream().map(BenchmarkListEntry::getUserClassQName).collect(Collectors.toSet());
    assertThat(found).contains(LimitsBenchmark.class.getName());
    assertThat(found).containsAll(List.of(Area.values()).stream().map(area -> area.benchmark().getName()).toList());
  }

  @ParameterizedTest
  @EnumSource
  void everyMeasurementSaysWhatItDoes(Area area) {
    assertThat(area.whats()).isNotEmpty().doesNotHaveDuplicates().allSatisfy(what -> {
      BenchmarkRow row = Timing.of(1).row(area, what, "electra4j", 1, "").beside(new Limits(1, 1));
      assertThat(row.limit().isEmpty()).isEqualTo(area == Area.TEXT || area == Area.FINETUNE);
      assertThat(switch (area) {
        case TEXT -> row.megabytesPerSecond();
        case FINETUNE -> row.tokensPerSecond();
        default -> row.share();
      }).isPositive();
    });
  }

  @Test
  void aKernelThatIsNone() {
    assertThatThrownBy(() -> Area.ROWS.work("softmax 2x3")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("softmax");
  }
}
