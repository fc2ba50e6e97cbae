package org.electra4j.core.model;

import java.util.Arrays;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;

/** The Replacer that learns nothing: tokens by a fixed distribution, such as their frequencies in the training text. */
final class TokenTable implements Replacer {
  /** Sum of the weights of all ids up to and with this one. */
  private final double[] cumulative;

  /** A table over these weights, one per id. */
  TokenTable(double[] weights) {
    cumulative = new double[weights.length];
    double sum = 0;
    for (int id = 0; id < weights.length; id++) {
      sum += weights[id];
      cumulative[id] = sum;
    }
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("token weights add up to " + sum + ": expected a finite sum above 0");
    }
  }

  @Override
  public CorruptedBatch replace(MaskedBatch masked, Draws draws, boolean training) {
    int[] drawn = new int[masked.draws()];
    for (int draw = 0; draw < drawn.length; draw++) {
      drawn[draw] = token(draws.uniform(Purpose.REPLACEMENT, masked.place().firstDraw() + draw));
    }
    return CorruptedBatch.of(masked, drawn);
  }

  /** The first id whose cumulative weight exceeds the share {@code uniform} of the sum: ids of weight 0 are never drawn. */
  private int token(double uniform) {
    double wanted = uniform * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, wanted);
    int id = found >= 0 ? found : -found - 1;
    while (cumulative[id] <= wanted) {
      id++;
    }
    return id;
  }

  @Override
  public double loss() {
    return 0;
  }

  @Override
  public void backward(double weight) {}
}
