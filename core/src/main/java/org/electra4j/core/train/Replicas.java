package org.electra4j.core.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.electra4j.core.model.Electra;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.objective.Stage;
import org.electra4j.core.random.Draws;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.VectorOps;
import org.electra4j.simd.WorkerPool;

/**
 * The networks several times over, with one set of weights: each replica has threads, activations and gradients of its own.
 *
 * <p>Threads that carry one micro-batch together meet at every kernel, a thousand times; those of different replicas meet once per step,
 * when gradients are added up. How many replicas there are changes no bit: a shard is computed alike by any of them, and shards are added
 * as one tree ({@link ShardSums}).
 */
final class Replicas implements AutoCloseable {

  private record Replica(Electra electra, WorkerPool workers, ShardSums sums) {

    MemorySegment gradients() {
      return electra.memory().gradients();
    }

    ShardResult compute(List<MaskedBatch> parts, Draws draws, Stage stage, AtomicBoolean failed) {
      electra.memory().zeroGradients(workers);
      ShardResult result = ShardResult.NONE;
      for (MaskedBatch part : parts) {   // ascending, always
        if (failed.get()) {
          break;
        }
        electra.forward(part, draws, stage, true);
        result = result.plus(new ShardResult(electra.losses(), EvaluationCount.count(electra.corrupted().replaced())));
        electra.backward();
      }
      return result;
    }
  }

  /** Owns the memory of all replicas. */
  private final Arena arena;
  /** The caller's: all threads. */
  private final WorkerPool workers;
  /** One thread for each replica, which begins its work; null for a single one. */
  private final WorkerPool leaders;
  private final List<Replica> replicas;
  private final int shardsOfEach;

  private Replicas(Arena arena, WorkerPool workers, WorkerPool leaders, List<Replica> replicas, int shardsOfEach) {
    this.arena = arena;
    this.workers = workers;
    this.leaders = leaders;
    this.replicas = replicas;
    this.shardsOfEach = shardsOfEach;
  }

  /**
   * The most that so many shards and threads can be divided among: a power of two.
   *
   * @param shards of this process
   */
  static int most(int shards, int threads) {
    return Math.min(shards, Integer.lowestOneBit(threads));
  }

  /**
   * So many, with zero weights.
   *
   * @param count at most {@link #most}
   * @param workers stay the caller's
   */
  static Replicas create(int count, ElectraConfig model, PretrainConfig config, int shards, SpecialTokens special, long[] tokenCounts,
      WorkerPool workers) {
    if (Integer.bitCount(count) != 1 || count > most(shards, workers.threads())) {
      throw new IllegalArgumentException("%d replicas for %d shards on %d threads".formatted(count, shards, workers.threads()));
    }
    List<WorkerPool> pools = new ArrayList<>();
    List<Replica> replicas = new ArrayList<>();
    Arena arena = Arena.ofShared();
    try {
      for (int number = 0; number < count; number++) {
        WorkerPool own = workers;
        if (count > 1) {
          own = new WorkerPool(workers.threads() / count);
          pools.add(own);
        }
        Workspace space = new Workspace(arena, own);
        Electra electra = number == 0 ? Electra.create(model, space, special, tokenCounts, config.microBatch(), config.length())
            : replicas.getFirst().electra.replica(space, special, tokenCounts, config.microBatch(), config.length());
        replicas.add(new Replica(electra, own, new ShardSums(arena, own, electra.memory().plan().floats(), shards / count)));
      }
      WorkerPool leaders = count == 1 ? null : new WorkerPool(count);
      return new Replicas(arena, workers, leaders, List.copyOf(replicas), shards / count);
    } catch (Throwable failure) {
      pools.forEach(WorkerPool::close);
      arena.close();
      throw failure;
    }
  }

  /** The first, whose memory holds weights, moments, and the gradients after {@link #compute}. */
  Electra first() {
    return replicas.getFirst().electra;
  }

  /**
   * Gradients of all these shards, added up, and what was measured on each.
   *
   * @param shards the parts of each of this process's shards
   */
  List<ShardResult> compute(List<List<MaskedBatch>> shards, Draws draws, Stage stage) {
    ShardResult[] results = new ShardResult[shards.size()];
    AtomicBoolean failed = new AtomicBoolean();
    together(replicas.size(), number -> {
      Replica replica = replicas.get(number);
      try {
        for (int shard = 0; shard < shardsOfEach; shard++) {
          int at = number * shardsOfEach + shard;
          results[at] = replica.compute(shards.get(at), draws, stage, failed);
          replica.sums.add(shard, replica.gradients());
        }
      } catch (Throwable failure) {
        failed.set(true);
        throw failure;
      }
    });
    long floats = first().memory().plan().floats();
    for (int width = 1; width < replicas.size(); width *= 2) {
      for (int left = 0; left < replicas.size(); left += 2 * width) {
        MemorySegment sum = replicas.get(left).gradients();
        VectorOps.add(workers, floats, sum, replicas.get(left + width).gradients(), sum);
      }
    }
    return List.of(results);
  }

  /** What the networks say of these parts, without dropout: each replica reads one, then they are counted in order. */
  void evaluate(List<MaskedBatch> parts, Draws draws, EvaluationCount count) {
    for (int from = 0; from < parts.size(); from += replicas.size()) {
      List<MaskedBatch> round = parts.subList(from, Math.min(parts.size(), from + replicas.size()));
      together(round.size(), number -> replicas.get(number).electra.forward(round.get(number), draws, Stage.TOGETHER, false));
      for (int number = 0; number < round.size(); number++) {
        count.add(replicas.get(number).electra, round.get(number));
      }
    }
  }

  private interface Work {
    void run(int replica);
  }

  private void together(int count, Work work) {
    if (leaders == null) {
      work.run(0);
    } else {
      leaders.run(count, (number, leader) -> work.run(number));
    }
  }

  /** Ends their threads, then frees their memory. */
  @Override
  public void close() {
    if (leaders != null) {
      leaders.close();
      replicas.forEach(replica -> replica.workers.close());
    }
    arena.close();
  }
}
