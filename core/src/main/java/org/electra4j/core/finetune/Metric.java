package org.electra4j.core.finetune;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A score over predictions and gold labels, from -1 or 0 to 1. Where its formula divides by zero it is 0, as the published code's library
 * has it for the first three: predictions that are all the same earn nothing, and leave a run its average.
 */
public enum Metric {
  /** Share of predictions that equal their label. */
  ACCURACY {
    @Override
    double defined(float[] predicted, float[] gold) {
      int right = 0;
      for (int i = 0; i < gold.length; i++) {
        right += predicted[i] == gold[i] ? 1 : 0;
      }
      return (double) right / gold.length;
    }
  },

  /** Harmonic mean of precision and recall of class 1; 0 where class 1 is neither there nor predicted. */
  F1 {
    @Override
    double defined(float[] predicted, float[] gold) {
      Confusion counts = Confusion.of(predicted, gold);
      return counts.truePositive == 0 ? 0
          : 2.0 * counts.truePositive / (2 * counts.truePositive + counts.falsePositive + counts.falseNegative);
    }
  },

  /** Correlation of two yes/no variables, "is class 1"; 0 where either is constant. */
  MATTHEWS {
    @Override
    double defined(float[] predicted, float[] gold) {
      Confusion counts = Confusion.of(predicted, gold);
      double numerator = (double) counts.truePositive * counts.trueNegative - (double) counts.falsePositive * counts.falseNegative;
      double predictedSpread = (double) (counts.truePositive + counts.falsePositive) * (counts.trueNegative + counts.falseNegative);
      double goldSpread = (double) (counts.truePositive + counts.falseNegative) * (counts.trueNegative + counts.falsePositive);
      return numerator == 0 ? 0 : numerator / (Math.sqrt(predictedSpread) * Math.sqrt(goldSpread));
    }
  },

  /** Linear correlation; 0 where either side is constant. */
  PEARSON {
    @Override
    double defined(float[] predicted, float[] gold) {
      return correlation(doubles(predicted), doubles(gold));
    }
  },

  /** Correlation of the ranks, equal values sharing the mean of theirs; 0 where either side is constant. */
  SPEARMAN {
    @Override
    double defined(float[] predicted, float[] gold) {
      return correlation(ranks(predicted), ranks(gold));
    }
  };

  /** The score; NaN over no examples. */
  public double of(float[] predicted, float[] gold) {
    if (predicted.length != gold.length) {
      throw new IllegalArgumentException("%d predictions for %d labels".formatted(predicted.length, gold.length));
    }
    return gold.length == 0 ? Double.NaN : defined(predicted, gold);
  }

  /** Its name in tables, such as accuracy. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The score over at least one example. */
  abstract double defined(float[] predicted, float[] gold);

  private static double correlation(double[] x, double[] y) {
    double meanX = sum(x) / x.length;
    double meanY = sum(y) / y.length;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
    return constant(x) || constant(y) ? 0 : xy / (Math.sqrt(xx) * Math.sqrt(yy));
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** Asked of the values: the spread of a constant is not always zero once its mean is rounded. */
  private static boolean constant(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static double[] ranks(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    Map<Float, Double> rankOf = new HashMap<>();
    for (int first = 0; first < sorted.length; ) {
      int next = first + 1;
      while (next < sorted.length && sorted[next] == sorted[first]) {
        next++;
      }
      rankOf.put(sorted[first] + 0f, (first + next - 1) / 2.0);
      first = next;
    }
    // Adding zero makes one value of both zeros, which are equal as floats and unequal as keys.
    return IntStream.range(0, values.length).mapToDouble(i -> rankOf.get(values[i] + 0f)).toArray();
  }

  /** Counts for class 1 against all others. */
  private record Confusion(long truePositive, long falsePositive, long falseNegative, long trueNegative) {
    static Confusion of(float[] predicted, float[] gold) {
      long[] counts = new long[4];
      for (int i = 0; i < gold.length; i++) {
        counts[(predicted[i] == 1 ? 0 : 2) + (gold[i] == 1 ? 0 : 1)]++;
      }
      return new Confusion(counts[0], counts[1], counts[2], counts[3]);
    }
  }
}
