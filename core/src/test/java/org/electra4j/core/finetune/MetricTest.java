package org.electra4j.core.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values worked out by hand. */
class MetricTest {
  /** Two true and one false positive, one false and three true negatives. */
  private static final float[] PREDICTED = {1, 1, 1, 0, 0, 0, 0};
  private static final float[] GOLD = {1, 1, 0, 1, 0, 0, 0};

  @Test
  void accuracyIsTheShareOfRightAnswers() {
    assertThat(Metric.ACCURACY.of(PREDICTED, GOLD)).isEqualTo(5.0 / 7);
    assertThat(Metric.ACCURACY.of(new float[] {2, 1, 0}, new float[] {2, 2, 0})).isEqualTo(2.0 / 3);
  }

  @Test
  void f1OfClassOneCountsFalsePositivesAndFalseNegatives() {
    assertThat(Metric.F1.of(PREDICTED, GOLD)).isEqualTo(4.0 / 6);
    // One of one predicted is right, two of three are missed: precision 1, recall 1/3.
    assertThat(Metric.F1.of(new float[] {1, 0, 0, 0}, new float[] {1, 1, 1, 0})).isEqualTo(0.5);
    assertThat(Metric.F1.of(new float[] {0, 1}, new float[] {1, 0})).isZero();
    assertThat(Metric.F1.of(new float[] {0, 0}, new float[] {0, 0})).isZero();
  }

  @Test
  void matthewsIsTheCorrelationOfTwoYesNoVariables() {
    // (2 * 3 - 1 * 1) / sqrt(3 * 3 * 4 * 4)
    assertThat(Metric.MATTHEWS.of(PREDICTED, GOLD)).isCloseTo(5.0 / 12, within(1e-15));
    assertThat(Metric.MATTHEWS.of(PREDICTED, GOLD)).isCloseTo(Metric.PEARSON.of(PREDICTED, GOLD), within(1e-15));
    assertThat(Metric.MATTHEWS.of(GOLD, GOLD)).isCloseTo(1, within(1e-15));
    assertThat(Metric.MATTHEWS.of(new float[] {1, 1, 0}, new float[] {0, 0, 1})).isCloseTo(-1, within(1e-15));
    assertThat(Metric.MATTHEWS.of(new float[] {1, 1, 1}, new float[] {0, 0, 1})).isZero();
  }

  @Test
  void pearsonIsLinearCorrelation() {
    // Deviations -1.5 -.5 .5 1.5 and -1.5 .5 -.5 1.5: 4 / 5.
    assertThat(Metric.PEARSON.of(new float[] {1, 2, 3, 4}, new float[] {1, 3, 2, 4})).isCloseTo(0.8, within(1e-15));
    assertThat(Metric.PEARSON.of(new float[] {1, 2, 4}, new float[] {-3, -5, -9})).isCloseTo(-1, within(1e-15));
    assertThat(Metric.PEARSON.of(new float[] {0.1f, 0.1f, 0.1f}, new float[] {1, 2, 3})).isZero();
  }

  @Test
  void spearmanSharesTheRanksOfTies() {
    // Ranks 0 1.5 1.5 3 and 0 1 2 3: covariance 4.5, spreads 4.5 and 5.
    double tied = 4.5 / Math.sqrt(4.5 * 5);
    assertThat(Metric.SPEARMAN.of(new float[] {1, 7, 7, 9}, new float[] {10, 20, 30, 40})).isCloseTo(tied, within(1e-15));
    assertThat(Metric.SPEARMAN.of(new float[] {1, 10, 100}, new float[] {0, 1, 2})).isCloseTo(1, within(1e-15));
    assertThat(Metric.SPEARMAN.of(new float[] {0f, -0f, 1}, new float[] {1, 2, 3}))
        .isCloseTo(1.5 / Math.sqrt(1.5 * 2), within(1e-15));
    assertThat(Metric.SPEARMAN.of(new float[] {5, 5}, new float[] {1, 2})).isZero();
  }

  @Test
  void spearmanEqualsTheTextbookFormulaWithoutTies() {
    SplittableRandom random = new SplittableRandom(3);
    int count = 200;
    float[] x = new float[count];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) random.nextDouble();
      y[i] = x[i] + (float) random.nextDouble();
    }
    double squares = 0;
    for (int i = 0; i < count; i++) {
      int below = 0;
      for (int j = 0; j < count; j++) {
        below += (x[j] < x[i] ? 1 : 0) - (y[j] < y[i] ? 1 : 0);
      }
      squares += (double) below * below;
    }
    assertThat(Metric.SPEARMAN.of(x, y)).isCloseTo(1 - 6 * squares / ((double) count * ((double) count * count - 1)), within(1e-12));
  }

  @ParameterizedTest
  @EnumSource
  void nothingToScoreHasNoScore(Metric metric) {
    assertThat(metric.of(new float[0], new float[0])).isNaN();
    assertThatThrownBy(() -> metric.of(new float[1], new float[2])).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 predictions for 2 labels");
  }
}
