package org.electra4j.simd.reference;

/** What a matrix product means: the sums in double precision, and how large their terms are. */
public final class DoubleSgemm {
  private DoubleSgemm() {}

  /**
   * The product op(A) op(B), [m, n] without gaps, each element started at {@code start}.
   *
   * @param start values the sums start at, [m, n] without gaps
   * @param transposedA whether A lies as [k, m] instead of [m, k]
   * @param transposedB whether B lies as [n, k] instead of [k, n]
   */
  public static double[] run(boolean transposedA, boolean transposedB, int m, int n, int k, float[] a, int lda, float[] b, int ldb,
      double[] start) {
    return sums(transposedA, transposedB, m, n, k, a, lda, b, ldb, start, false);
  }

  /** The same with every term and start replaced by its absolute value: what {@link Tolerance#bound} asks for. */
  public static double[] absolute(boolean transposedA, boolean transposedB, int m, int n, int k, float[] a, int lda, float[] b, int ldb,
      double[] start) {
    return sums(transposedA, transposedB, m, n, k, a, lda, b, ldb, start, true);
  }

  private static double[] sums(boolean transposedA, boolean transposedB, int m, int n, int k, float[] a, int lda, float[] b, int ldb,
      double[] start, boolean absolute) {
    double[] result = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = absolute ? Math.abs(start[i * n + j]) : start[i * n + j];
        for (int p = 0; p < k; p++) {
          double term = (double) (transposedA ? a[p * lda + i] : a[i * lda + p]) * (transposedB ? b[j * ldb + p] : b[p * ldb + j]);
          sum += absolute ? Math.abs(term) : term;
        }
        result[i * n + j] = sum;
      }
    }
    return result;
  }
}
