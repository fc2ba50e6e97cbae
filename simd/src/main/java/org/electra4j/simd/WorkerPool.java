package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** Named threads that carry the kernels; owns each worker's scratch memory. */
public final class WorkerPool implements AutoCloseable {

  /** One of a number of independent pieces of work. */
  @FunctionalInterface
  public interface Task {
    /** Does piece {@code index} on worker {@code worker} (0 is the caller). */
    void run(int index, int worker);
  }

  /** A contiguous range of rows, from inclusive, to exclusive. */
  @FunctionalInterface
  public interface Range {
    /** Does rows {@code from} to {@code to} on worker {@code worker}. */
    void run(int from, int to, int worker);
  }

  /** A pool of {@code threads} workers, the caller included: {@code threads - 1} threads are started. */
  public WorkerPool(int threads) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Number of workers, the caller included. */
  public int threads() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Runs pieces 0 to {@code tasks - 1}, each once, on any worker, and returns when all are done; rethrows what one threw. */
  public void run(int tasks, Task task) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Splits {@code items} into contiguous ranges of at least {@code grain} (but the last) and runs them. */
  public void split(int items, int grain, Range range) {
    throw new UnsupportedOperationException("not yet");
  }

  /** At least {@code bytes} of memory of this worker's own, 64-byte aligned, content undefined. Valid until its next call. */
  public MemorySegment scratch(int worker, long bytes) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("not yet");
  }
}
