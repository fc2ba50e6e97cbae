package org.electra4j.experiments.report.statistics;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.StatUtils;

/**
 * Mean and spread of some values, in their unit.
 *
 * @param mean NaN where there is no value
 * @param deviation sample standard deviation; NaN for fewer than two values
 * @param interval half the width of the 95 % interval of the mean, t(0.975, n - 1) s / sqrt(n); NaN for fewer than two values
 * @param count how many values there are
 */
public record Spread(double mean, double deviation, double interval, int count) {
  /** How sure an interval is, and one minus the level of every test. */
  public static final double CONFIDENCE = 0.95;

  /** Of these values; one that is not a number does not count. */
  public static Spread of(double... values) {
    double[] numbers = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    if (numbers.length < 2) {
      return new Spread(numbers.length == 0 ? Double.NaN : numbers[0], Double.NaN, Double.NaN, numbers.length);
    }
    double deviation = Math.sqrt(StatUtils.variance(numbers));
    return new Spread(StatUtils.mean(numbers), deviation, quantile(0.5 + CONFIDENCE / 2, numbers.length) * standardError(deviation,
        numbers.length), numbers.length);
  }

  /** The quantile of Student's t for the mean of so many values. */
  static double quantile(double probability, int count) {
    return new TDistribution(count - 1).inverseCumulativeProbability(probability);
  }

  static double standardError(double deviation, int count) {
    return deviation / Math.sqrt(count);
  }
}
