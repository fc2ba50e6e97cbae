package org.electra4j.experiments.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** failures.csv: one row per run that failed and was not finished since; there is no such file where none did. */
public final class FailureCsv {
  /** The file's name. */
  public static final String NAME = "failures.csv";

  private FailureCsv() {}

  /** Writes the rows in the order given. */
  public static void write(Path folder, List<FailureRow> rows) {
    Path file = folder.resolve(NAME);
    if (rows.isEmpty()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot remove %s: %s".formatted(file, DurableFile.reason(e)), e);
      }
      return;
    }
    CsvTable table = new CsvTable(List.of("run", "experiment", "cell", "seed", "reason"));
    rows.forEach(row -> table.addRow().text(row.run()).text(row.experiment()).text(row.cell()).number(row.seed()).text(row.reason()));
    table.write(file);
  }

  /** Reads what {@link #write} wrote; empty where there is no such file. */
  public static List<FailureRow> read(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return List.of();
    }
    List<FailureRow> rows = new ArrayList<>();
    for (CsvTable.Row row : CsvTable.read(file).rows()) {
      rows.add(new FailureRow(row.text("run", false), row.text("experiment", false), row.text("cell", false), row.whole("seed"),
          row.text("reason", true)));
    }
    return rows;
  }
}
