package org.electra4j.experiments.report.statistics;

import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Is the mean of these differences zero? With differences taken within pairs, this is the paired t-test.
 *
 * @param spread of the differences
 * @param p two-sided probability of a mean this far from zero if the truth is zero; NaN for fewer than two differences
 * @param detectable the true difference that so many pairs with this deviation would find with power 0.8; NaN for fewer than two
 */
public record MeanTest(Spread spread, double p, double detectable) {
  /** How often a difference of {@link #detectable} would be found. */
  public static final double POWER = 0.8;

  /**
   * Of differences, one per pair; what is not a number does not count.
   *
   * <p>The detectable difference is (t(0.975, n - 1) + t(0.8, n - 1)) s / sqrt(n): the shift at which the central t-distribution, moved by
   * it, lies beyond the critical value with probability 0.8. It stands in for the non-central distribution and asks for somewhat too
   * little: 14.1 standard errors for two pairs where the exact answer is 16.3, 5.36 for three (5.65), 4.16 for four (4.26), 3.72 for five
   * (3.76).
   */
  public static MeanTest of(double... differences) {
    Spread spread = Spread.of(differences);
    int count = spread.count();
    if (count < 2) {
      return new MeanTest(spread, Double.NaN, Double.NaN);
    }
    double error = Spread.standardError(spread.deviation(), count);
    double detectable = (Spread.quantile(0.5 + Spread.CONFIDENCE / 2, count) + Spread.quantile(POWER, count)) * error;
    if (error == 0) {
      return new MeanTest(spread, spread.mean() == 0 ? 1 : 0, detectable);
    }
    double p = 2 * new TDistribution(count - 1).cumulativeProbability(-Math.abs(spread.mean() / error));
    return new MeanTest(spread, p, detectable);
  }

  /** One-sided probability of a mean this near to zero if the truth were a margin away from it (two one-sided tests, the worse). */
  public double pWithin(double margin) {
    return upperTail(margin - Math.abs(spread.mean()));
  }

  /** One-sided probability of a mean this far from zero if the truth were a margin away from it. */
  public double pBeyond(double margin) {
    return upperTail(Math.abs(spread.mean()) - margin);
  }

  private double upperTail(double distance) {
    if (spread.count() < 2) {
      return Double.NaN;
    }
    double error = Spread.standardError(spread.deviation(), spread.count());
    if (error == 0) {
      return distance > 0 ? 0 : 1;
    }
    return new TDistribution(spread.count() - 1).cumulativeProbability(-distance / error);
  }
}
