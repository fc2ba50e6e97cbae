package org.electra4j.experiments.report.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's correction for several comparisons: the chance of one false finding among all of them stays below the level. */
public final class Holm {
  private Holm() {}

  /**
   * Adjusted probabilities, in the order given: in ascending order, the i-th of m times m - i + 1, never less than the one before it and
   * never above 1. What is not a number is no comparison and stays so.
   */
  public static double[] adjusted(double... p) {
    int[] ascending = IntStream.range(0, p.length).filter(i -> !Double.isNaN(p[i])).boxed()
        .sorted(Comparator.comparingDouble(i -> p[i])).mapToInt(Integer::intValue).toArray();
    double[] adjusted = new double[p.length];
    Arrays.fill(adjusted, Double.NaN);
    double least = 0;
    for (int rank = 0; rank < ascending.length; rank++) {
      least = Math.min(1, Math.max(least, (ascending.length - rank) * p[ascending[rank]]));
      adjusted[ascending[rank]] = least;
    }
    return adjusted;
  }
}
