package org.electra4j.core.train;

import java.util.Arrays;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.tensor.Tensor;

/** The discriminator's logits for tokens whose answer is known, and how well they tell replaced from original. */
final class ReplacedTokenScores {
  /** For each token its logit, as an integer of the same order, shifted by one; the lowest bit is 1 where it was replaced. */
  private final long[] scores;
  private int count;
  private long replaced;
  private long called;
  private long calledRightly;

  /** For at most so many tokens. */
  ReplacedTokenScores(int capacity) {
    scores = new long[capacity];
  }

  /** The tokens of a batch that count, with their logits [positions, 1]. */
  void add(Tensor logits, CorruptedBatch corrupted, boolean[] counted) {
    for (int row = 0; row < counted.length; row++) {
      if (counted[row]) {
        add(logits.get(row, 0), corrupted.replaced()[row]);
      }
    }
  }

  void add(float logit, boolean wasReplaced) {
    scores[count++] = (long) ordered(logit) << 1 | (wasReplaced ? 1 : 0);
    replaced += wasReplaced ? 1 : 0;
    if (logit > 0) {
      called++;
      calledRightly += wasReplaced ? 1 : 0;
    }
  }

  /** Integers in the order of floats; both zeros are one. */
  private static int ordered(float logit) {
    int bits = Float.floatToIntBits(logit + 0f);
    return bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
  }

  /**
   * Area under the ROC curve: the chance that a replaced token has a higher logit than an original one, an equal one counting half.
   * Exact: pairs are counted in integers. NaN where one of the two kinds is missing.
   */
  double auc() {
    Arrays.sort(scores, 0, count);
    long originals = count - replaced;
    long halfPairs = 0;
    long originalsBelow = 0;
    int from = 0;
    while (from < count) {
      int to = from;
      long replacedHere = 0;
      while (to < count && scores[to] >> 1 == scores[from] >> 1) {
        replacedHere += scores[to] & 1;
        to++;
      }
      long originalsHere = to - from - replacedHere;
      halfPairs += replacedHere * (2 * originalsBelow + originalsHere);
      originalsBelow += originalsHere;
      from = to;
    }
    return halfPairs / (2.0 * replaced * originals);
  }

  /** Share of the tokens with a logit above 0 that were replaced; NaN if there is none. */
  double precision() {
    return (double) calledRightly / called;
  }

  /** Share of the replaced tokens with a logit above 0; NaN if none was replaced. */
  double recall() {
    return (double) calledRightly / replaced;
  }
}
