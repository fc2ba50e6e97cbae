package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** Single-precision matrix product, row-major: C[m,n] = op(A)[m,k] op(B)[k,n]. */
public final class Sgemm {

  /** Whether an operand is read as it lies or transposed. */
  public enum Op { N, T }

  /** Whether a chain starts at zero or at what C holds. */
  public enum Store { OVERWRITE, ACCUMULATE }

  private Sgemm() {}

  /** C = op(A) op(B), or C += it. op(A) = T means that A lies as [k, m] with row stride lda; likewise B as [n, k]. */
  public static void run(WorkerPool workers, Op opA, Op opB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb,
      Store store, MemorySegment c, int ldc) {
    throw new UnsupportedOperationException("not yet");
  }

  /** C = op(A) op(B) + bias: each chain starts at the bias of its column. */
  public static void runWithBias(WorkerPool workers, Op opA, Op opB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb,
      MemorySegment bias, MemorySegment c, int ldc) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The same product on the calling worker alone, for use inside a {@link WorkerPool.Task}; scratch holds at least {@link #scratchBytes}. */
  static void runSerial(MemorySegment scratch, Op opA, Op opB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb,
      Store store, MemorySegment c, int ldc) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Bytes of packing scratch that {@link #runSerial} needs for op(B) of k rows and n columns. */
  static long scratchBytes(int n, int k) {
    throw new UnsupportedOperationException("not yet");
  }
}
