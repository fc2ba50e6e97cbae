package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Stage;
import org.electra4j.core.random.Draws;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What several replicas share and what they do not; that they change no bit, {@link RanksTest} holds. */
class ReplicasTest {
  private static final PretrainConfig CONFIG = PretrainSettings.apply(TinyData.CONFIG,
      Map.of("batchSize", "16", "microBatch", "2", "shards", "4"));

  private static Replicas create(int count, int shards, WorkerPool workers) {
    return Replicas.create(count, TinyData.TINIEST, CONFIG, shards, TinyData.SPECIAL, null, workers);
  }

  @Test
  void moreThanShardsOrThreadsAllowAreRefused() {
    try (WorkerPool workers = new WorkerPool(6)) {
      for (int count : new int[] {0, 3, 4, 8}) {
        assertThatThrownBy(() -> create(count, 4, workers)).as("%d", count).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("%d replicas for 4 shards on 6 threads", count);
      }
    }
  }

  /** A part that cannot be: one replica fails, the others stop before their next part, and the reason is told. */
  @Test
  @Timeout(60)
  void aReplicaThatFailsStopsTheOthers() {
    try (WorkerPool workers = new WorkerPool(4); Replicas replicas = create(4, 4, workers)) {
      List<List<MaskedBatch>> shards = new ArrayList<>(Collections.nCopies(3, List.of()));
      shards.add(Collections.singletonList(null));
      assertThatThrownBy(() -> replicas.compute(shards, new Draws(1, 1), Stage.TOGETHER)).isInstanceOf(NullPointerException.class);
      // And they can be asked again.
      assertThat(replicas.compute(Collections.nCopies(4, List.of()), new Draws(1, 1), Stage.TOGETHER))
          .isEqualTo(Collections.nCopies(4, ShardResult.NONE));
    }
  }

  @Test
  void theirThreadsEndWithThem() {
    long before = threads();
    try (WorkerPool workers = new WorkerPool(4)) {
      create(2, 4, workers).close();
      assertThat(threads()).isEqualTo(before + 3);
      // The caller's workers are not theirs to close.
      workers.run(4, (index, worker) -> { });
    }
    assertThat(threads()).isEqualTo(before);
  }

  /** There is no network without a configuration. */
  @Test
  void theirThreadsEndWhereTheyCannotBeMade() {
    long before = threads();
    try (WorkerPool workers = new WorkerPool(4)) {
      assertThatThrownBy(() -> Replicas.create(2, null, CONFIG, 4, TinyData.SPECIAL, null, workers))
          .isInstanceOf(NullPointerException.class);
      assertThat(threads()).isEqualTo(before + 3);
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("electra-worker")).count();
  }
}
