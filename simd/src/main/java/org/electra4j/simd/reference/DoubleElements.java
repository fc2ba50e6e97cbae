package org.electra4j.simd.reference;

/** What GELU and AdamW mean. */
public final class DoubleElements {
  private static final double SQRT_2_PI = Math.sqrt(2 * Math.PI);
  /** From here on the tail is a continued fraction, below a series. */
  private static final double FAR = 2.5;
  private static final int TERMS = 200;

  private DoubleElements() {}

  /** x P(x). */
  public static double gelu(double x) {
    return x * distribution(x);
  }

  /** P(x) + x p(x). */
  public static double geluDerivative(double x) {
    return distribution(x) + x * density(x);
  }

  /** The share of the standard normal distribution below x, precise also where it is small. */
  public static double distribution(double x) {
    return x < 0 ? tail(-x) : 1 - tail(x);
  }

  /** The share beyond t, for t of 0 or more. */
  public static double tail(double t) {
    return density(t) * tailOverDensity(t);
  }

  /** The share beyond t divided by the density at t (the Mills ratio). */
  public static double tailOverDensity(double t) {
    if (t >= FAR) {
      double fraction = t;
      for (int k = TERMS; k > 0; k--) {
        fraction = t + k / fraction;
      }
      return 1 / fraction;
    }
    double term = t;
    double sum = t;
    for (int k = 1; k < TERMS; k++) {
      term *= t * t / (2 * k + 1);
      sum += term;
    }
    return 0.5 / density(t) - sum;
  }

  private static double density(double x) {
    return StrictMath.exp(-x * x / 2) / SQRT_2_PI;
  }

  /** One element of AdamW: the new value, first and second moment. */
  public static double[] adamW(double value, double gradient, double firstMoment, double secondMoment, double gradientScale, double rate,
      double beta1, double beta2, double epsilon, double weightDecay) {
    double g = gradient * gradientScale;
    double m = beta1 * firstMoment + (1 - beta1) * g;
    double v = beta2 * secondMoment + (1 - beta2) * g * g;
    return new double[] {value - rate * (m / (Math.sqrt(v) + epsilon) + weightDecay * value), m, v};
  }
}
