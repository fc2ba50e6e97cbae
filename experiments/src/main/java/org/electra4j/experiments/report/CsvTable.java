package org.electra4j.experiments.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * A table with named columns as a CSV file: UTF-8, comma, line feed, shortest form of every float that reads back to the same bits, an
 * empty cell for what is not a number. A text that a spreadsheet would take for a formula gets an apostrophe before it, which reading takes
 * away.
 */
final class CsvTable {
  private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
  /** A spreadsheet takes what begins with one of these for a formula; the apostrophe is here so that reading stays the inverse. */
  private static final String GUARDED_STARTERS = "=+-@\t\r'";

  private final List<String> columns;
  private final List<Row> rows = new ArrayList<>();
  private final String source;

  CsvTable(List<String> columns) {
    this(columns, "table");
  }

  private CsvTable(List<String> columns, String source) {
    this.columns = List.copyOf(columns);
    this.source = source;
  }

  List<String> columns() {
    return columns;
  }

  List<Row> rows() {
    return rows;
  }

  Row addRow() {
    Row row = new Row(new ArrayList<>(), rows.size() + 2);
    rows.add(row);
    return row;
  }

  /** One record; cells are added from left to right. */
  final class Row {
    private final List<String> cells;
    private final long line;

    private Row(List<String> cells, long line) {
      this.cells = cells;
      this.line = line;
    }

    Row text(String value) {
      boolean guarded = !value.isEmpty() && GUARDED_STARTERS.indexOf(value.charAt(0)) >= 0;
      cells.add(guarded ? "'" + value : value);
      return this;
    }

    Row number(double value) {
      cells.add(Double.isNaN(value) ? "" : Double.toString(value));
      return this;
    }

    Row number(long value) {
      cells.add(Long.toString(value));
      return this;
    }

    String text(String column, boolean mayBeEmpty) {
      String cell = cell(column);
      if (cell.isEmpty() && !mayBeEmpty) {
        throw wrong(column, cell, "a text");
      }
      return cell.startsWith("'") ? cell.substring(1) : cell;
    }

    double decimal(String column) {
      String cell = cell(column);
      try {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
      } catch (NumberFormatException e) {
        throw wrong(column, cell, "a number, or nothing");
      }
    }

    long whole(String column) {
      String cell = cell(column);
      try {
        return Long.parseLong(cell);
      } catch (NumberFormatException e) {
        throw wrong(column, cell, "a whole number");
      }
    }

    <T> T choice(String column, T[] choices, Function<T, String> name) {
      String cell = cell(column);
      return Arrays.stream(choices).filter(choice -> name.apply(choice).equals(cell)).findFirst().orElseThrow(() -> wrong(column, cell,
          Arrays.stream(choices).map(name).collect(Collectors.joining(" or "))));
    }

    private String cell(String column) {
      int index = columns.indexOf(column);
      if (index < 0) {
        throw new ReportException("%s: found no column %s, expected the columns that this version writes: make the file again with it"
            .formatted(source, column));
      }
      return cells.get(index);
    }

    private ReportException wrong(String column, String found, String expected) {
      return new ReportException("%s, line %d, column %s: found '%s', expected %s".formatted(source, line, column, found, expected));
    }
  }

  void write(Path file) {
    StringWriter text = new StringWriter();
    try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
      printer.printRecord(columns);
      for (Row row : rows) {
        if (row.cells.size() != columns.size()) {
          throw new IllegalStateException("row %d: found %d cells, wanted %d".formatted(row.line, row.cells.size(), columns.size()));
        }
        printer.printRecord(row.cells);
      }
    } catch (IOException e) {
      throw new AssertionError("a string writer does not fail", e);
    }
    DurableFile.write(file, text.toString());
  }

  static CsvTable read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ReportException("%s: found no such file, expected a CSV file that a run or sweep has written".formatted(file));
    }
    String text = DurableFile.read(file);
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      List<CSVRecord> records = parser.getRecords();
      if (records.isEmpty()) {
        throw new ReportException("%s: found an empty file, expected a header line".formatted(file));
      }
      CsvTable table = new CsvTable(records.getFirst().toList(), file.toString());
      if (new HashSet<>(table.columns).size() != table.columns.size()) {
        throw new ReportException("%s, line 1: found a column twice, expected every name once".formatted(file));
      }
      for (CSVRecord record : records.subList(1, records.size())) {
        if (record.size() != table.columns.size()) {
          throw new ReportException("%s, line %d: found %d cells, expected %d".formatted(file, record.getRecordNumber(), record.size(),
              table.columns.size()));
        }
        table.rows.add(table.new Row(record.toList(), record.getRecordNumber()));
      }
      return table;
    } catch (IOException | UncheckedIOException e) {
      throw new ReportException("%s: found no table, expected a CSV file that a run or sweep has written: %s".formatted(file,
          (e instanceof UncheckedIOException ? e.getCause() : e).getMessage()));
    }
  }
}
