package org.electra4j.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Small files that are there as a whole or not at all. */
public final class DurableFile {
  private DurableFile() {}

  /** Writes the text beside the target, forces it to disk and moves it there. */
  public static void write(Path file, String text) {
    Path beside = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE)) {
        writeFully(channel, text);
        channel.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write %s: %s".formatted(file, reason(e)), e);
    }
  }

  /** All of the text at the channel's position, in UTF-8. */
  public static void writeFully(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Reads a text file. */
  public static String read(Path file) {
    try {
      return Files.readString(file);
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
