package org.electra4j.simd.reference;

/** The bits of a single-precision matrix product: one chain of {@code Math.fma} per element, k ascending. */
public final class ExactSgemm {
  private ExactSgemm() {}

  /**
   * C = op(A) op(B) with each chain started at what C holds: fill C with zeros, a bias per column, or leave it, before the call.
   *
   * @param transposedA whether A lies as [k, m] instead of [m, k]
   * @param transposedB whether B lies as [n, k] instead of [k, n]
   */
  public static void run(boolean transposedA, boolean transposedB, int m, int n, int k, float[] a, int lda, float[] b, int ldb, float[] c,
      int ldc) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float chain = c[i * ldc + j];
        for (int p = 0; p < k; p++) {
          float x = transposedA ? a[p * lda + i] : a[i * lda + p];
          float y = transposedB ? b[j * ldb + p] : b[p * ldb + j];
          chain = Math.fma(x, y, chain);
        }
        c[i * ldc + j] = chain;
      }
    }
  }
}
