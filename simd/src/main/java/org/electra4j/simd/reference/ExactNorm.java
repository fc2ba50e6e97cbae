package org.electra4j.simd.reference;

/** The bits of layer normalisation, one row-major matrix without gaps at a time. */
public final class ExactNorm {
  private ExactNorm() {}

  /** Fills y, mean and inverseDeviation. */
  public static void forward(int rows, int columns, float[] x, float[] gamma, float[] beta, float epsilon, float[] y, float[] mean,
      float[] inverseDeviation) {
    for (int r = 0; r < rows; r++) {
      int first = r * columns;
      float centre = (float) (ExactSums.sum(columns, (j, lane) -> lane + x[first + j]) / columns);
      double squares = ExactSums.sum(columns, (j, lane) -> Math.fma(x[first + j] - centre, x[first + j] - centre, lane));
      float inverse = (float) (1 / Math.sqrt(squares / columns + epsilon));
      mean[r] = centre;
      inverseDeviation[r] = inverse;
      for (int j = 0; j < columns; j++) {
        y[first + j] = Math.fma((x[first + j] - centre) * inverse, gamma[j], beta[j]);
      }
    }
  }

  /** sum = residual + multipliers * branch; without multipliers (null) nothing is dropped. */
  public static void residual(float[] branch, float[] multipliers, float[] residual, float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = Math.fma(branch[i], multipliers == null ? 1f : multipliers[i], residual[i]);
    }
  }

  /** Fills dx and adds to dGamma and dBeta. */
  public static void backward(int rows, int columns, float[] dy, float[] x, float[] gamma, float[] mean, float[] inverseDeviation,
      float[] dx, float[] dGamma, float[] dBeta) {
    for (int r = 0; r < rows; r++) {
      int first = r * columns;
      float[] g = new float[columns];
      float[] z = new float[columns];
      for (int j = 0; j < columns; j++) {
        g[j] = dy[first + j] * gamma[j];
        z[j] = (x[first + j] - mean[r]) * inverseDeviation[r];
        dBeta[j] += dy[first + j];
        dGamma[j] = Math.fma(dy[first + j], z[j], dGamma[j]);
      }
      float meanG = (float) (ExactSums.sum(columns, (j, lane) -> lane + g[j]) / columns);
      float meanGz = (float) (ExactSums.sum(columns, (j, lane) -> Math.fma(g[j], z[j], lane)) / columns);
      for (int j = 0; j < columns; j++) {
        dx[first + j] = Math.fma(z[j], -meanGz, g[j] - meanG) * inverseDeviation[r];
      }
    }
  }
}
