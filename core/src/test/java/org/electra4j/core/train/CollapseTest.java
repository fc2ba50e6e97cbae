package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.electra4j.core.model.ElectraSettings;
import org.junit.jupiter.api.Test;

/** A main network that breaks down is named within three rows of the curve; runs that learn, or have not yet begun to, are not. */
class CollapseTest {
  private static final double REPLACED = 0.13;
  private static final double ENTROPY = 0.38636;

  private static CurvePoint point(long step, double prediction) {
    return new CurvePoint(step, 20, 5, prediction, 1, 1e-4, REPLACED);
  }

  /** Rows at which it is noticed, for shares of the entropy. */
  private static List<Integer> noticed(double... shares) {
    List<CurvePoint> curve = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    for (double share : shares) {
      curve.add(point(curve.size() + 1, share * ENTROPY));
      if (Collapse.begins(curve)) {
        rows.add(curve.size());
      }
    }
    return rows;
  }

  @Test
  void aBreakdownIsNamedOnce() {
    assertThat(noticed(1.5, 1.02, 0.97, 0.96, 0.95, 0.94, 0.94, 1.01, 1.02, 1.01, 1.01, 1.02, 1.01)).containsExactly(10);
    assertThat(noticed(0.9, 0.9, 0.9, 0.9, 0.9, 1.1, 1.1, 1.1, 0.9, 0.9, 1.1, 1.1, 1.1)).containsExactly(8, 13);
  }

  @Test
  void whatHasNotLearnedHasNotBrokenDown() {
    assertThat(noticed(1.9, 1.2, 1.01, 1.01, 1.01, 1.0001, 1.01, 1.01)).isEmpty();
    assertThat(noticed(0.97, 0.97, 0.97, 0.97, 1.01, 1.01, 1.01)).isEmpty();
    assertThat(noticed(0.9, 0.9, 0.9, 0.9, 0.9, 1.01, 1.01, 0.99, 1.01, 1.01)).isEmpty();
  }

  @Test
  void learnedIsClearlyAndMoreThanOnce() {
    List<CurvePoint> curve = new ArrayList<>();
    for (int row = 1; row <= 5; row++) {
      assertThat(Collapse.hasLearned(curve)).as("%d rows", row - 1).isFalse();
      curve.add(point(2 * row - 1, 0.99 * ENTROPY));
      curve.add(point(2 * row, 0.97 * ENTROPY));
    }
    assertThat(Collapse.hasLearned(curve)).isTrue();
  }

  @Test
  void noFalseAlarmOnNoisyRunsThatLearn() {
    for (long seed = 1; seed <= 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] shares = new double[400];
      for (int row = 0; row < shares.length; row++) {
        shares[row] = 0.93 + 0.6 * Math.exp(-row / 10.0) + 0.015 * random.nextGaussian();
      }
      assertThat(noticed(shares)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void onlyWhereAllTokensAreJudged() {
    assertThat(Collapse.applies(TinyData.MODEL)).isTrue();
    assertThat(Collapse.applies(ElectraSettings.apply(TinyData.MODEL, Map.of("judged", "masked-tokens")))).isFalse();
    assertThat(Collapse.stands(point(1, ENTROPY * 1.001))).isTrue();
    assertThat(Collapse.stands(point(1, ENTROPY * 0.999))).isFalse();
  }
}
