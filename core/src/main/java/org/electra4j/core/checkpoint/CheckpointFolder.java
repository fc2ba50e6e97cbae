package org.electra4j.core.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.electra4j.core.files.AtomicFile;

/**
 * The checkpoints of one run in one folder: {@code checkpoint-STEP.safetensors}. Two are kept, and a predecessor only goes when its
 * successor is on disk and verified. A file that turns out damaged is passed over and left where it is. A folder is one process's at a
 * time.
 */
public final class CheckpointFolder {
  private static final String PREFIX = "checkpoint-";
  private static final String SUFFIX = ".safetensors";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(0|[1-9][0-9]{0,17})" + Pattern.quote(SUFFIX));
  private static final int KEPT = 2;
  private static final System.Logger LOG = System.getLogger(CheckpointFolder.class.getName());

  /**
   * A checkpoint that was verified as a whole.
   *
   * @param step in its name
   * @param file where it is
   * @param state its strings
   */
  public record Whole(long step, Path file, Map<String, String> state) {}

  private final Path folder;
  private final Set<Path> damaged = new HashSet<>();

  /** The checkpoints of a folder that is there. */
  public CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  /** Where the checkpoint of a step is, or would be. */
  public Path file(long step) {
    return folder.resolve(PREFIX + step + SUFFIX);
  }

  /**
   * The newest checkpoint that is whole; empty if there is none at all. What is wrong with a newer one is logged. CheckpointException if
   * there are checkpoints, and all of them are damaged: starting anew is a decision for the user.
   */
  public Optional<Whole> newestWhole() {
    List<String> defects = new ArrayList<>();
    for (Map.Entry<Long, Path> entry : list().descendingMap().entrySet()) {
      try {
        Whole whole = new Whole(entry.getKey(), entry.getValue(), Checkpoint.verifiedState(entry.getValue()));
        defects.forEach(defect -> LOG.log(System.Logger.Level.WARNING, "{0}; going on from {1}", defect, whole.file()));
        return Optional.of(whole);
      } catch (CheckpointException e) {
        damaged.add(entry.getValue());
        defects.add(e.getMessage());
      }
    }
    if (!defects.isEmpty()) {
      throw new CheckpointException("%s: no checkpoint is whole (%s): put a good copy back, or move them away to start anew"
          .formatted(folder, String.join("; ", defects)));
    }
    return Optional.empty();
  }

  /** Has the checkpoint of a step written, by a writer that returns when it is on disk and verified; then lets the oldest go. */
  public Path save(long step, Consumer<Path> writer) {
    Path file = file(step);
    try {
      if (damaged.remove(file)) {
        setAside(file);
      }
      writer.accept(file);
    } catch (IOException e) {
      throw outOfOrder(e);
    }
    deleteOld(step);
    return file;
  }

  /** Lets the oldest go, where the checkpoint of this step is whole; a process that was killed may not have come to it. */
  public void deleteOld(long newest) {
    List<Path> whole = new ArrayList<>(list().headMap(newest, true).values());
    whole.removeAll(damaged);
    try {
      for (Path old : whole.subList(0, Math.max(0, whole.size() - KEPT))) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      throw outOfOrder(e);
    }
  }

  /** A damaged file makes room for the good one of the same step; it is kept for whoever wants to know what happened. */
  private static void setAside(Path file) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".damaged");
    for (int number = 2; Files.exists(aside); number++) {
      aside = file.resolveSibling(file.getFileName() + ".damaged-" + number);
    }
    Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes what a process that was killed had begun to write. */
  public void deleteUnfinished() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(AtomicFile::isUnfinished).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw outOfOrder(e);
    }
  }

  private CheckpointException outOfOrder(IOException e) {
    return new CheckpointException("%s: cannot be put in order: %s".formatted(folder, e), e);
  }

  private NavigableMap<Long, Path> list() {
    try (Stream<Path> files = Files.list(folder)) {
      NavigableMap<Long, Path> found = new TreeMap<>();
      files.forEach(file -> {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          found.put(Long.valueOf(name.group(1)), file);
        }
      });
      return found;
    } catch (IOException e) {
      throw new CheckpointException("%s: cannot be listed: %s".formatted(folder, e), e);
    }
  }
}
