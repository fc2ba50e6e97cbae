package org.electra4j.core.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.simd.VectorOps;
import org.electra4j.simd.WorkerPool;

/**
 * Adds the gradients of a batch's shards as a balanced tree, (0 + 1) + (2 + 3): the order in which {@link org.electra4j.core.ranks.Ranks}
 * add what each has computed, so that it does not matter which process computes a shard.
 */
final class ShardSums {
  private final WorkerPool workers;
  private final long floats;
  private final int shards;
  /** Sums of 1, 2, 4 ... shards that wait for their right neighbours. */
  private final List<MemorySegment> waiting = new ArrayList<>();

  /** For so many shards, a power of two; takes a gradient's memory for each time that it can be halved. */
  ShardSums(Arena arena, WorkerPool workers, long floats, int shards) {
    this.workers = workers;
    this.floats = floats;
    this.shards = shards;
    for (int level = 1; level < shards; level *= 2) {
      waiting.add(arena.allocate(floats * Float.BYTES, 64));
    }
  }

  /** Bytes that this takes. */
  static long bytes(long floats, int shards) {
    return (long) Integer.numberOfTrailingZeros(shards) * floats * Float.BYTES;
  }

  /** The gradients of the shard of this number, each after the one before; after the last, the memory holds the sum of all. */
  void add(int shard, MemorySegment gradients) {
    int level = 0;
    for (int number = shard; (number & 1) == 1; number >>= 1) {
      VectorOps.add(workers, floats, waiting.get(level), gradients, gradients);
      level++;
    }
    if (shard < shards - 1) {
      VectorOps.copy(workers, floats, gradients, waiting.get(level));
    }
  }
}
