package org.electra4j.core.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** A file in the making: whoever looks finds the old file or the whole new one, also after a crash or a power failure. */
final class AtomicFile implements AutoCloseable {
  private static final AtomicLong COUNTER = new AtomicLong();

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private boolean committed;

  /** Reads the finished file before it takes its name, and throws if it is not what it should be. */
  @FunctionalInterface
  interface Check {
    void verify(FileChannel written, Path file) throws IOException;
  }

  private AtomicFile(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  /** Begins a file that will be {@code target}: a temporary one beside it, since only within one folder a move is atomic. */
  static AtomicFile create(Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    while (true) {
      String name = ".%s.tmp-%d-%d".formatted(absolute.getFileName(), ProcessHandle.current().pid(), COUNTER.getAndIncrement());
      Path temporary = absolute.resolveSibling(name);
      try {
        return new AtomicFile(absolute, temporary, FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
      } catch (FileAlreadyExistsException e) {
        // Left by a killed process of the same number: take the next name.
      }
    }
  }

  /** Appends all that remains in the buffer. */
  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Overwrites from {@code position} on, without moving the place where {@link #write} goes on. */
  void write(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** Forces the content to the disk, has it checked, gives it its name and forces the name. */
  void commit(Check check) throws IOException {
    channel.force(true);
    channel.close();
    try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.READ)) {
      check.verify(written, temporary);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    committed = true;
    try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** Removes the temporary file unless it was committed. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (!committed) {
      Files.deleteIfExists(temporary);
    }
  }
}
