package org.electra4j.core.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.electra4j.core.files.AtomicFile;

/**
 * A folder is one process's: an operating-system lock, which vanishes with its process, however that ends.
 *
 * <p>Closing any channel on a file gives up the process's locks on it, and an interrupt closes a channel that is in use. So the lock file
 * is opened once and neither read nor written; who holds it stands in a file beside it.
 */
public final class RunLock implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final String HOLDER = "lock-holder";
  private static final String SOMEBODY = "another process";
  private static final Duration AGAIN = Duration.ofMillis(50);
  /** Folders that this process holds; a second attempt must not even open the file. */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path folder;
  private final FileChannel channel;

  private RunLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes a folder, which is made if it is missing.
   *
   * @throws FolderInUseException if somebody has it, naming the holder
   * @throws PretrainException if it cannot be made, or the file system knows no locks
   */
  public static RunLock acquire(Path folder) {
    synchronized (HELD) {
      try {
        AtomicFile.createFolders(folder);
        Path real = folder.toRealPath();
        if (HELD.contains(real)) {
          throw taken(folder, "this process");
        }
        FileChannel channel = FileChannel.open(real.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
          if (channel.tryLock() == null) {
            throw taken(folder, holder(real));
          }
          Files.writeString(real.resolve(HOLDER), self());
        } catch (IOException | RuntimeException e) {
          channel.close();
          throw e;
        }
        HELD.add(real);
        return new RunLock(real, channel);
      } catch (IOException e) {
        throw new PretrainException("%s: cannot be made or locked: %s; choose another folder".formatted(folder, e), e);
      }
    }
  }

  private static FolderInUseException taken(Path folder, String holder) {
    return new FolderInUseException("%s: %s is at work here already: wait until it ends, or choose another folder"
        .formatted(folder, holder));
  }

  /**
   * Takes a folder that others hold for moments only, waiting for it at most so long.
   *
   * @throws FolderInUseException if somebody has it for longer
   */
  public static RunLock await(Path folder, Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    while (true) {
      try {
        return acquire(folder);
      } catch (FolderInUseException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        try {
          Thread.sleep(AGAIN);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }

  private static String self() {
    ProcessHandle self = ProcessHandle.current();
    return "process " + self.pid() + self.info().startInstant().map(start -> ", started " + start).orElse("");
  }

  /** Whose name stands there; it may come or go at this moment, and is not worth an error. */
  private static String holder(Path folder) {
    try {
      String name = Files.readString(folder.resolve(HOLDER), StandardCharsets.UTF_8);
      return name.isBlank() ? SOMEBODY : name;
    } catch (IOException e) {
      return SOMEBODY;
    }
  }

  /** Whether a file of a folder is the lock's, and not the run's. */
  public static boolean owns(Path file) {
    String name = file.getFileName().toString();
    return name.equals(LOCK) || name.equals(HOLDER);
  }

  /** Gives the folder back. The lock file stays: deleting it would let two processes lock two files of one name. */
  @Override
  public void close() {
    synchronized (HELD) {
      try (channel) {
        Files.deleteIfExists(folder.resolve(HOLDER));
      } catch (IOException e) {
        System.getLogger(RunLock.class.getName()).log(System.Logger.Level.WARNING, folder + ": the lock could not be given back", e);
      } finally {
        HELD.remove(folder);
      }
    }
  }
}
