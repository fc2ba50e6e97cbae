package org.electra4j.simd.reference;

/** What layer normalisation means. */
public final class DoubleNorm {
  private DoubleNorm() {}

  /** Mean and population standard deviation, with epsilon under the root, of a row that begins at {@code first}. */
  public static double[] moments(int columns, float[] x, int first, double epsilon) {
    double mean = 0;
    for (int j = 0; j < columns; j++) {
      mean += x[first + j];
    }
    mean /= columns;
    double variance = 0;
    for (int j = 0; j < columns; j++) {
      variance += (x[first + j] - mean) * (x[first + j] - mean);
    }
    return new double[] {mean, Math.sqrt(variance / columns + epsilon)};
  }

  /** The normalised rows, scaled and shifted. */
  public static double[] forward(int rows, int columns, float[] x, float[] gamma, float[] beta, double epsilon) {
    double[] y = new double[rows * columns];
    for (int r = 0; r < rows; r++) {
      double[] moments = moments(columns, x, r * columns, epsilon);
      for (int j = 0; j < columns; j++) {
        y[r * columns + j] = (x[r * columns + j] - moments[0]) / moments[1] * gamma[j] + beta[j];
      }
    }
    return y;
  }

  /** dx; dGamma and dBeta are added to. */
  public static double[] backward(int rows, int columns, float[] dy, float[] x, float[] gamma, double epsilon, double[] dGamma,
      double[] dBeta) {
    double[] dx = new double[rows * columns];
    for (int r = 0; r < rows; r++) {
      int first = r * columns;
      double[] moments = moments(columns, x, first, epsilon);
      double sumG = 0;
      double sumGz = 0;
      for (int j = 0; j < columns; j++) {
        double z = (x[first + j] - moments[0]) / moments[1];
        sumG += (double) dy[first + j] * gamma[j];
        sumGz += (double) dy[first + j] * gamma[j] * z;
        dBeta[j] += dy[first + j];
        dGamma[j] += dy[first + j] * z;
      }
      for (int j = 0; j < columns; j++) {
        double z = (x[first + j] - moments[0]) / moments[1];
        dx[first + j] = ((double) dy[first + j] * gamma[j] - sumG / columns - z * sumGz / columns) / moments[1];
      }
    }
    return dx;
  }
}
