package org.electra4j.experiments.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.electra4j.core.checkpoint.Checkpoint;
import org.electra4j.core.checkpoint.CheckpointException;
import org.electra4j.core.checkpoint.CheckpointFolder;
import org.electra4j.core.data.DatasetException;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraWeights;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage that leaves a file looking like one: bits that changed, blocks that belong elsewhere, an end that is missing. */
@Tag("faults")
class DamageTest {
  private static final long EVERY = Long.MAX_VALUE;
  private static final List<Integer> BLOCKS = List.of(64, 512, 4096);

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private final SplittableRandom random = new SplittableRandom(7);

  /**
   * A file that has to notice.
   *
   * @param older another of its kind, whose blocks may stand in its place
   * @param reader reads all of it, as the program does
   */
  private record Kept(String name, Path file, Path older, Class<? extends Exception> refusal, Runnable reader) {
    String loss() {
      try {
        reader.run();
        return "not noticed";
      } catch (Exception e) {
        return refusal.isInstance(e) ? null : e.toString();
      }
    }
  }

  @Test
  void ofWhatPretrainingLeaves() throws IOException {
    FaultRun run = FaultRun.pretraining(folder);
    Path out = run.fresh("out");
    run.run(out, new StringWriter());
    List<Path> checkpoints = files(out, ".safetensors");
    List<Path> packed = files(folder.resolve("cache"), ".packed");
    long bits = Tally.full() ? EVERY : 200;
    int blocks = Tally.count(20_000, 100);
    damage(checkpoint("a small checkpoint", checkpoints.getLast(), checkpoints.getFirst()), bits, blocks);
    damage(new Kept("packed data", packed.getLast(), packed.getFirst(), DatasetException.class,
        () -> PackedDataset.open(packed.getLast()).close()), bits, blocks);
  }

  /** In a campaign of ELECTRA-Small. */
  @Test
  void ofALargeCheckpoint() throws IOException {
    ElectraConfig model = Tally.full() ? ElectraConfig.small(30_522) : ElectraConfig.tiny(1000);
    Path older = folder.resolve("older");
    Path file = folder.resolve("checkpoint-2.safetensors");
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(1)) {
      ParameterPlan plan = new ParameterPlan();
      ElectraWeights.declare(plan, model);
      ParameterMemory memory = plan.allocate(arena);
      for (int step = 1; step <= 2; step++) {
        memory.initialise(workers, step);
        // Zeros in the place of others would be no damage.
        memory.firstMoments().copyFrom(memory.values());
        memory.secondMoments().copyFrom(memory.values());
        Checkpoint.write(step == 1 ? older : file, memory, Map.of("step", Integer.toString(step)), List.of());
      }
    }
    damage(checkpoint("a large checkpoint", file, older), Tally.count(1000, 20), Tally.count(1000, 20));
  }

  private static List<Path> files(Path below, String end) throws IOException {
    try (Stream<Path> all = Files.walk(below)) {
      List<Path> files = all.filter(path -> path.toString().endsWith(end) && Files.isRegularFile(path)).sorted().toList();
      if (files.size() < 2) {
        throw new IllegalStateException(files + ": expected two");
      }
      return files;
    }
  }

  private Kept checkpoint(String name, Path file, Path older) throws IOException {
    Path alone = Files.createDirectories(folder.resolve("alone"));
    Path moved = Files.move(file, alone.resolve(file.getFileName()));
    return new Kept(name, moved, older, CheckpointException.class, () -> new CheckpointFolder(alone).newestWhole());
  }

  private void damage(Kept kept, long bits, int blocks) throws IOException {
    kept.reader.run();
    try (RandomAccessFile file = new RandomAccessFile(kept.file.toFile(), "rw");
        RandomAccessFile older = new RandomAccessFile(kept.older.toFile(), "r")) {
      bits(kept, file, bits);
      blocks(kept, file, older, blocks);
      kept.reader.run();
      cuts(kept, file, bits);
    }
  }

  /** All of them, or so many by lot. */
  private LongStream some(long of, long count) {
    return count == EVERY ? LongStream.range(0, of) : random.longs(count, 0, of);
  }

  private void bits(Kept kept, RandomAccessFile file, long count) throws IOException {
    try (Tally tally = new Tally("8: a bit changed in " + kept.name)) {
      for (long bit : (Iterable<Long>) some(8 * file.length(), count)::iterator) {
        byte[] changed = bytes(file, bit / 8, 1);
        changed[0] ^= (byte) (1 << bit % 8);
        replaced(tally, kept, "bit " + bit, file, bit / 8, changed);
      }
    }
  }

  private void blocks(Kept kept, RandomAccessFile file, RandomAccessFile older, int count) throws IOException {
    long shortest = Math.min(file.length(), older.length());
    List<Integer> sizes = BLOCKS.stream().filter(size -> size <= shortest).toList();
    try (Tally tally = new Tally("9: a block zero, swapped, twice there or stale in " + kept.name)) {
      for (int number = 0; number < count; number++) {
        int size = sizes.get(random.nextInt(sizes.size()));
        long at = block(file.length(), size);
        long from = block(file.length(), size);
        switch (number % 4) {
          case 0 -> replaced(tally, kept, "zeros at " + at, file, at, new byte[size]);
          case 1 -> replaced(tally, kept, "%d also at %d".formatted(from, at), file, at, bytes(file, from, size));
          case 2 -> replaced(tally, kept, "stale at " + at, file, at, bytes(older, Math.min(at, older.length() - size), size));
          default -> {
            byte[] here = bytes(file, at, size);
            byte[] there = bytes(file, from, size);
            write(file, from, here);
            replaced(tally, kept, "%d and %d swapped".formatted(from, at), file, at, there);
            write(file, from, there);
          }
        }
      }
    }
  }

  /** The place of one of the blocks that fit in whole. */
  private long block(long length, int size) {
    return random.nextLong(length / size) * size;
  }

  /** The longest first, so that nothing has to be put back. */
  private void cuts(Kept kept, RandomAccessFile file, long count) throws IOException {
    try (Tally tally = new Tally("7: the end missing of " + kept.name)) {
      long[] lengths = some(file.length(), count).sorted().toArray();
      for (int each = lengths.length - 1; each >= 0; each--) {
        file.setLength(lengths[each]);
        tally.check("cut off at " + lengths[each], kept.loss());
      }
    }
  }

  /** One case, and as it was; none where the same bytes are there already. */
  private static void replaced(Tally tally, Kept kept, String where, RandomAccessFile file, long at, byte[] with) throws IOException {
    byte[] was = bytes(file, at, with.length);
    if (!Arrays.equals(was, with)) {
      write(file, at, with);
      tally.check(where, kept.loss());
      write(file, at, was);
    }
  }

  private static byte[] bytes(RandomAccessFile file, long at, int size) throws IOException {
    byte[] bytes = new byte[size];
    file.seek(at);
    file.readFully(bytes);
    return bytes;
  }

  private static void write(RandomAccessFile file, long at, byte[] bytes) throws IOException {
    file.seek(at);
    file.write(bytes);
  }
}
