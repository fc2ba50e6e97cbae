package org.electra4j.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.experiments.report.BenchmarkFile;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.experiments.report.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadlineTableTest {
  private static final BenchmarkFile.Machine MACHINE = new BenchmarkFile.Machine("25", "Linux amd64", "a processor", "abc");

  @Test
  void stepsOfMostThreadsStandBetweenTheLines(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("README.md");
    Files.writeString(file, "before\n%s\nold\n%s\nafter\n".formatted(HeadlineTable.BEGIN, HeadlineTable.END));
    assertThat(HeadlineTable.hasPlace(file)).isTrue();
    List<BenchmarkRow> rows = List.of(row("small", "electra4j", 1, 10), row("small", "PyTorch", 2, 15), row("small", "electra4j", 2, 20),
        row("sweep", "electra4j", 2, 50));
    HeadlineTable.replace(file, rows, MACHINE);
    assertThat(Files.readAllLines(file)).containsExactly("before", HeadlineTable.BEGIN,
        "| tokens per second (share of the limit) | ELECTRA-Small, length 128 | sweep size, length 64 |", "|---|---|---|",
        "| electra4j | 2,000 (20 %) | 5,000 (50 %) |", "| PyTorch | 1,500 (15 %) | - |", "| limit: the fma peak | 10,000 | 10,000 |", "",
        "a processor, 2 threads, batches of 32, medians of one run; Java 25, Linux amd64; commit abc.", HeadlineTable.END, "after");
    HeadlineTable.replace(file, rows, MACHINE);
    assertThat(Files.readAllLines(file)).hasSize(11);
  }

  @Test
  void aFileWithoutTheLinesHasNoPlace(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("README.md");
    assertThat(HeadlineTable.hasPlace(file)).isFalse();
    Files.writeString(file, "%s\n%s\n".formatted(HeadlineTable.END, HeadlineTable.BEGIN));
    assertThat(HeadlineTable.hasPlace(file)).isFalse();
  }

  /** A row of {@code gigaflops} under a peak of 100, each worth a hundred tokens. */
  private static BenchmarkRow row(String what, String who, int threads, double gigaflops) {
    return new BenchmarkRow("step", what, who, threads, "", 1, 1, gigaflops, Double.NaN, 100 * gigaflops, Double.NaN, new Limits(100, 10));
  }
}
