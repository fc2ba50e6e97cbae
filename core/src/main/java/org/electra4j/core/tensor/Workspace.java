package org.electra4j.core.tensor;

import java.lang.foreign.Arena;
import org.electra4j.simd.WorkerPool;

/**
 * What a run computes with.
 *
 * @param arena owns every buffer; shared, closed once, after the workers have joined
 * @param workers carry the kernels
 */
public record Workspace(Arena arena, WorkerPool workers) {

  /** A zeroed matrix that lives as long as the run. */
  public Tensor tensor(int rows, int columns) {
    return Tensor.allocate(arena, rows, columns);
  }
}
