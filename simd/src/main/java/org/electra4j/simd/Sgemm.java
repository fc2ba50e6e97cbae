package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/**
 * Single-precision matrix product, row-major: C[m,n] = op(A)[m,k] op(B)[k,n].
 *
 * <p>Each element of C is one chain of fma over k, ascending, that starts at zero, at what C holds, or at the bias of its column. Blocking
 * over k continues the unfinished chain, so neither blocks, tiles, vector width nor the number of threads can change a bit.
 *
 * <p>The shape of the loops is that of Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008): B is packed into
 * panels of one tile's width by all workers together; then each worker takes pieces of C and computes their tiles.
 */
public final class Sgemm {

  /** Whether an operand is read as it lies or transposed. */
  public enum Op { N, T }

  /** Whether a chain starts at zero or at what C holds. */
  public enum Store { OVERWRITE, ACCUMULATE }

  private Sgemm() {}

  /**
   * C = op(A) op(B), or C += it. op(A) = T means that A lies as [k, m] with row stride lda; likewise B as [n, k].
   * C must not overlap A or B.
   *
   * @throws IllegalArgumentException if a size is negative, a leading dimension shorter than a row, or a segment on the heap or too short
   */
  public static void run(WorkerPool workers, Op opA, Op opB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb,
      Store store, MemorySegment c, int ldc) {
    check(opA, opB, m, n, k, a, lda, b, ldb, c, ldc);
    SgemmBlocks.together(workers, opA, opB, m, n, k, a, lda, b, ldb, store == Store.ACCUMULATE ? c : null, ldc, c, ldc, null);
  }

  /**
   * C = op(A) op(B) + bias: each chain starts at the bias of its column. bias: [n].
   *
   * @throws IllegalArgumentException as {@link #run} does, or if bias is on the heap or shorter than n
   */
  public static void runWithBias(WorkerPool workers, Op opA, Op opB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b,
      int ldb, MemorySegment bias, MemorySegment c, int ldc) {
    check(opA, opB, m, n, k, a, lda, b, ldb, c, ldc);
    checkMatrix("bias", bias, 1, n, n);
    SgemmBlocks.together(workers, opA, opB, m, n, k, a, lda, b, ldb, bias, 0, c, ldc, null);
  }

  /**
   * C += A^T B, and sums[j] += B[0][j] + B[1][j] + ..., rows ascending as {@link VectorOps#columnSums} adds them: the gradients of a dense
   * layer's weight and bias, for which B, the gradient of its output, is read once. A: [k, m], B: [k, n], C: [m, n], sums: [n].
   *
   * @throws IllegalArgumentException as {@link #run} does, or if sums is on the heap or shorter than n
   */
  public static void addWithColumnSums(WorkerPool workers, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb,
      MemorySegment c, int ldc, MemorySegment sums) {
    check(Op.T, Op.N, m, n, k, a, lda, b, ldb, c, ldc);
    checkMatrix("sums", sums, 1, n, n);
    SgemmBlocks.together(workers, Op.T, Op.N, m, n, k, a, lda, b, ldb, c, ldc, c, ldc, sums);
  }

  private static void check(Op opA, Op opB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb, MemorySegment c,
      int ldc) {
    if (m < 0 || n < 0 || k < 0) {
      throw new IllegalArgumentException("m " + m + ", n " + n + ", k " + k + ": wanted sizes of 0 or more");
    }
    checkMatrix("A", a, opA == Op.N ? m : k, opA == Op.N ? k : m, lda);
    checkMatrix("B", b, opB == Op.N ? k : n, opB == Op.N ? n : k, ldb);
    checkMatrix("C", c, m, n, ldc);
  }

  /** A matrix as it lies: its rows, columns and row stride, against the memory that is there. */
  private static void checkMatrix(String name, MemorySegment memory, int rows, int columns, int stride) {
    if (!memory.isNative()) {
      throw new IllegalArgumentException(
          name + ": found a segment on the heap, wanted native memory (a heap segment slows every kernel down)");
    }
    if (stride < columns) {
      throw new IllegalArgumentException(name + " [" + rows + ", " + columns + "]: found a leading dimension of " + stride
          + ", wanted at least " + columns);
    }
    long wanted = rows == 0 || columns == 0 ? 0 : ((rows - 1L) * stride + columns) * Float.BYTES;
    if (memory.byteSize() < wanted) {
      throw new IllegalArgumentException(name + " [" + rows + ", " + columns + "] with leading dimension " + stride + ": found "
          + memory.byteSize() + " bytes, wanted " + wanted);
    }
  }
}
