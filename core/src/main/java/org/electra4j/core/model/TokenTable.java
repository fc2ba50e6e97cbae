package org.electra4j.core.model;

import java.util.Arrays;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Replacement.Correct;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;

/** The Replacer that learns nothing: tokens by a fixed distribution, such as their frequencies in the training text. */
final class TokenTable implements Replacer {
  private final Correct correct;
  private final double[] weights;
  /** Sum of the weights of all ids up to and with this one. */
  private final double[] cumulative;

  /** A table over these weights, one per id. */
  TokenTable(double[] weights, Correct correct) {
    this.weights = weights;
    this.correct = correct;
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
      double uniform = draws.uniform(Purpose.REPLACEMENT, masked.place().firstDraw() + draw);
      drawn[draw] = correct == Correct.DISALLOWED ? tokenBut(masked.targets()[draw], uniform) : token(uniform);
    }
    return CorruptedBatch.of(masked, drawn);
  }

  /** The first id whose cumulative weight exceeds the share {@code uniform} of the sum: ids of weight 0 are never drawn. */
  private int token(double uniform) {
    return above(uniform * cumulative[cumulative.length - 1]);
  }

  private int above(double wanted) {
    int found = Arrays.binarySearch(cumulative, wanted);
    int id = found >= 0 ? found : -found - 1;
    while (id < cumulative.length - 1 && cumulative[id] <= wanted) {
      id++;
    }
    return id;
  }

  /** The same as if the weight of one id were 0; that id itself if no other has any. */
  private int tokenBut(int unwanted, double uniform) {
    double sum = cumulative[cumulative.length - 1];
    double before = unwanted == 0 ? 0 : cumulative[unwanted - 1];
    double weight = cumulative[unwanted] - before;
    double wanted = uniform * (sum - weight);
    // Rounding may leave a share that is not above what lies before, or reaches the whole: then the last id of any weight is taken.
    int id = above(wanted >= before ? wanted + weight : wanted);
    return id == unwanted || weights[id] == 0 ? lastBut(unwanted) : id;
  }

  private int lastBut(int unwanted) {
    int id = weights.length - 1;
    while (id >= 0 && (id == unwanted || weights[id] == 0)) {
      id--;
    }
    return id < 0 ? unwanted : id;
  }

  @Override
  public double loss() {
    return 0;
  }

  @Override
  public void backward(double weight) {}
}
