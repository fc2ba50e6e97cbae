package org.electra4j.core.data;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.electra4j.core.data.JdkProse.Kind;
import org.electra4j.core.data.JdkProse.Paragraph;
import org.electra4j.core.files.AtomicFile;

/**
 * Extracted paragraphs in a text file: a line with the checksums, then for each document a line {@code =module} and for each paragraph a
 * line that begins with the letter of its kind.
 */
final class ProseCache {
  private static final System.Logger LOG = System.getLogger(ProseCache.class.getName());
  private static final char DOCUMENT = '=';

  private final Path file;
  private final String archiveChecksum;

  /** The cache of an archive in a file. */
  ProseCache(Path file, String archiveChecksum) {
    this.file = file;
    this.archiveChecksum = archiveChecksum;
  }

  /** Whether something was written; reading it may still find it damaged. */
  boolean exists() {
    return Files.isRegularFile(file);
  }

  /** What was written; null if there is nothing or it is damaged. */
  List<Paragraph> read() {
    try {
      List<Paragraph> paragraphs = decode(Files.readAllBytes(file));
      if (paragraphs == null) {
        LOG.log(Level.WARNING, "{0} is damaged: the text is extracted again", file);
      }
      return paragraphs;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0} cannot be read ({1}): the text is extracted", file, e);
      return null;
    }
  }

  /** Keeps paragraphs for the next time, if that is possible. */
  void write(List<Paragraph> paragraphs) {
    byte[] body = encode(paragraphs);
    byte[] firstLine = firstLine(body, 0);
    byte[] content = Arrays.copyOf(firstLine, firstLine.length + body.length);
    System.arraycopy(body, 0, content, firstLine.length, body.length);
    try {
      AtomicFile.write(file, content);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "{0} cannot be written ({1}): the text will have to be extracted again", file, e);
    }
  }

  /** Names the format, the archive, and the CRC32C of all that follows. */
  private byte[] firstLine(byte[] content, int from) {
    int crc = Checksums.crc32c(ByteBuffer.wrap(content, from, content.length - from));
    return "electra4j prose 1 %s %08x\n".formatted(archiveChecksum, crc).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] encode(List<Paragraph> paragraphs) {
    StringBuilder text = new StringBuilder();
    int document = -1;
    for (Paragraph paragraph : paragraphs) {
      if (paragraph.document() != document) {
        document = paragraph.document();
        text.append(DOCUMENT).append(paragraph.module()).append('\n');
      }
      text.append(letter(paragraph.kind())).append(paragraph.text()).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Paragraphs of a cache's content; null if it is not whole, or another archive's. */
  List<Paragraph> decode(byte[] content) {
    int start = 0;
    while (start < content.length && content[start] != '\n') {
      start++;
    }
    start = Math.min(start + 1, content.length);
    byte[] expected = firstLine(content, start);
    if (!ByteBuffer.wrap(content, 0, start).equals(ByteBuffer.wrap(expected))) {
      return null;
    }
    String text = new String(content, start, content.length - start, StandardCharsets.UTF_8);
    List<Paragraph> paragraphs = new ArrayList<>();
    int document = -1;
    String module = "";
    for (int from = 0; from < text.length();) {
      int to = text.indexOf('\n', from);
      String line = text.substring(from + 1, to);
      if (text.charAt(from) == DOCUMENT) {
        document++;
        module = line;
      } else {
        paragraphs.add(new Paragraph(document, module, kind(text.charAt(from)), line));
      }
      from = to + 1;
    }
    return Collections.unmodifiableList(paragraphs);
  }

  private static char letter(Kind kind) {
    return switch (kind) {
      case DESCRIPTION -> 'D';
      case PARAM -> 'P';
      case RETURN -> 'R';
      case THROWS -> 'T';
    };
  }

  private static Kind kind(char letter) {
    return switch (letter) {
      case 'P' -> Kind.PARAM;
      case 'R' -> Kind.RETURN;
      case 'T' -> Kind.THROWS;
      default -> Kind.DESCRIPTION;
    };
  }
}
