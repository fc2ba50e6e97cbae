package org.electra4j.experiments.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.electra4j.core.files.AtomicFile;

/** Small text files, with the sentence that a user reads when one cannot be written or read. */
public final class DurableFile {
  private DurableFile() {}

  /** Writes the text, so that the file holds all of it or what it held before. */
  public static void write(Path file, String text) {
    try {
      AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write %s: %s".formatted(file, reason(e)), e);
    }
  }

  /** Reads a text file. */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new UncheckedIOException(file + ": is not UTF-8; convert it, for instance with iconv, or take another copy", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s: %s".formatted(file, reason(e)), e);
    }
  }

  /** What went wrong, in words where the message is no more than a path. */
  public static String reason(IOException e) {
    return e.getClass() == IOException.class && e.getMessage() != null ? e.getMessage()
        : e.getClass().getSimpleName().replace("Exception", "") + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
  }
}
