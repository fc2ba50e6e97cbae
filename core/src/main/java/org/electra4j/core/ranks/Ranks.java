package org.electra4j.core.ranks;

import java.lang.foreign.MemorySegment;
import org.electra4j.simd.WorkerPool;

/**
 * The processes that train one model together, of which this is one. All of them call the same methods in the same order, each from one
 * thread that stays the same.
 */
public interface Ranks extends AutoCloseable {
  /** Nobody else. */
  Ranks ALONE = new Ranks() {
    @Override
    public int rank() {
      return 0;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public void sum(WorkerPool workers, long count, MemorySegment floats) {
      // The sum of one.
    }

    @Override
    public double[] gather(double[] own) {
      return own.clone();
    }

    @Override
    public void broadcast(MemorySegment bytes) {
      // Rank 0 has them.
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  };

  /** This process's number, from 0; rank 0 alone writes files. */
  int rank();

  /** How many there are: a power of two. */
  int size();

  /**
   * Adds up everybody's floats, element by element, as a balanced tree in the order of ranks: (0 + 1) + (2 + 3). Everybody has the same
   * sum after it, to the bit, and it is the one that a single process gets from the same vectors.
   */
  void sum(WorkerPool workers, long count, MemorySegment floats);

  /** Everybody's doubles, one rank's after the other's; each gives as many. */
  double[] gather(double[] own);

  /** Gives everybody the bytes of rank 0. */
  void broadcast(MemorySegment bytes);

  /** Waits for everybody. */
  default void meet() {
    gather(new double[1]);
  }

  /** Whether anybody says so. */
  default boolean any(boolean own) {
    for (double each : gather(new double[] {own ? 1 : 0})) {
      if (each > 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  void close();
}
