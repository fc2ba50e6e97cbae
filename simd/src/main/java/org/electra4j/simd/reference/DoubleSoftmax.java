package org.electra4j.simd.reference;

/** What softmax and its losses mean. */
public final class DoubleSoftmax {
  private DoubleSoftmax() {}

  /** The logarithm of the sum of the exponentials of a row that begins at {@code first}. */
  public static double logSumExp(int columns, float[] logits, int first) {
    double most = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < columns; j++) {
      most = Math.max(most, logits[first + j]);
    }
    double sum = 0;
    for (int j = 0; j < columns; j++) {
      sum += StrictMath.exp(logits[first + j] - most);
    }
    return most + StrictMath.log(sum);
  }

  /** log(1 + exp(x)) - label x. */
  public static double binaryLoss(double x, double label) {
    return Math.max(x, 0) - label * x + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  /** sigmoid(x) - label. */
  public static double binaryDerivative(double x, double label) {
    double s = StrictMath.exp(-Math.abs(x)) / (1 + StrictMath.exp(-Math.abs(x)));
    return x < 0 ? s - label : 1 - label - s;
  }

  /** -log(-log(1 - v)). */
  public static double gumbel(double v) {
    return -StrictMath.log(-StrictMath.log1p(-v));
  }
}
