package org.electra4j.core.finetune;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tab-separated file without quoting: strict UTF-8, a row per line, a quotation mark a character like any other.
 *
 * <p>A byte-order mark is dropped, a carriage return at a line's end too; the last line needs no newline.
 */
record TsvFile(Path path, List<Row> rows) {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /**
   * One line.
   *
   * @param line its number, from 1
   * @param cells at least one
   */
  record Row(int line, List<String> cells) {}

  /** All rows; TaskException if the file cannot be read or is not UTF-8. */
  static TsvFile read(Path path) {
    String text = decode(path);
    List<Row> rows = new ArrayList<>();
    int from = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
    while (from < text.length()) {
      int newline = text.indexOf('\n', from);
      int end = newline < 0 ? text.length() : newline;
      int cut = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
      rows.add(new Row(rows.size() + 1, List.of(text.substring(from, cut).split("\t", -1))));
      from = end + 1;
    }
    return new TsvFile(path, rows);
  }

  /** What a user reads about a row that is not as it should be. */
  TaskException refuse(Row row, String found, String expected) {
    return new TaskException("%s, line %d: found %s, expected %s; repair the line or fetch the file anew"
        .formatted(path, row.line(), found, expected));
  }

  private static String decode(Path path) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (IOException e) {
      throw new TaskException("%s cannot be read (%s): check the path and its permissions".formatted(path, e), e);
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (decoder.decode(in, out, true).isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new TaskException("%s, line %d: found a byte that is not UTF-8 (0x%02x), expected UTF-8 text; convert the file"
          .formatted(path, line, bytes[in.position()]));
    }
    return out.flip().toString();
  }
}
