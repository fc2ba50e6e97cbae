package org.electra4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.core.train.CurvePoint;
import org.junit.jupiter.api.Test;

/** The words of the column health. */
class RunResultTest {
  private static final ElectraConfig MODEL = ElectraConfig.tiny(200);
  private static final double REPLACED = 0.13;
  private static final double ENTROPY = 0.38636;

  /** A row of a curve whose main network is this much worse than one answer for all tokens. */
  private static CurvePoint point(long step, double share) {
    return new CurvePoint(step, 20, 5, share * ENTROPY, 1, 1e-4, REPLACED);
  }

  private static String health(ElectraConfig model, List<Long> spikes, double... shares) {
    List<CurvePoint> curve = LongStream.range(0, shares.length).mapToObj(row -> point(row + 1, shares[(int) row])).toList();
    return RunResult.health(model, new PretrainJob.Finished(curve, spikes, null, 0, "", null, 0, 0));
  }

  @Test
  void aHealthyRunHasNone() {
    assertThat(health(MODEL, List.of(), 1.5, 1.1, 0.95)).isEmpty();
    assertThat(health(MODEL, List.of())).isEmpty();
  }

  @Test
  void whatNeverLearnedHasNotCollapsed() {
    assertThat(health(MODEL, List.of(), 1.8)).isEqualTo("the main network's loss ended no lower than that of one answer for all tokens");
    assertThat(health(MODEL, List.of(), 0.9, 0.9, 0.9, 0.9, 0.9, 1.01)).isEqualTo("collapse of the main network");
  }

  @Test
  void whereOnlyMaskedTokensAreJudgedItSaysNothing() {
    assertThat(health(ElectraSettings.apply(MODEL, Map.of("judged", "masked-tokens")), List.of(), 1.8)).isEmpty();
  }

  @Test
  void jumpsAreNamedUntilTheyAreTooMany() {
    assertThat(health(MODEL, List.of(7L, 90L), 0.9)).isEqualTo("spike at step 7; spike at step 90");
    assertThat(health(MODEL, Stream.iterate(10L, step -> step + 10).limit(30).toList(), 1.2))
        .isEqualTo("30 spikes from step 10 to 300; the main network's loss ended no lower than that of one answer for all tokens");
  }
}
