package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.ranks.Ranks;
import org.electra4j.core.ranks.RanksException;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A batch in shards, computed by one or several processes with one or several replicas each: one set of weights. The ranks here are
 * threads; experiments has the test with MPI.
 */
class RanksTest {
  private static final int STEPS = 10;
  private static final PretrainConfig SHARDED = PretrainSettings.apply(TinyData.CONFIG,
      Map.of("batchSize", "16", "microBatch", "2", "shards", "4", "steps", Integer.toString(STEPS)));

  @TempDir
  private Path folder;

  /** Ranks that are threads of one process. */
  private static final class Together {
    private final CyclicBarrier barrier;
    private final MemorySegment[] floats;
    private final double[][] doubles;

    Together(int size) {
      barrier = new CyclicBarrier(size);
      floats = new MemorySegment[size];
      doubles = new double[size][];
    }

    private void await() {
      try {
        barrier.await();
      } catch (InterruptedException | BrokenBarrierException e) {
        throw new IllegalStateException(e);
      }
    }

    Ranks rank(int rank) {
      return new Ranks() {
        @Override
        public int rank() {
          return rank;
        }

        @Override
        public int size() {
          return floats.length;
        }

        @Override
        public void sum(WorkerPool workers, long count, MemorySegment own) {
          floats[rank] = own;
          await();
          float[] sum = new float[(int) count];
          for (int i = 0; i < sum.length; i++) {
            sum[i] = tree(i, 0, floats.length);
          }
          await();
          MemorySegment.copy(sum, 0, own, ValueLayout.JAVA_FLOAT, 0, sum.length);
        }

        private float tree(int i, int from, int to) {
          return to - from == 1 ? floats[from].getAtIndex(ValueLayout.JAVA_FLOAT, i)
              : tree(i, from, (from + to) / 2) + tree(i, (from + to) / 2, to);
        }

        @Override
        public double[] gather(double[] own) {
          doubles[rank] = own;
          await();
          double[] all = new double[own.length * doubles.length];
          for (int each = 0; each < doubles.length; each++) {
            System.arraycopy(doubles[each], 0, all, each * own.length, own.length);
          }
          await();
          return all;
        }

        @Override
        public void broadcast(MemorySegment bytes) {
          floats[rank] = bytes;
          await();
          bytes.copyFrom(floats[0]);
          await();
        }

        @Override
        public void close() {
          // Nothing was opened.
        }
      };
    }
  }

  private interface Training {
    String train(Ranks ranks, PackedDataset data, WorkerPool workers);
  }

