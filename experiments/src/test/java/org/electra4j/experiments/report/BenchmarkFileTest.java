package org.electra4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkFileTest {
  private static final BenchmarkFile.Machine MACHINE = new BenchmarkFile.Machine("25.0.3 (maker)", "Linux amd64", "a processor", "abc123");
  private static final List<BenchmarkRow> ROWS = List.of(
      new BenchmarkRow("gemm", "NN 2x3x4", "electra4j", 1, "-XX:UseAVX=2", 1e-3 / 3, 1e-4, 100.0 / 3, 0.5, Double.NaN, Double.NaN,
          new Limits(110, 25)),
      new BenchmarkRow("text", "encode", "tokenizers", 2, "", 0.25, 0.125, Double.NaN, Double.NaN, Double.NaN, 8.5, Limits.UNKNOWN));

  @TempDir
  private Path folder;

  @Test
  void csvReadsBack() {
    Path file = folder.resolve("rows.csv");
    BenchmarkFile.writeCsv(file, ROWS, MACHINE);
    List<CsvTable.Row> rows = CsvTable.read(file).rows();
    assertThat(rows).hasSameSizeAs(ROWS);
    for (int i = 0; i < rows.size(); i++) {
      CsvTable.Row row = rows.get(i);
      assertThat(read(row::decimal, column -> row.text(column, true))).isEqualTo(ROWS.get(i));
      assertThat(row.text("limit", true)).isEqualTo(ROWS.get(i).limit());
      assertThat(row.decimal("share")).isEqualTo(Double.valueOf(ROWS.get(i).share()));
      assertThat(row.text("java", false)).isEqualTo("25.0.3 (maker)");
      assertThat(row.text("commit", false)).isEqualTo("abc123");
    }
  }

  @Test
  void jsonReadsBack() throws IOException {
    Path file = folder.resolve("rows.json");
    BenchmarkFile.writeJson(file, ROWS, MACHINE);
    JsonNode rows = new ObjectMapper().readTree(file.toFile());
    assertThat(rows).hasSameSizeAs(ROWS);
    for (int i = 0; i < rows.size(); i++) {
      JsonNode row = rows.get(i);
      assertThat(read(column -> row.get(column).isNull() ? Double.NaN : row.get(column).doubleValue(), column -> row.get(column).asText()))
          .isEqualTo(ROWS.get(i));
      assertThat(row.get("cpu").asText()).isEqualTo("a processor");
      assertThat(row.get("os").asText()).isEqualTo("Linux amd64");
    }
  }

  private interface Numbers {
    double of(String column);
  }

  private interface Texts {
    String of(String column);
  }

  private static BenchmarkRow read(Numbers numbers, Texts texts) {
    return new BenchmarkRow(texts.of("area"), texts.of("what"), texts.of("who"), Integer.parseInt(texts.of("threads")), texts.of("flags"),
        numbers.of("seconds"), numbers.of("bestSeconds"), numbers.of("gigaflops"), numbers.of("gigabytesPerSecond"),
        numbers.of("tokensPerSecond"), numbers.of("megabytesPerSecond"),
        new Limits(numbers.of("peakGigaflops"), numbers.of("copyGigabytesPerSecond")));
  }
}
