package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.electra4j.core.model.Electra;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.tensor.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryNeedTest {
  private static final long MEBIBYTE = 1 << 20;

  @TempDir
  private Path root;

  @ParameterizedTest
  @ValueSource(strings = {"source=learned", "source=unigram", "prediction=replace-mlm", "prediction=all-tokens-mlm",
      "prediction=masked-language-model", "training=adversarial"})
  void whatIsCountedIsWhatIsTaken(String objective) {
    ElectraConfig model = ElectraSettings.apply(ElectraConfig.tiny(500), Map.of(objective.split("=")[0], objective.split("=")[1]));
    try (Arena arena = Arena.ofShared()) {
      Workspace space = new Workspace(arena, null);
      Electra electra = Electra.create(model, space, new SpecialTokens(0, 1, 2, 3), new long[] {0, 0, 0, 0, 1}, 3, 32);
      assertThat(Electra.bytes(model, 3, 32)).isEqualTo(space.bytes() + ParameterMemory.bytes(electra.memory().plan()));
      assertThat(ParameterMemory.bytes(electra.memory().plan())).isEqualTo(4 * electra.memory().values().byteSize());
      Workspace beside = new Workspace(arena, null);
      Electra replica = electra.replica(beside, new SpecialTokens(0, 1, 2, 3), new long[] {0, 0, 0, 0, 1}, 3, 32);
      assertThat(Electra.replicaBytes(model, 3, 32)).isEqualTo(beside.bytes() + replica.memory().gradients().byteSize());
      assertThat(replica.memory().values()).isEqualTo(electra.memory().values());
      assertThat(replica.memory().gradients()).isNotEqualTo(electra.memory().gradients());
    }
  }

  /** The JVM, 14.2 million parameters of 16 bytes, and about 330 kB of activations for each of 16 x 128 positions. */
  @Test
  void smallTakesSomeHundredMegabytes() {
    ElectraConfig small = ElectraConfig.small(30522);
    double expected = 240e6 + 16.0 * 14_196_219 + 16 * 128 * 330e3;
    assertThat((double) MemoryNeed.bytes(small, PretrainConfig.small(), 2)).isCloseTo(expected, withPercentage(15));
  }

  /** All logits of a micro-batch would take 250 MB; blocks of them 64 MiB. */
  @Test
  void namingAllTokensOfSmallTakesABlockOfLogits() {
    ElectraConfig small = ElectraConfig.small(30522);
    ElectraConfig allTokens = ElectraSettings.apply(small, Map.of("prediction", "all-tokens-mlm"));
    long more = MemoryNeed.bytes(allTokens, PretrainConfig.small(), 2) - MemoryNeed.bytes(small, PretrainConfig.small(), 2);
    assertThat(more).isBetween(60 * MEBIBYTE, 80 * MEBIBYTE);
  }

  /** As many as a power of two divides threads and shards into, while half of the memory is enough. */
  @ParameterizedTest
  @CsvSource({"8, 16, 64, 8", "8, 8, 64, 8", "8, 12, 64, 4", "8, 6, 64, 2", "8, 7, 64, 1", "2, 16, 64, 2", "1, 16, 64, 1", "8, 8, 6, 2",
      "8, 8, 3, 1", "8, 8, 0, 1"})
  void replicasFitThreadsShardsAndMemory(int shards, int threads, long gibibytes, int expected) {
    PretrainConfig config = PretrainSettings.apply(PretrainConfig.small(), Map.of("shards", Integer.toString(shards)));
    assertThat(MemoryNeed.replicas(ElectraConfig.small(30522), config, shards, threads, gibibytes << 30)).isEqualTo(expected);
  }

  @Test
  void withoutControlGroupsTheMachineDecides() throws IOException {
    write("proc/meminfo", "MemTotal:       24000000 kB\nMemFree:        1000 kB\nMemAvailable:   20480 kB\n");
    assertThat(MemoryNeed.available(root)).isEqualTo(20 * MEBIBYTE);
  }

  @Test
  void theTightestControlGroupAboveDecides() throws IOException {
    write("proc/meminfo", "MemAvailable:   20480 kB\n");
    write("proc/self/cgroup", "0::/a/b\n");
    write("sys/fs/cgroup/a/b/memory.max", "max\n");
    write("sys/fs/cgroup/a/b/memory.current", "1\n");
    write("sys/fs/cgroup/a/memory.max", Long.toString(10 * MEBIBYTE) + "\n");
    write("sys/fs/cgroup/a/memory.current", Long.toString(8 * MEBIBYTE) + "\n");
    assertThat(MemoryNeed.available(root)).isEqualTo(2 * MEBIBYTE);
    write("sys/fs/cgroup/a/memory.stat", "anon 5\ninactive_file " + MEBIBYTE + "\nactive_file 7\n");
    assertThat(MemoryNeed.available(root)).isEqualTo(3 * MEBIBYTE);
  }

  @Test
  void insideAContainerTheMountIsTheGroup() throws IOException {
    write("proc/meminfo", "MemAvailable:   20480 kB\n");
    write("proc/self/cgroup", "0::/../../host/path\n");
    write("sys/fs/cgroup/memory.max", Long.toString(6 * MEBIBYTE) + "\n");
    write("sys/fs/cgroup/memory.current", Long.toString(MEBIBYTE) + "\n");
    assertThat(MemoryNeed.available(root)).isEqualTo(5 * MEBIBYTE);
  }

  @Test
  void theOlderControlGroupsAreUnderstood() throws IOException {
    write("proc/meminfo", "MemAvailable:   20480 kB\n");
    write("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/docker/c\n0::/\n");
    write("sys/fs/cgroup/memory/docker/c/memory.limit_in_bytes", Long.toString(4 * MEBIBYTE) + "\n");
    write("sys/fs/cgroup/memory/docker/c/memory.usage_in_bytes", Long.toString(MEBIBYTE) + "\n");
    assertThat(MemoryNeed.available(root)).isEqualTo(3 * MEBIBYTE);
  }

  @Test
  void thisMachineHasSomeMemory() {
    assertThat(MemoryNeed.available()).isPositive().isLessThan(1L << 50);
  }

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content, StandardCharsets.US_ASCII);
  }
}