  /** What each rank answers. */
  private List<String> run(int size, int threads, Training training) throws Exception {
    Together together = new Together(size);
    try (ExecutorService executor = Executors.newFixedThreadPool(size)) {
      List<Future<String>> answers = new ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        Ranks mine = size == 1 ? Ranks.ALONE : together.rank(rank);
        answers.add(executor.submit(() -> {
          try (PackedDataset data = TinyData.write(folder.resolve("data" + mine.rank()), 64, 1);
              WorkerPool workers = new WorkerPool(threads)) {
            return training.train(mine, data, workers);
          }
        }));
      }
      List<String> all = new ArrayList<>();
      for (Future<String> answer : answers) {
        all.add(answer.get());
      }
      return all;
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "1, 3", "1, 4", "1, 6", "1, 8", "2, 1", "2, 2", "2, 4", "4, 1", "4, 2"})
  void oneSetOfWeights(int size, int threads) throws Exception {
    Training training = (ranks, data, workers) -> {
      try (Pretrainer pretrainer = Pretrainer.create(TinyData.MODEL, SHARDED, 7, data, TinyData.SPECIAL, workers, ranks)) {
        StringBuilder losses = new StringBuilder();
        for (int step = 0; step < STEPS; step++) {
          losses.append(pretrainer.step()).append(' ');
        }
        return losses + pretrainer.hashOfWeights() + pretrainer.evaluate(data, 21);
      }
    };
    List<String> alone = run(1, 1, training);
    assertThat(run(size, threads, training)).isEqualTo(Collections.nCopies(size, alone.getFirst()));
  }

  /** Each step by another number of processes, of threads, or of both: a chain of ten, each from the checkpoint before. */
  @Test
  void aRunGoesOnWithOtherNumbersOfProcesses() throws Exception {
    List<String> alone = run(1, 1, (ranks, data, workers) -> until(STEPS, "alone", ranks, data, workers));
    int[][] chain = {{1, 2}, {4, 1}, {2, 3}, {1, 1}, {2, 2}, {4, 2}, {1, 3}, {2, 1}, {1, 7}, {4, 1}};
    List<String> last = List.of();
    for (int step = 1; step <= STEPS; step++) {
      int until = step;
      last = run(chain[step - 1][0], chain[step - 1][1], (ranks, data, workers) -> until(until, "several", ranks, data, workers));
    }
    assertThat(new TreeSet<>(last)).containsExactly(alone.getFirst());
    String file = "checkpoint-" + STEPS + ".safetensors";
    assertThat(folder.resolve("several").resolve(file)).hasSameBinaryContentAs(folder.resolve("alone").resolve(file));
  }

  private String until(long step, String name, Ranks ranks, PackedDataset data, WorkerPool workers) {
    try (Pretrainer pretrainer = Pretrainer.create(TinyData.MODEL, SHARDED, 7, data, TinyData.SPECIAL, workers, ranks)) {
      // Only the last one is asked to stop.
      PretrainRun.Settings settings = new PretrainRun.Settings(folder.resolve(name), 3, 2, 0, Map.of(),
          () -> ranks.rank() == ranks.size() - 1 && pretrainer.stepsDone() >= step);
      PretrainRun.run(pretrainer, STEPS, settings, new PretrainRun.Listener() { });
      assertThat(pretrainer.stepsDone()).isEqualTo(step);
      return pretrainer.hashOfWeights();
    }
  }

  @Test
  void shardsAddUpAsATree() {
    try (Arena arena = Arena.ofConfined(); WorkerPool workers = new WorkerPool(1)) {
      float[] values = {1e8f, 1, -1e8f, 3, 0.1f, 1e-8f, 7, 1e7f};
      ShardSums sums = new ShardSums(arena, workers, 1, values.length);
      MemorySegment gradient = arena.allocate(ValueLayout.JAVA_FLOAT);
      for (int shard = 0; shard < values.length; shard++) {
        gradient.set(ValueLayout.JAVA_FLOAT, 0, values[shard]);
        sums.add(shard, gradient);
      }
      float expected = ((values[0] + values[1]) + (values[2] + values[3])) + ((values[4] + values[5]) + (values[6] + values[7]));
      assertThat(gradient.get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(expected);
    }
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    assertThatThrownBy(() -> run(2, 1, (ranks, data, workers) -> {
      Pretrainer.create(TinyData.MODEL, TinyData.CONFIG, 7, data, TinyData.SPECIAL, workers, ranks).close();
      return "";
    })).hasCauseInstanceOf(ConfigException.class).hasMessageContaining("shards is 1: expected at least 2");
    assertThatThrownBy(() -> run(2, 1, (ranks, data, workers) -> {
      try (Pretrainer pretrainer = Pretrainer.create(TinyData.MODEL, SHARDED, ranks.rank(), data, TinyData.SPECIAL, workers, ranks)) {
        pretrainer.share();
        return "";
      }
    })).hasCauseInstanceOf(RanksException.class).hasMessageContaining("process 1 has other settings or data than process 0");
    assertThatThrownBy(() -> PretrainSettings.apply(TinyData.CONFIG, Map.of("shards", "3"))).isInstanceOf(ConfigException.class)
        .hasMessage("shards is 3: expected a power of two such as 1, 2, 4");
    assertThatThrownBy(() -> PretrainSettings.apply(TinyData.CONFIG, Map.of("shards", "2"))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("batchSize is 6: expected a multiple of shards * microBatch, which is 8");
  }
}
