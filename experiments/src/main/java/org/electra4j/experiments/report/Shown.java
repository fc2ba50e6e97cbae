package org.electra4j.experiments.report;

import java.util.Locale;
import org.electra4j.experiments.report.statistics.Spread;

/** Numbers as readers see them. */
final class Shown {
  /** Where there is nothing to show. */
  static final String NOTHING = "–";

  private Shown() {}

  static String number(double value, int decimals) {
    return Double.isNaN(value) ? NOTHING : minus(String.format(Locale.ROOT, "%." + decimals + "f", value), decimals);
  }

  static String signed(double value, int decimals) {
    return Double.isNaN(value) ? NOTHING : minus(String.format(Locale.ROOT, "%+." + decimals + "f", value), decimals);
  }

  /** With a true minus sign, and without the sign of what is rounded to zero. */
  private static String minus(String text, int decimals) {
    String zero = String.format(Locale.ROOT, "%." + decimals + "f", 0.0);
    return text.equals("-" + zero) || text.equals("+" + zero) ? zero : text.replace('-', '−');
  }

  static String probability(double p) {
    return Double.isNaN(p) ? NOTHING : p < 0.001 ? "< 0.001" : number(p, 3);
  }

  /** Mean and standard deviation, times a factor. */
  static String spread(Spread spread, double factor, int decimals) {
    String mean = number(factor * spread.mean(), decimals);
    return spread.count() < 2 ? mean : mean + " ± " + number(factor * spread.deviation(), decimals);
  }

  /** The 95 % interval of the mean, times a factor. */
  static String interval(Spread spread, double factor, int decimals) {
    return spread.count() < 2 ? NOTHING : number(factor * (spread.mean() - spread.interval()), decimals) + " to "
        + number(factor * (spread.mean() + spread.interval()), decimals);
  }

  /** A difference of scores in points, with half the width of its 95 % interval. */
  static String difference(Spread spread) {
    String mean = signed(spread.mean(), 1);
    return spread.count() < 2 ? mean : mean + " ± " + number(spread.interval(), 1);
  }

  /** Operations or parameters in three digits, such as 1.23e14. */
  static String large(double value) {
    return Double.isNaN(value) ? NOTHING : String.format(Locale.ROOT, "%.2e", value).replace("e+", "e");
  }

  static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
