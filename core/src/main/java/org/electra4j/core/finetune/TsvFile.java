package org.electra4j.core.finetune;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.core.text.TextLines;

/**
 * A tab-separated file without quoting: strict UTF-8, a row per line, a quotation mark a character like any other.
 *
 * <p>A byte-order mark is dropped, a carriage return at a line's end too; the last line needs no newline.
 */
record TsvFile(Path path, List<Row> rows) {
  /**
   * One line.
   *
   * @param line its number, from 1
   * @param cells at least one
   */
  record Row(int line, List<String> cells) {}

  /** All rows; TaskException if the file cannot be read or is not UTF-8. */
  static TsvFile read(Path path) {
    try {
      List<Row> rows = new ArrayList<>();
      for (String line : TextLines.read(path, path.toString(), TaskException::new)) {
        rows.add(new Row(rows.size() + 1, List.of(line.split("\t", -1))));
      }
      return new TsvFile(path, rows);
    } catch (IOException e) {
      throw new TaskException("%s cannot be read (%s): check the path and its permissions".formatted(path, e), e);
    }
  }

  /** What a user reads about a row that is not as it should be. */
  TaskException refuse(Row row, String found, String expected) {
    return new TaskException("%s, line %d: found %s, expected %s; repair the line or fetch the file anew"
        .formatted(path, row.line(), found, expected));
  }
}
