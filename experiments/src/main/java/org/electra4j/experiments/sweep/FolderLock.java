package org.electra4j.experiments.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.electra4j.experiments.run.DurableFile;
import org.electra4j.experiments.run.UnavailableException;

/**
 * Keeps a folder to one process. The operating system holds the lock and gives it back when the process ends, however it ends. The lock file
 * is opened once and never read, since closing a second channel on it would lose the lock; who holds it stands in a file beside it.
 */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the folder, or says who has it. */
  static FolderLock take(Path folder) {
    Path file = folder.resolve("lock");
    Path holder = folder.resolve("lock.holder");
    try {
      Files.createDirectories(folder);
      FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        String who = Files.exists(holder) ? Files.readString(holder).strip() : "unknown";
        throw new UnavailableException("%s is in use by another process (%s): wait for it, or choose another --out".formatted(folder, who));
      }
      DurableFile.write(holder, "process " + ProcessHandle.current().pid() + "\n");
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the folder %s: %s".formatted(folder, DurableFile.reason(e)), e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give the folder's lock back: " + DurableFile.reason(e), e);
    }
  }
}
