package org.electra4j.core.train;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.electra4j.core.model.Electra;
import org.electra4j.core.model.ElectraConfig;

/** How much memory a run will take, worked out before it starts, and how much there is. */
public final class MemoryNeed {
  /** What the kernels pack weights and activations into: together, and each worker's own (simd, SgemmBlocks and Attention). */
  private static final long SHARED_SCRATCH = 4L << 20;
  private static final long SCRATCH_PER_THREAD = 1L << 19;
  /** The Java heap, code and metadata of a training: measured with the launcher's flags. */
  private static final long JVM = 230L << 20;
  private static final Path ROOT = Path.of("/");

  private MemoryNeed() {}

  /**
   * Bytes of parameters, moments, gradients, activations, scratch and the JVM itself. Pages of mapped data, which the system takes back as
   * it likes, come on top.
   */
  public static long bytes(ElectraConfig model, PretrainConfig config, int threads) {
    return bytes(model, config, config.shards(), threads, 1);
  }

  private static long bytes(ElectraConfig model, PretrainConfig config, int shards, int threads, int replicas) {
    return JVM + Electra.bytes(model, config.microBatch(), config.length())
        + (replicas - 1) * Electra.replicaBytes(model, config.microBatch(), config.length())
        + replicas * (ShardSums.bytes(Electra.parameters(model), shards / replicas) + SHARED_SCRATCH) + threads * SCRATCH_PER_THREAD;
  }

  /**
   * How many replicas of a model compute shards at the same time: as many as shards and threads can be divided among, but no more than
   * leave half of the memory to others. They change no bit.
   *
   * @param shards of this process
   * @param available bytes
   */
  static int replicas(ElectraConfig model, PretrainConfig config, int shards, int threads, long available) {
    int replicas = Replicas.most(shards, threads);
    while (replicas > 1 && bytes(model, config, shards, threads, replicas) > available / 2) {
      replicas /= 2;
    }
    return replicas;
  }

  /** Bytes that this process may still take: of the machine, or of its control group where that allows less. */
  public static long available() {
    return available(ROOT);
  }

  /** As above, for the files below another root. */
  static long available(Path root) {
    long machine = meminfo(root.resolve("proc/meminfo")).orElseGet(MemoryNeed::free);
    return Math.max(0, Math.min(machine, controlGroups(root)));
  }

  private static OptionalLong meminfo(Path file) {
    return lines(file).stream().filter(line -> line.startsWith("MemAvailable:")).map(line -> line.replaceAll("[^0-9]", ""))
        .filter(digits -> !digits.isEmpty()).mapToLong(digits -> 1024 * Long.parseLong(digits)).findFirst();
  }

  private static long free() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getFreeMemorySize() : Long.MAX_VALUE;
  }

  /** What the tightest of this process's control groups leaves: each group above its own limits it, too. */
  private static long controlGroups(Path root) {
    long least = Long.MAX_VALUE;
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] fields = line.split(":", 3);
      if (fields.length != 3) {
        continue;
      }
      boolean second = fields[0].equals("0") && fields[1].isEmpty();
      boolean first = List.of(fields[1].split(",")).contains("memory");
      if (!second && !first) {
        continue;
      }
      Path mount = root.resolve(second ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
      Path group = mount.resolve(fields[2].replaceFirst("^/+", "")).normalize();
      // In a container the path may be the host's, and the mount the group's own: the walk up takes in the mount in any case.
      group = group.startsWith(mount) ? group : mount;
      while (group.startsWith(mount)) {
        least = Math.min(least, second ? left(group, "memory.max", "memory.current", "inactive_file")
            : left(group, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"));
        group = group.getParent();
      }
    }
    return least;
  }

  /** Limit less use; cached file pages that nobody has touched lately are given back when memory is short, so they count as free. */
  private static long left(Path group, String limit, String usage, String reclaimable) {
    OptionalLong most = number(lines(group.resolve(limit)));
    OptionalLong used = number(lines(group.resolve(usage)));
    if (most.isEmpty() || used.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long cached = lines(group.resolve("memory.stat")).stream().filter(line -> line.startsWith(reclaimable + " "))
        .mapToLong(line -> Long.parseLong(line.substring(reclaimable.length() + 1).strip())).findFirst().orElse(0);
    return Math.max(0, most.getAsLong() - used.getAsLong() + cached);
  }

  private static OptionalLong number(List<String> lines) {
    return lines.isEmpty() || !lines.getFirst().matches("[0-9]{1,18}") ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(lines.getFirst()));
  }

  /** Of a file that another system need not have. */
  private static List<String> lines(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.readAllLines(file, StandardCharsets.US_ASCII) : List.of();
    } catch (IOException e) {
      System.getLogger(MemoryNeed.class.getName()).log(System.Logger.Level.DEBUG, file + " cannot be read", e);
      return List.of();
    }
  }
}
