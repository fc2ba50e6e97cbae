package org.electra4j.experiments.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.electra4j.core.files.AtomicFile;

/** The rows of {@code electra bench} as a file: the same columns as CSV ({@code --csv}) and as JSON ({@code --json}). */
public final class BenchmarkFile {
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * What was measured on.
   *
   * @param java version and maker of the virtual machine
   * @param os name and architecture
   * @param cpu the processor's name
   * @param commit of this program
   */
  public record Machine(String java, String os, String cpu, String commit) {}

  private record Column(String name, Function<BenchmarkRow, Object> value) {}

  private BenchmarkFile() {}

  /** Writes a line per row; a rate without meaning is an empty cell. */
  public static void writeCsv(Path file, List<BenchmarkRow> rows, Machine machine) {
    List<Column> columns = columns(machine);
    CsvTable table = new CsvTable(columns.stream().map(Column::name).toList());
    for (BenchmarkRow row : rows) {
      CsvTable.Row line = table.addRow();
      for (Column column : columns) {
        switch (column.value.apply(row)) {
          case Integer whole -> line.number(whole.longValue());
          case Double number -> line.number(number.doubleValue());
          case Object text -> line.text(text.toString());
        }
      }
    }
    table.write(file);
  }

  /** Writes an array with an object per row; a rate without meaning is null. */
  public static void writeJson(Path file, List<BenchmarkRow> rows, Machine machine) {
    List<Column> columns = columns(machine);
    List<Map<String, Object>> objects = new ArrayList<>();
    for (BenchmarkRow row : rows) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (Column column : columns) {
        Object value = column.value.apply(row);
        object.put(column.name, value instanceof Double number && number.isNaN() ? null : value);
      }
      objects.add(object);
    }
    try {
      AtomicFile.write(file, (JSON.writeValueAsString(objects) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Column> columns(Machine machine) {
    return List.of(new Column("area", BenchmarkRow::area), new Column("what", BenchmarkRow::what), new Column("who", BenchmarkRow::who),
        new Column("threads", BenchmarkRow::threads), new Column("flags", BenchmarkRow::flags),
        new Column("seconds", BenchmarkRow::seconds), new Column("bestSeconds", BenchmarkRow::bestSeconds),
        new Column("gigaflops", BenchmarkRow::gigaflops), new Column("peakGigaflops", row -> row.limits().peakGigaflops()),
        new Column("gigabytesPerSecond", BenchmarkRow::gigabytesPerSecond),
        new Column("copyGigabytesPerSecond", row -> row.limits().copyGigabytesPerSecond()), new Column("limit", BenchmarkRow::limit),
        new Column("share", BenchmarkRow::share), new Column("tokensPerSecond", BenchmarkRow::tokensPerSecond),
        new Column("megabytesPerSecond", BenchmarkRow::megabytesPerSecond), new Column("java", row -> machine.java),
        new Column("os", row -> machine.os), new Column("cpu", row -> machine.cpu), new Column("commit", row -> machine.commit));
  }
}
