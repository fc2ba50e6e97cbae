package org.electra4j.core.data;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Documents of a column of a Parquet file, one in each row; rows without a value hold none. The only user of its library.
 *
 * <p>A thread of its own reads, since the library never returns from some damaged files (one changed bit in a page's header can do it): a
 * file that gives no row for 20 seconds is refused. What the library does with such a file then goes on until the JVM ends.
 */
final class ParquetRows extends DocumentPieces {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ROWS_AHEAD = 64;
  private static final byte[] NO_VALUE = new byte[0];

  private final Path file;
  private final String column;
  private final Duration patience;
  private final BlockingQueue<Row> rows = new ArrayBlockingQueue<>(ROWS_AHEAD);

  private sealed interface Row {
    record Value(byte[] utf8) implements Row { }

    record End() implements Row { }

    record Failure(Throwable cause) implements Row { }
  }

  ParquetRows(Path file, String column, Consumer<List<String>> consumer) {
    this(file, column, consumer, PATIENCE);
  }

  ParquetRows(Path file, String column, Consumer<List<String>> consumer, Duration patience) {
    super(file.toString(), "row", consumer);
    this.file = file;
    this.column = column;
    this.patience = patience;
  }

  /** The number of documents. */
  long read() throws IOException {
    // Named before the thread needs it, so that a missing library is the caller's NoClassDefFoundError.
    InputFile input = InputFile.of(file);
    Thread reader = Thread.ofPlatform().daemon().name("electra4j-parquet").start(() -> fill(input));
    try {
      for (long row = 1;; row++) {
        switch (rows.poll(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          case Row.Value(byte[] utf8) -> document(text(utf8, row), row);
          case Row.End() -> {
            return end();
          }
          case Row.Failure(CorpusException e) -> throw e;
          case Row.Failure(Throwable e) ->
            throw new IOException("as Parquet: " + (e.getMessage() == null ? e.toString() : e.getMessage()), e);
          case null -> throw new IOException("as Parquet: gave nothing for %d s, so it is damaged".formatted(patience.toSeconds()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      reader.interrupt();
    }
  }

  private void fill(InputFile input) {
    try {
      Row last;
      try (ParquetFileReader parquet = ParquetFileReader.open(input)) {
        checkColumn(parquet.getFileSchema().getColumns());
        try (RowReader reader = parquet.buildRowReader().projection(ColumnProjection.columns(column)).build()) {
          while (reader.hasNext()) {
            reader.next();
            rows.put(new Row.Value(reader.isNull(column) ? NO_VALUE : reader.getBinary(column)));
          }
        }
        last = new Row.End();
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // The library throws what it happens to meet, and believes sizes; some of it says which other library unpacks the column.
        last = new Row.Failure(e);
      }
      rows.put(last);
    } catch (InterruptedException e) {
      // Nobody wants more.
    }
  }

  private void checkColumn(List<ColumnSchema> columns) {
    boolean there = columns.stream().anyMatch(each -> each.maxRepetitionLevel() == 0 && each.type() == PhysicalType.BYTE_ARRAY
        && each.fieldPath().toString().equals(column));
    if (!there) {
      throw new CorpusException("%s: has no column of text named %s, but %s; name one with --text-field".formatted(file, column,
          columns.stream().map(each -> each.fieldPath().toString()).collect(Collectors.joining(", "))));
    }
  }

  private String text(byte[] utf8, long row) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw wrong(row, "is not UTF-8; convert the text to UTF-8");
    }
  }
}
