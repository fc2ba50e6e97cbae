package org.electra4j.core.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** Lines of a stream of strict UTF-8; a byte order mark at the start and carriage returns at line ends are taken off. */
public final class TextLines {
  /** Nobody writes a line of this many bytes by intention, and it must fit into memory. */
  public static final int MAX_LINE_BYTES = 1 << 24;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final char REPLACEMENT = '\uFFFD';
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final String name;
  private final Function<String, ? extends RuntimeException> refusal;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int from;
  private int to;
  /** Place of {@code buffer[from]} in the stream. */
  private long offset;
  private long line;
  private boolean ended;

  /**
   * Lines of the stream.
   *
   * @param name for messages
   * @param refusal makes the exception for bytes that are not UTF-8, and for an endless line, of its message
   */
  public TextLines(InputStream in, String name, Function<String, ? extends RuntimeException> refusal) {
    this.in = in;
    this.name = name;
    this.refusal = refusal;
  }

  /** All lines of a file. */
  public static List<String> read(Path file, String name, Function<String, ? extends RuntimeException> refusal) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      List<String> all = new ArrayList<>();
      TextLines lines = new TextLines(in, name, refusal);
      for (String line = lines.next(); line != null; line = lines.next()) {
        all.add(line);
      }
      return all;
    }
  }

  /** Number of the line that was returned last, from 1. */
  public long line() {
    return line;
  }

  /** The next line without its end, or null. */
  public String next() throws IOException {
    int searched = from;
    while (true) {
      for (int i = searched; i < to; i++) {
        if (buffer[i] == '\n') {
          String text = decode(i);
          offset += i + 1L - from;
          from = i + 1;
          return text;
        }
      }
      searched = to - from;
      if (!fill()) {
        if (from == to) {
          return null;
        }
        String text = decode(to);
        offset += to - from;
        from = to;
        return text;
      }
      searched += from;
    }
  }

  /** Reads on behind {@code to}, having made room; false at the end. */
  private boolean fill() throws IOException {
    if (to - from > MAX_LINE_BYTES) {
      throw refusal.apply("%s: line %d has more than %d bytes; expected text in lines: put each paragraph or sentence on its own line"
          .formatted(name, line + 1, MAX_LINE_BYTES));
    }
    if (to == buffer.length) {
      byte[] target = from > 0 ? buffer : Arrays.copyOf(buffer, 2 * buffer.length);
      System.arraycopy(buffer, from, target, 0, to - from);
      to -= from;
      from = 0;
      buffer = target;
    }
    int read = ended ? -1 : in.read(buffer, to, buffer.length - to);
    ended |= read < 0;
    to += Math.max(read, 0);
    return read >= 0;
  }

  private String decode(int lineEnd) {
    line++;
    boolean marked = offset == 0 && lineEnd - from >= BYTE_ORDER_MARK.length
        && Arrays.equals(buffer, from, from + BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    int start = marked ? from + BYTE_ORDER_MARK.length : from;
    int end = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    String text = new String(buffer, start, end - start, StandardCharsets.UTF_8);
    // The fast decoder puts this character in the place of bad bytes; only then the slow one has to say where they are, if they are.
    if (text.indexOf(REPLACEMENT) >= 0) {
      refuseBadBytes(start, end);
    }
    return text;
  }

  private void refuseBadBytes(int start, int end) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(buffer, start, end - start);
    CoderResult result = decoder.decode(bytes, CharBuffer.allocate(end - start), true);
    if (result.isError()) {
      int bad = bytes.position();
      String found = HexFormat.ofDelimiter(" ").withPrefix("0x").formatHex(buffer, bad, bad + result.length());
      throw refusal.apply("%s: byte %d (line %d) is not UTF-8, found %s; convert the text to UTF-8, for instance with iconv"
          .formatted(name, offset + bad - from, line, found));
    }
  }
}
