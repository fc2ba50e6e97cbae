package org.electra4j.simd.reference;

/** The order of a row's sums: sixteen lanes, the tree 8, 4, 2, 1, chunks of 4,096 added in double. */
public final class ExactSums {
  private static final int LANES = 16;
  private static final int CHUNK = 4096;

  /** What element i adds to its lane. */
  @FunctionalInterface
  public interface Term {
    /** The lane after element i. */
    float added(int i, float lane);
  }

  private ExactSums() {}

  /** The sum over elements 0 to {@code count - 1}. */
  public static double sum(int count, Term term) {
    double sum = 0;
    for (int from = 0; from < count; from += CHUNK) {
      sum += chunk(from, Math.min(count, from + CHUNK), term);
    }
    return sum;
  }

  private static float chunk(int from, int to, Term term) {
    float[] lanes = new float[LANES];
    for (int i = from; i < to; i++) {
      lanes[(i - from) % LANES] = term.added(i, lanes[(i - from) % LANES]);
    }
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        lanes[lane] += lanes[lane + half];
      }
    }
    return lanes[0];
  }

  /** sums[j] += x[0][j] + x[1][j] + ..., rows ascending. */
  public static void columns(int rows, int columns, float[] x, float[] sums) {
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < columns; j++) {
        sums[j] += x[r * columns + j];
      }
    }
  }

  /** dTable[ids[r]] += dy[r], r ascending, negative ids skipped. */
  public static void scatter(int rows, int columns, float[] dy, int[] ids, float[] dTable) {
    for (int r = 0; r < rows; r++) {
      for (int j = 0; ids[r] >= 0 && j < columns; j++) {
        dTable[ids[r] * columns + j] += dy[r * columns + j];
      }
    }
  }
}
