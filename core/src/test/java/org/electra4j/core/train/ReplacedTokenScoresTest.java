package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplacedTokenScoresTest {

  /** Few different logits make many ties. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 1000})
  void theAreaIsTheShareOfPairsInOrder(int values) {
    SplittableRandom random = new SplittableRandom(values);
    int count = 400;
    float[] logits = new float[count];
    boolean[] replaced = new boolean[count];
    ReplacedTokenScores scores = new ReplacedTokenScores(count);
    for (int i = 0; i < count; i++) {
      replaced[i] = random.nextInt(5) == 0;
      logits[i] = (random.nextInt(values) - values / 2) * 1e-3f + (replaced[i] && values > 2 ? 1e-3f : 0);
      scores.add(logits[i], replaced[i]);
    }
    double inOrder = 0;
    long pairs = 0;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        if (replaced[i] && !replaced[j]) {
          pairs++;
          inOrder += logits[i] > logits[j] ? 1 : logits[i] == logits[j] ? 0.5 : 0;
        }
      }
    }
    assertThat(scores.auc()).as("seed %d", values).isEqualTo(inOrder / pairs);
  }

  @Test
  void precisionAndRecallAreCountedAboveZero() {
    ReplacedTokenScores scores = new ReplacedTokenScores(6);
    scores.add(2f, true);
    scores.add(1f, false);
    scores.add(0f, true);
    scores.add(-0f, true);
    scores.add(-3f, true);
    scores.add(Float.MIN_VALUE, true);
    assertThat(scores.precision()).isEqualTo(2 / 3.0);
    assertThat(scores.recall()).isEqualTo(2 / 5.0);
    assertThat(scores.auc()).isEqualTo(1 / 5.0);
  }

  @Test
  void bothZerosAreOneLogitAndInfinitiesHaveTheirPlace() {
    ReplacedTokenScores scores = new ReplacedTokenScores(4);
    scores.add(0f, false);
    scores.add(-0f, true);
    assertThat(scores.auc()).isEqualTo(0.5);
    scores.add(Float.NEGATIVE_INFINITY, false);
    scores.add(Float.POSITIVE_INFINITY, true);
    assertThat(scores.auc()).isEqualTo(3.5 / 4);
  }

  @Test
  void withoutBothKindsThereIsNoArea() {
    ReplacedTokenScores scores = new ReplacedTokenScores(2);
    scores.add(-1f, false);
    assertThat(scores.auc()).isNaN();
    assertThat(scores.precision()).isNaN();
    assertThat(scores.recall()).isNaN();
  }
}
