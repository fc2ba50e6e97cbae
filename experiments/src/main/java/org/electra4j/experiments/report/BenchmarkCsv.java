package org.electra4j.experiments.report;

import java.nio.file.Path;
import java.util.List;

/** The rows of {@code electra bench --csv}. */
public final class BenchmarkCsv {
  private BenchmarkCsv() {}

  /** Writes a row per measurement, with the virtual machine that was measured. */
  public static void write(Path file, List<BenchmarkRow> rows) {
    CsvTable table = new CsvTable(List.of("area", "what", "threads", "seconds", "gigaflops", "peakGigaflops", "shareOfPeak",
        "tokensPerSecond",
        "java", "os"));
    for (BenchmarkRow row : rows) {
      table.addRow().text(row.area()).text(row.what()).number(row.threads()).number(row.seconds()).number(row.gigaflops())
          .number(row.peak()).number(row.shareOfPeak()).number(row.tokensPerSecond()).text(System.getProperty("java.vm.version"))
          .text(System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }
    table.write(file);
  }
}
