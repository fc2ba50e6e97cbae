package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.ReplacementSource.Uniform;
import org.electra4j.core.objective.ReplacementSource.Unigram;
import org.electra4j.core.objective.WeightSharing;
import org.electra4j.core.optim.AdamWConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlopsTest {
  private static final ElectraConfig SMALL = ElectraConfig.small(30522);

  /** What the published flops_computation.py prints for these settings. */
  @ParameterizedTest
  @CsvSource({"0.0625, 1.246e18", "0.125, 1.257e18", "0.25, 1.2937e18", "0.375, 1.350e18", "0.5, 1.4241e18",
      "0.75, 1.634e18", "1, 1.920e18"})
  void smallRunsCountAsThePublishedScriptSays(double size, double flops) {
    assertThat(Flops.published(SMALL.withSource(new LearnedGenerator(size, WeightSharing.EMBEDDINGS)), PretrainConfig.small()))
        .isCloseTo(flops, withPercentage(0.05));
  }

  @Test
  void aDiscriminatorAloneCountsAsThePublishedScriptSays() {
    assertThat(Flops.published(SMALL.withSource(new Uniform()), PretrainConfig.small())).isCloseTo(9.414e17, withPercentage(0.01));
    assertThat(Flops.published(SMALL.withSource(new Unigram()), PretrainConfig.small())).isCloseTo(9.414e17, withPercentage(0.01));
  }

  @Test
  void baseCountsAsThePublishedScriptSays() {
    PretrainConfig base = new PretrainConfig(512, 256, 1, 766_000, 2e-4, 10_000, AdamWConfig.PUBLISHED, 1);
    assertThat(Flops.published(ElectraConfig.base(30522), base)).isCloseTo(6.4245e19, withPercentage(0.01));
  }

  /** Added up by hand from the shapes: discriminator 10.32e6 multiply-adds forward, generator 1.38e6. */
  @Test
  void aTokenOfSmallTakesItsMatrixProducts() {
    assertThat(Flops.perToken(SMALL, 128)).isCloseTo(70.2e6, withPercentage(0.05));
    assertThat(Flops.perToken(SMALL.withSource(new Uniform()), 128)).isEqualTo(3 * 2 * 10_322_176.0);
  }
}
