package org.electra4j.core.tensor;

import java.lang.foreign.Arena;
import org.electra4j.simd.WorkerPool;

/** What a run computes with: memory and workers. Counts the bytes it hands out, or, on request, does nothing but count. */
public final class Workspace {
  private final Arena arena;
  private final WorkerPool workers;
  private long bytes;

  /**
   * A workspace over memory and workers of the caller's.
   *
   * @param arena owns every buffer; shared, closed once, after the workers have joined
   * @param workers carry the kernels
   */
  public Workspace(Arena arena, WorkerPool workers) {
    this.arena = arena;
    this.workers = workers;
  }

  /** A workspace that takes no memory: what is built in it cannot compute, but tells how much it would take. */
  public static Workspace counting() {
    return new Workspace(null, null);
  }

  /** Owns every buffer. */
  public Arena arena() {
    return arena;
  }

  /** Carry the kernels. */
  public WorkerPool workers() {
    return workers;
  }

  /** A zeroed matrix that lives as long as the run. */
  public Tensor tensor(int rows, int columns) {
    bytes += Tensor.bytes(rows, columns);
    return arena == null ? Tensor.withoutMemory(rows, columns) : Tensor.allocate(arena, rows, columns);
  }

  /** Bytes of all matrices handed out so far. */
  public long bytes() {
    return bytes;
  }
}
