package org.electra4j.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.experiments.report.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteTest {
  @TempDir
  private Path folder;

  /** Measures nothing, and finds one answer wrong. */
  private static final class NoForks extends Forks {
    private final Deque<Limits> limits = new ArrayDeque<>(List.of(new Limits(100, 30), new Limits(110, 20)));
    private final String wrong;

    NoForks(String wrong) {
      super(List.of(), true);
      this.wrong = wrong;
    }

    @Override
    Limits limits(int threads) {
      return limits.remove();
    }

    @Override
    Timing time(Class<?> benchmark, Map<String, String> parameters, String... moreFlags) {
      if (parameters.get("what").equals(wrong)) {
        throw new BenchmarkException(wrong + ": found 1, wanted 2", null);
      }
      return Timing.of(parameters.containsKey("who") ? 2 : 1);
    }
  }

  @Test
  void rowsStandBesideTheHigherLimitsAndThePeer() throws Exception {
    Path library = Files.createFile(folder.resolve("libopenblas-1.2.so"));
    Path link = Files.createSymbolicLink(folder.resolve("libopenblas.so.0"), library);
    List<String> told = new ArrayList<>();
    List<BenchmarkRow> rows = new Suite(new NoForks(""), "-XX:UseAVX=2", Optional.of(link), List.of(), told::add)
        .measure(List.of(Area.GEMM, Area.OPTIMIZER), 2, true);
    assertThat(rows).hasSize(2 * Area.GEMM.whats().size() + Area.OPTIMIZER.whats().size());
    assertThat(rows).allSatisfy(row -> assertThat(row.limits()).isEqualTo(new Limits(110, 30)));
    assertThat(rows.get(0)).extracting(BenchmarkRow::who, BenchmarkRow::flags, BenchmarkRow::seconds)
        .containsExactly("electra4j", "-XX:UseAVX=2", 1.0);
    assertThat(rows.get(1)).extracting(BenchmarkRow::who, BenchmarkRow::flags, BenchmarkRow::seconds)
        .containsExactly("openblas", "libopenblas-1.2.so", 2.0);
    assertThat(rows.get(1).what()).isEqualTo(rows.get(0).what());
    assertThat(told).contains("gemm NN 2048x768x256, 2 threads").first().isEqualTo("fma peak and copy bandwidth, 2 threads");
  }

  @Test
  void aWrongAnswerEndsAll() {
    Suite suite = new Suite(new NoForks("NN 2048x32x128"), "", Optional.empty(), List.of(), told -> { });
    assertThatThrownBy(() -> suite.measure(List.of(Area.GEMM), 1, false)).isInstanceOf(BenchmarkException.class)
        .hasMessage("NN 2048x32x128: found 1, wanted 2");
  }

  @Test
  void whereTheLibraryLies() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path lib = Files.createDirectory(folder.resolve("lib"));
    assertThat(OpenBlas.find(List.of(folder.resolve("nowhere"), empty, lib))).isEmpty();
    Path file = Files.createFile(lib.resolve("libopenblas.so.0"));
    assertThat(OpenBlas.find(List.of(empty, lib))).contains(file);
  }
}
