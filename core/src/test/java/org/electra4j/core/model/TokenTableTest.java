package org.electra4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.electra4j.core.data.Batch;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Replacement.Correct;
import org.electra4j.core.random.Draws;
import org.junit.jupiter.api.Test;

class TokenTableTest {
  private static final int DRAWS = 40_000;

  @Test
  void drawsFollowTheWeights() {
    double[] weights = {0, 5, 0, 3, 2, 0};
    int[] counts = new int[weights.length];
    for (int token : drawn(weights, 1)) {
      counts[token]++;
    }
    for (int id = 0; id < weights.length; id++) {
      double expected = weights[id] / 10 * DRAWS;
      // Five standard deviations of a binomial count.
      assertThat((double) counts[id]).as("id %d", id).isBetween(expected - 5 * Math.sqrt(expected), expected + 5 * Math.sqrt(expected));
    }
  }

  @Test
  void aDrawIsAFunctionOfSeedStepAndPlace() {
    double[] weights = {1, 1, 1, 1};
    assertThat(drawn(weights, 1)).isEqualTo(drawn(weights, 1)).isNotEqualTo(drawn(weights, 2));
    MaskedBatch whole = masked(8);
    CorruptedBatch all = new TokenTable(weights, Correct.ORIGINAL).replace(whole, new Draws(3, 5), true);
    int first = 0;
    for (MaskedBatch part : whole.parts(1)) {
      int[] some = new TokenTable(weights, Correct.ORIGINAL).replace(part, new Draws(3, 5), true).drawn();
      assertThat(some).containsExactly(java.util.Arrays.copyOfRange(all.drawn(), first, first + some.length));
      first += some.length;
    }
  }

  @Test
  void weightsMustAddUp() {
    for (double[] weights : new double[][] {{0, 0}, {Double.NaN}, {Double.POSITIVE_INFINITY}, {}}) {
      assertThatThrownBy(() -> new TokenTable(weights, Correct.ORIGINAL)).isInstanceOf(RuntimeException.class);
    }
  }

  private static int[] drawn(double[] weights, long seed) {
    return new TokenTable(weights, Correct.ORIGINAL).replace(masked(DRAWS), new Draws(seed, 0), true).drawn();
  }

  /** Examples of one position, each masked. */
  private static MaskedBatch masked(int examples) {
    int[] positions = new int[examples];
    int[] lengths = new int[examples];
    for (int i = 0; i < examples; i++) {
      positions[i] = i;
      lengths[i] = 1;
    }
    Batch batch = new Batch(examples, 1, new int[examples], new int[examples], lengths);
    return new MaskedBatch(batch, new int[examples], positions, new int[examples], new MaskedBatch.Place(0, 0, examples, examples,
        examples, examples));
  }
}
