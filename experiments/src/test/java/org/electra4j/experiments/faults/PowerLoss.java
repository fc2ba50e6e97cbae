package org.electra4j.experiments.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.electra4j.experiments.faults.Faults.Change;

/**
 * What a disk may hold after a loss of power. Bytes that were not forced, and names whose folder was not forced, may each have arrived or
 * not, in any combination: POSIX promises no more (Pillai et al., "All file systems are not created equal", OSDI 2014).
 */
final class PowerLoss {

  /** Which of the changes that nobody forced have arrived. */
  enum Damage {
    /** All of them: the process died, the machine went on. */
    NONE,
    /** None. */
    ALL_LOST,
    /** The names; the bytes not. */
    BYTES_LOST,
    /** The names and the files' sizes; zeros in place of the bytes. */
    ZEROS,
    /** The bytes; the names not. */
    NAMES_LOST,
    /** Each by lot, bytes up to some point; beyond it stand those that were forced. */
    ANY
  }

  private static final class Content {
    private byte[] written = {};
    private byte[] forced = {};
  }

  private final Map<Path, Content> names = new HashMap<>();
  private final Map<Path, Content> forcedNames = new HashMap<>();
  private final Set<Path> folders = new HashSet<>();
  private final Set<Path> forcedFolders = new HashSet<>();

  /** A disk on which there is this folder and nothing below it. */
  PowerLoss(Path root) {
    folders.add(root);
    forcedFolders.add(root);
  }

  /** A change is made. */
  void apply(Change change) {
    switch (change) {
      case Change.Create(Path path) -> names.put(path, new Content());
      case Change.Write(Path path, long position, byte[] bytes) -> {
        Content content = names.get(path);
        byte[] longer = Arrays.copyOf(content.written, (int) Math.max(content.written.length, position + bytes.length));
        System.arraycopy(bytes, 0, longer, (int) position, bytes.length);
        content.written = longer;
      }
      case Change.Truncate(Path path, long size) ->
        names.get(path).written = Arrays.copyOf(names.get(path).written, (int) Math.min(size, names.get(path).written.length));
      case Change.Force(Path path) -> names.get(path).forced = names.get(path).written;
      case Change.ForceFolder(Path folder) -> forceNames(folder);
      case Change.Move(Path path, Path target) -> names.put(target, names.remove(path));
      case Change.Delete(Path path) -> {
        names.remove(path);
        folders.remove(path);
      }
      case Change.MakeFolder(Path path) -> folders.add(path);
    }
  }

  private void forceNames(Path folder) {
    forcedNames.keySet().removeIf(path -> folder.equals(path.getParent()) && !names.containsKey(path));
    names.forEach((path, content) -> {
      if (folder.equals(path.getParent())) {
        forcedNames.put(path, content);
      }
    });
    folders.stream().filter(path -> folder.equals(path.getParent())).forEach(forcedFolders::add);
  }

  /** Makes a folder that holds what the root may hold if the power goes now. */
  void materialize(Path root, Path target, Damage damage, SplittableRandom random) throws IOException {
    Set<Path> kept = new TreeSet<>(forcedFolders);
    if (damage != Damage.ALL_LOST && damage != Damage.NAMES_LOST) {
      folders.stream().filter(folder -> damage != Damage.ANY || random.nextBoolean()).forEach(kept::add);
    }
    for (Path folder : kept) {
      if (folder.equals(root) || kept.contains(folder.getParent())) {
        Files.createDirectories(target.resolve(root.relativize(folder).toString()));
      }
    }
    for (Map.Entry<Path, Content> file : names(damage, random).entrySet()) {
      Path place = target.resolve(root.relativize(file.getKey()).toString());
      if (Files.isDirectory(place.getParent())) {
        Files.write(place, bytes(file.getValue(), damage, random));
      }
    }
  }

  private Map<Path, Content> names(Damage damage, SplittableRandom random) {
    return switch (damage) {
      case NONE, BYTES_LOST, ZEROS -> names;
      case ALL_LOST, NAMES_LOST -> forcedNames;
      case ANY -> {
        Map<Path, Content> some = new TreeMap<>();
        List<Path> all = new ArrayList<>(new TreeSet<>(union(names.keySet(), forcedNames.keySet())));
        for (Path path : all) {
          Content content = random.nextBoolean() ? names.get(path) : forcedNames.get(path);
          if (content != null) {
            some.put(path, content);
          }
        }
        yield some;
      }
    };
  }

  private static Set<Path> union(Set<Path> a, Set<Path> b) {
    Set<Path> both = new HashSet<>(a);
    both.addAll(b);
    return both;
  }

  private static byte[] bytes(Content content, Damage damage, SplittableRandom random) {
    return switch (damage) {
      case NONE, NAMES_LOST -> content.written;
      case ALL_LOST, BYTES_LOST -> content.forced;
      case ZEROS -> Arrays.copyOf(content.forced, Math.max(content.forced.length, content.written.length));
      case ANY -> {
        if (content.written == content.forced) {
          yield content.forced;
        }
        int arrived = random.nextInt(content.written.length + 1);
        byte[] some = Arrays.copyOf(content.forced, Math.max(arrived, content.forced.length));
        System.arraycopy(content.written, 0, some, 0, arrived);
        yield random.nextBoolean() ? some : Arrays.copyOf(some, content.written.length);
      }
    };
  }
}
