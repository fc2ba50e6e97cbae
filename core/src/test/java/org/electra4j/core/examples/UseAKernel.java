package org.electra4j.core.examples;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.electra4j.simd.Sgemm;
import org.electra4j.simd.Sgemm.Op;
import org.electra4j.simd.Sgemm.Store;
import org.electra4j.simd.WorkerPool;

/** A product of matrices in native memory. */
final class UseAKernel {
  /** c = a b, row-major: [m, k] times [k, n]. The arena owns the memory and frees it; kernels keep nothing of it. */
  static float[] product(float[] a, float[] b, int m, int n, int k) {
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(2)) {
      MemorySegment c = arena.allocate(4L * m * n, 64);
      Sgemm.run(workers, Op.N, Op.N, m, n, k, arena.allocateFrom(ValueLayout.JAVA_FLOAT, a), k,
          arena.allocateFrom(ValueLayout.JAVA_FLOAT, b), n, Store.OVERWRITE, c, n);
      return c.toArray(ValueLayout.JAVA_FLOAT);
    }
  }
}
