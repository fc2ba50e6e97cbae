package org.electra4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import org.electra4j.core.data.Batch;
import org.electra4j.core.objective.Prediction.Judged;
import org.electra4j.core.objective.Replacement.Correct;
import org.junit.jupiter.api.Test;

class JudgedTokensTest {
  private static final Batch ORIGINAL = new Batch(1, 6, new int[] {1, 7, 8, 9, 2, 0}, new int[6], new int[] {5});
  private static final MaskedBatch MASKED = new MaskedBatch(ORIGINAL, ORIGINAL.ids(), new int[] {1, 3, 3}, new int[] {7, 9, 9},
      new MaskedBatch.Place(0, 0, 3, 2, 5, 1));
  /** The first draw hit the original, the last of two did not. */
  private static final CorruptedBatch CORRUPTED = CorruptedBatch.of(MASKED, new int[] {7, 9, 5});

  @Test
  void allTokensButPaddingCount() {
    assertThat(JudgedTokens.of(MASKED, CORRUPTED, Judged.ALL_TOKENS, Correct.ORIGINAL))
        .containsExactly(true, true, true, true, true, false);
    assertThat(JudgedTokens.divisor(MASKED.place(), Judged.ALL_TOKENS)).isEqualTo(5);
  }

  @Test
  void orMaskedOnesAloneEachOnce() {
    assertThat(JudgedTokens.of(MASKED, CORRUPTED, Judged.MASKED_TOKENS, Correct.ORIGINAL))
        .containsExactly(false, true, false, true, false, false);
    assertThat(JudgedTokens.divisor(MASKED.place(), Judged.MASKED_TOKENS)).isEqualTo(2);
  }

  @Test
  void excludedHitsDoNot() {
    assertThat(JudgedTokens.of(MASKED, CORRUPTED, Judged.ALL_TOKENS, Correct.EXCLUDED))
        .containsExactly(true, false, true, true, true, false);
    assertThat(JudgedTokens.of(MASKED, CORRUPTED, Judged.MASKED_TOKENS, Correct.EXCLUDED))
        .containsExactly(false, false, false, true, false, false);
  }

  @Test
  void onlyTheLastDrawOfAPositionStands() {
    assertThat(Reinforce.standing(MASKED)).containsExactly(true, false, true);
  }
}
