package org.electra4j.core.objective;

import org.electra4j.core.data.Batch;
import org.electra4j.core.objective.Prediction.Judged;
import org.electra4j.core.objective.Replacement.Correct;

/** Which tokens the replaced-token loss counts, and what its sum is divided by. */
public final class JudgedTokens {
  private JudgedTokens() {}

  /** For each position whether it counts; padding never does, and a position that was drawn twice is one. */
  public static boolean[] of(MaskedBatch masked, CorruptedBatch corrupted, Judged judged, Correct correct) {
    Batch batch = corrupted.batch();
    boolean[] counted = new boolean[batch.ids().length];
    switch (judged) {
      case ALL_TOKENS -> {
        for (int row = 0; row < counted.length; row++) {
          counted[row] = row % batch.length() < batch.lengths()[row / batch.length()];
        }
      }
      case MASKED_TOKENS -> {
        for (int row : masked.positions()) {
          counted[row] = true;
        }
      }
    }
    if (correct == Correct.EXCLUDED) {
      for (int row : masked.positions()) {
        counted[row] &= corrupted.replaced()[row];
      }
    }
    return counted;
  }

  /**
   * What the sum of the whole batch's losses is divided by. Excluded hits stay in it: their number is not known before the whole batch was
   * drawn, and so every other token weighs what it weighs in ELECTRA.
   */
  public static int divisor(MaskedBatch.Place place, Judged judged) {
    return switch (judged) {
      case ALL_TOKENS -> place.tokens();
      case MASKED_TOKENS -> place.positions();
    };
  }
}
