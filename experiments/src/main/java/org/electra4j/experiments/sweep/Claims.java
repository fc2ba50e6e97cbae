package org.electra4j.experiments.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.core.train.FolderInUseException;
import org.electra4j.core.train.RunLock;
import org.electra4j.experiments.report.DurableFile;

/**
 * Which process works on which run, in a folder that several share, also on several machines: a file for each run, made in one indivisible
 * step and written again every twenty seconds. A file that nobody has written for two minutes is a dead process's: whoever first holds the
 * folder's lock and writes it has the run. Times are the file system's, so clocks may differ between machines.
 */
final class Claims implements AutoCloseable {
  private static final String FOLDER = "claims";
  private static final Duration BEAT = Duration.ofSeconds(20);
  private static final Duration DEAD = Duration.ofMinutes(2);

  private final Path sweep;
  private final Path folder;
  private final String worker;
  private final Duration beat;
  private final Duration dead;
  private final Set<String> mine = ConcurrentHashMap.newKeySet();
  private final Thread heart;

  /** Of this worker, whose name no other process of the folder has. */
  Claims(Path sweep, String worker) {
    this(sweep, worker, BEAT, DEAD);
  }

  Claims(Path sweep, String worker, Duration beat, Duration dead) {
    this.sweep = sweep;
    this.folder = sweep.resolve(FOLDER);
    this.worker = worker;
    this.beat = beat;
    this.dead = dead;
    try {
      AtomicFile.createFolders(folder);
    } catch (IOException e) {
      throw failed(e);
    }
    heart = Thread.ofPlatform().daemon().name("electra4j-claims").start(this::beat);
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException("cannot use %s: %s".formatted(folder, DurableFile.reason(e)), e);
  }

  /** Takes a run, unless a living process has it. */
  synchronized boolean claim(String run) {
    Path file = folder.resolve(run);
    try {
      if (!made(file) && !(isDead(file) && takenOver(file))) {
        return false;
      }
      mine.add(run);
      return true;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private boolean made(Path file) throws IOException {
    try {
      Files.writeString(file, worker + "\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private boolean isDead(Path file) throws IOException {
    try {
      return !alive(file, now(), dead);
    } catch (NoSuchFileException e) {
      // Given back in this moment: somebody else may have it.
      return false;
    }
  }

  private static boolean alive(Path file, FileTime now, Duration dead) throws IOException {
    return now.toMillis() - Files.getLastModifiedTime(file).toMillis() < dead.toMillis();
  }

  /** What time the file system thinks it is. */
  private FileTime now() throws IOException {
    Path clock = folder.resolve(".clock-" + worker);
    Files.writeString(clock, worker + "\n");
    return Files.getLastModifiedTime(clock);
  }

  /**
   * Of several who find the same dead claim, one: the first who writes it under the folder's lock, after which it is alive to the others.
   * It is never away meanwhile, so that nobody makes it anew. No beat passes while this waits, hence not for longer than one.
   */
  private boolean takenOver(Path file) throws IOException {
    try (RunLock _ = RunLock.await(sweep, beat)) {
      if (!isDead(file)) {
        return false;
      }
      Files.writeString(file, worker + "\n");
      return true;
    } catch (FolderInUseException e) {
      // Others are at it; there are more runs.
      return false;
    }
  }

  /** Gives a run back: its result is in a journal, or it is for others to go on with. */
  synchronized void release(String run) {
    if (mine.remove(run)) {
      try {
        Files.deleteIfExists(folder.resolve(run));
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  private void beat() {
    while (true) {
      try {
        Thread.sleep(beat);
        synchronized (this) {
          for (String run : mine) {
            Files.writeString(folder.resolve(run), worker + "\n");
          }
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException e) {
        // The next beat may come through; if none does, others take over after two minutes.
        System.getLogger(Claims.class.getName()).log(System.Logger.Level.DEBUG, folder + ": a claim cannot be written again", e);
      }
    }
  }

  /** Whether a living process has the run, as far as this machine's clock says. */
  static boolean claimed(Path sweep, String run) {
    try {
      return alive(sweep.resolve(FOLDER).resolve(run), FileTime.fromMillis(System.currentTimeMillis()), DEAD);
    } catch (IOException e) {
      return false;
    }
  }

  /** Gives all back. */
  @Override
  public void close() {
    heart.interrupt();
    Set.copyOf(mine).forEach(this::release);
    try {
      Files.deleteIfExists(folder.resolve(".clock-" + worker));
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
