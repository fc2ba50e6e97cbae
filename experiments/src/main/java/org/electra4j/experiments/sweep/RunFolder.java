package org.electra4j.experiments.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.electra4j.experiments.report.DurableFile;

/** The folder of one run of a sweep: what of it goes when the run is done, and what another process reads from it meanwhile. */
final class RunFolder {
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-([0-9]{1,18})\\.safetensors");
  private static final String STATE = "state.txt";
  private static final long TELL_NANOS = 1_000_000_000L;

  private final Path folder;
  private long told = System.nanoTime() - TELL_NANOS;

  RunFolder(Path folder) {
    this.folder = folder;
  }

  /** Where a run of a sweep keeps its files. */
  static Path of(Path sweep, String run) {
    return sweep.resolve("runs").resolve(run);
  }

  /** Says what the run is doing, for whoever looks from outside; now and then, and without any promise that it reaches the disk. */
  void tell(String what) {
    long now = System.nanoTime();
    if (now - told >= TELL_NANOS) {
      told = now;
      try {
        Files.writeString(folder.resolve(STATE), what + "\n");
      } catch (IOException e) {
        System.getLogger(RunFolder.class.getName()).log(System.Logger.Level.DEBUG, folder + ": its state cannot be told", e);
      }
    }
  }

  /** What the run said last; empty if nothing. */
  Optional<String> told() {
    try {
      return Optional.of(Files.readString(folder.resolve(STATE)).strip()).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The step of its newest checkpoint; -1 for none. */
  long savedStep() {
    return checkpoints().stream().mapToLong(RunFolder::step).max().orElse(-1);
  }

  /** Takes back what the run said: it is doing nothing now. */
  void tellNothing() {
    try {
      Files.deleteIfExists(folder.resolve(STATE));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tidy %s: %s".formatted(folder, DurableFile.reason(e)), e);
    }
  }

  /** Removes what nobody needs of a finished run: what it was doing, and all checkpoints but, perhaps, the last. */
  void tidy(boolean keepLast) {
    tellNothing();
    long last = savedStep();
    try {
      for (Path file : checkpoints()) {
        if (!keepLast || step(file) != last) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tidy %s: %s".formatted(folder, DurableFile.reason(e)), e);
    }
  }

  private List<Path> checkpoints() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> step(file) >= 0).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list %s: %s".formatted(folder, DurableFile.reason(e)), e);
    }
  }

  private static long step(Path file) {
    Matcher name = CHECKPOINT.matcher(file.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }
}
