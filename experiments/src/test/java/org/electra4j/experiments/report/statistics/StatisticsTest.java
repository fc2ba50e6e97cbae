package org.electra4j.experiments.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Against figures made by hand from tables of Student's t (t(0.975, 2) = 4.3027, t(0.8, 2) = 1.0607), and by SciPy where it says so. */
class StatisticsTest {
  private static final Offset<Double> CLOSE = within(5e-4);

  @Test
  void spreadOfThreeValues() {
    // Squares about the mean 2.5: 2.25 + 0.25 + 4 = 6.5; halved 3.25.
    Spread spread = Spread.of(1, 2, Double.NaN, 4.5);
    assertThat(spread.count()).isEqualTo(3);
    assertThat(spread.mean()).isEqualTo(2.5, CLOSE);
    assertThat(spread.deviation()).isEqualTo(1.80278, CLOSE);
    assertThat(spread.interval()).isEqualTo(4.30265 * 1.80278 / Math.sqrt(3), CLOSE);
  }

  @Test
  void oneValueHasNoSpreadAndNoTest() {
    MeanTest test = MeanTest.of(0.7);
    assertThat(test.spread()).isEqualTo(new Spread(0.7, Double.NaN, Double.NaN, 1));
    assertThat(test.p()).isNaN();
    assertThat(test.detectable()).isNaN();
    assertThat(Spread.of().mean()).isNaN();
  }

  @Test
  void testOfAMean() {
    // SciPy's ttest_1samp gives t = 2.40192, p = 0.138273.
    MeanTest test = MeanTest.of(1, 2, 4.5);
    assertThat(test.p()).isEqualTo(0.138273, CLOSE);
    assertThat(test.detectable()).isEqualTo((4.30265 + 1.06066) * 1.80278 / Math.sqrt(3), CLOSE);
    assertThat(MeanTest.of(-1, -2, -4.5).p()).isEqualTo(test.p());
    assertThat(MeanTest.of(0.3, -0.1, 0.4, 0.2, 0.6).p()).isEqualTo(0.072855, CLOSE);
  }

  @Test
  void differencesThatAreAllTheSame() {
    assertThat(MeanTest.of(0, 0, 0).p()).isEqualTo(1);
    assertThat(MeanTest.of(0.5, 0.5).p()).isEqualTo(0);
    assertThat(MeanTest.of(0.5, 0.5).detectable()).isEqualTo(0);
  }

  @Test
  void nearZeroAndFarFromIt() {
    // Mean 2.5, standard error 1.04083; with two degrees of freedom P(t > x) = 1/2 - x / (2 sqrt(2 + x x)): 0.0370 for 3.5 / 1.04083.
    MeanTest test = MeanTest.of(1, 2, 4.5);
    assertThat(test.pWithin(6)).isEqualTo(0.0389, CLOSE);
    assertThat(test.pBeyond(6)).isEqualTo(1 - 0.0389, CLOSE);
    assertThat(test.pBeyond(0)).isEqualTo(test.p() / 2, within(1e-12));
    assertThat(MeanTest.of(0.5, 0.5).pWithin(1)).isEqualTo(0);
    assertThat(MeanTest.of(0.5, 0.5).pBeyond(1)).isEqualTo(1);
    assertThat(MeanTest.of(0.5).pWithin(1)).isNaN();
  }

  @Test
  void holmMultipliesBySmallerAndSmallerNumbers() {
    // 0.01 x 4; 0.03 x 3 = 0.09; 0.04 x 2 = 0.08, but not less than 0.09; 0.5.
    assertThat(Holm.adjusted(0.04, 0.01, Double.NaN, 0.5, 0.03)).containsExactly(new double[] {0.09, 0.04, Double.NaN, 0.5, 0.09},
        within(1e-12));
    assertThat(Holm.adjusted(0.4, 0.6)).containsExactly(new double[] {0.8, 0.8}, within(1e-12));
    assertThat(Holm.adjusted(0.9, 0.8)).containsExactly(1, 1);
    assertThat(Holm.adjusted()).isEmpty();
  }

  @Test
  void ranksAreComparedNotValues() {
    assertThat(RankCorrelation.of(new double[] {1, 2, 30, 4}, new double[] {1, 2, 4, 3})).isEqualTo(1, CLOSE);
    // Differences of ranks 1, 1, 0: 1 - 6 x 2 / (3 x 8).
    assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {2, 1, 3})).isEqualTo(0.5, CLOSE);
    // Ranks 1.5, 1.5, 3 against 1, 2, 3: products about the means 1.5, squares 1.5 and 2; 1.5 / sqrt(3).
    assertThat(RankCorrelation.of(new double[] {5, 5, 9}, new double[] {1, 2, 3})).isEqualTo(0.866025, CLOSE);
    assertThat(RankCorrelation.of(new double[] {1, 2}, new double[] {1, 2})).isNaN();
    assertThat(RankCorrelation.of(new double[] {1, 1, 1}, new double[] {1, 2, 3})).isNaN();
  }
}
