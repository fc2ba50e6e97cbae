package org.electra4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
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

  /** Counts as of a text, draws against them: chi-square with 11 degrees of freedom, of which 0.1 % lie beyond 31.26. */
  @Test
  void drawsPassAChiSquareTestAgainstTheCountsAndFailItAgainstOthers() {
    double[] counts = {0, 0, 0, 0, 5210, 2604, 1733, 1301, 1040, 870, 744, 651, 579, 521, 473, 9};
    assertThat(chiSquare(drawn(counts, 1), counts)).isLessThan(31.26);
    double[] others = counts.clone();
    others[4] -= 260;
    others[9] += 260;
    assertThat(chiSquare(drawn(others, 1), counts)).as("a twentieth of one count given to another").isGreaterThan(31.26);
  }

  /** What is left is drawn by its share of what is left. */
  @Test
  void aDisallowedOriginalIsNeverDrawnAndTheOthersKeepTheirShares() {
    double[] counts = {0, 0, 0, 0, 5210, 2604, 1733, 1301, 1040, 870, 744, 651, 579, 521, 473, 9};
    for (int original : new int[] {0, 4, 9, 15}) {
      MaskedBatch masked = masked(DRAWS, original);
      int[] drawn = new TokenTable(counts, Correct.DISALLOWED).replace(masked, new Draws(2, 0), true).drawn();
      double[] left = counts.clone();
      left[original] = 0;
      assertThat(drawn).doesNotContain(original);
      assertThat(chiSquare(drawn, left)).as("without %d", original).isLessThan(31.26);
    }
    int[] only = new TokenTable(new double[] {0, 3, 0}, Correct.DISALLOWED).replace(masked(4, 1), new Draws(2, 0), true).drawn();
    assertThat(only).as("there is nothing else").containsOnly(1);
  }

  private static double chiSquare(int[] drawn, double[] counts) {
    int[] found = new int[counts.length];
    for (int id : drawn) {
      found[id]++;
    }
    double total = Arrays.stream(counts).sum();
    double chiSquare = 0;
    for (int id = 0; id < counts.length; id++) {
      double expected = counts[id] / total * drawn.length;
      assertThat(expected == 0 && found[id] > 0).as("id %d has no weight", id).isFalse();
      chiSquare += expected == 0 ? 0 : (found[id] - expected) * (found[id] - expected) / expected;
    }
    return chiSquare;
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
      assertThat(some).containsExactly(Arrays.copyOfRange(all.drawn(), first, first + some.length));
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
    return masked(examples, 0);
  }

  private static MaskedBatch masked(int examples, int original) {
    int[] positions = new int[examples];
    int[] lengths = new int[examples];
    int[] targets = new int[examples];
    Arrays.fill(targets, original);
    for (int i = 0; i < examples; i++) {
      positions[i] = i;
      lengths[i] = 1;
    }
    Batch batch = new Batch(examples, 1, new int[examples], new int[examples], lengths);
    return new MaskedBatch(batch, new int[examples], positions, targets, new MaskedBatch.Place(0, 0, examples, examples,
        examples, examples));
  }
}
