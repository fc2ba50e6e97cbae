package org.electra4j.simd;

import static org.electra4j.simd.Floats.VECTOR;
import static org.electra4j.simd.Floats.load;
import static org.electra4j.simd.Floats.store;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The ceiling of kernels that stream through memory, measured now: a copy of more than caches hold, by the ordinary loads and stores of a
 * kernel. All that crosses the bus is counted: what is read, what is written, and what is written once more, since the machine reads a line
 * before it lets parts of it be overwritten. So kernels that write where they have read are comparable with those that do not.
 */
public final class CopyBandwidth {
  private static final long BYTES = 1L << 27;
  /** What one task copies: large beside the cost of a task, and enough of them to leave a slow core fewer. */
  private static final long PIECE = 1L << 20;
  /** The first run is interpreted for a while. */
  private static final int LEAST_RUNS = 4;
  private static final int ALIGNMENT = 64;
  /** One read, one write, and the read before it. */
  private static final double TRAFFIC = 3;

  private CopyBandwidth() {}

  /**
   * GB/s of all workers together, best of a few runs of about {@code millis} in all.
   *
   * @throws IllegalArgumentException if millis is below 1
   */
  public static double gigabytesPerSecond(WorkerPool workers, int millis) {
    if (millis < 1) {
      throw new IllegalArgumentException("millis: found " + millis + ", wanted 1 or more");
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment from = arena.allocate(BYTES, ALIGNMENT);
      MemorySegment to = arena.allocate(BYTES, ALIGNMENT);
      double best = 0;
      long end = System.nanoTime() + millis * 1_000_000L;
      for (int runs = 0; runs < LEAST_RUNS || System.nanoTime() < end; runs++) {
        long start = System.nanoTime();
        workers.run((int) (BYTES / PIECE), (index, worker) -> copy(from, to, index * PIECE, (index + 1) * PIECE));
        best = Math.max(best, TRAFFIC * BYTES / Math.max(1, System.nanoTime() - start));
      }
      return best;
    }
  }

  private static void copy(MemorySegment from, MemorySegment to, long first, long end) {
    KernelArguments.nativeMemory(from, to);
    for (long at = first; at < end; at += VECTOR) {
      store(load(from, at), to, at);
    }
  }
}
