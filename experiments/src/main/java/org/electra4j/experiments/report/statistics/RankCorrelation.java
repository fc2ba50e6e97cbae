package org.electra4j.experiments.report.statistics;

import org.hipparchus.stat.correlation.SpearmansCorrelation;

/** Spearman's correlation: do two lists have the same order? */
public final class RankCorrelation {
  private RankCorrelation() {}

  /** Between -1 and 1, equal values sharing their mean rank; NaN for fewer than three pairs, and where one list is all equal. */
  public static double of(double[] first, double[] second) {
    return first.length < 3 ? Double.NaN : new SpearmansCorrelation().correlation(first, second);
  }
}
