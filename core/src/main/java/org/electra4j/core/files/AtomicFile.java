package org.electra4j.core.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A file in the making: its name leads to the old content or to the new, never to a part. It is written beside the target, forced, checked,
 * moved over it, and the folder forced. When {@link #commit} or {@link #write} returns, the new content survives a loss of power.
 */
public final class AtomicFile implements AutoCloseable {
  private static final String TEMPORARY_MARK = ".tmp-";

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;

  /** Puts the content into a new, empty file. */
  @FunctionalInterface
  public interface Content {
    /** Writes from position 0 on. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /** Looks at the file before it gets its name. */
  @FunctionalInterface
  public interface Check {
    /** Throws if the file is not what was meant; the target is then left as it was. */
    void verify(Path written) throws IOException;
  }

  private AtomicFile(Path target, Path temporary) throws IOException {
    this.target = target;
    this.temporary = temporary;
    channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
  }

  /** Begins a file; the folders above are made if they are missing. For content that arrives bit by bit: else see {@link #write}. */
  public static AtomicFile create(Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    createFolders(folder);
    return new AtomicFile(target, folder.resolve("." + target.getFileName() + TEMPORARY_MARK + ProcessHandle.current().pid()));
  }

  /** Where the content goes. */
  public FileChannel channel() {
    return channel;
  }

  /** Ends the file, and gives it its name once the check has passed it. */
  public void commit(Check check) throws IOException {
    channel.force(true);
    channel.close();
    check.verify(temporary);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(temporary.getParent());
  }

  /** Removes what was written and not committed. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(temporary);
  }

  /** Writes these bytes, and reads them back before they count; the folders above are made if they are missing. */
  public static void write(Path target, byte[] bytes) throws IOException {
    write(target, channel -> writeAll(channel, ByteBuffer.wrap(bytes)), written -> {
      if (!Arrays.equals(bytes, Files.readAllBytes(written))) {
        throw new IOException(target + ": reading back gave other bytes than were written");
      }
    });
  }

  /** Writes what the content writes, once the check has passed it. */
  public static void write(Path target, Content content, Check check) throws IOException {
    try (AtomicFile file = create(target)) {
      content.writeTo(file.channel);
      file.commit(check);
    }
  }

  /** Whether a file's name is that of one in the making; found later, it was left by a process that was killed. */
  public static boolean isUnfinished(Path file) {
    return file.getFileName().toString().matches("\\..+" + Pattern.quote(TEMPORARY_MARK) + "[0-9]+");
  }

  /** Makes a folder and those above it where they are missing; their names, too, survive a loss of power. */
  public static void createFolders(Path folder) throws IOException {
    Path above = folder.toAbsolutePath().getParent();
    if (above != null && !Files.isDirectory(folder)) {
      createFolders(above);
      Files.createDirectories(folder);
      force(above);
    }
  }

  /** Writes all that remains of the buffer. */
  public static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Makes names that were made, moved or removed in a folder survive a loss of power; does nothing where folders cannot be opened. */
  public static void force(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException windows) {
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }
}
