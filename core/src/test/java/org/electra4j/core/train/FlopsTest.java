package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Map;
import java.util.TreeMap;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.core.objective.GeneratorTraining;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.Prediction;
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

  /** What the published script prints for BERT-Small (1.45 million steps) and BERT-Base. */
  @Test
  void bertCountsAsThePublishedScriptSays() {
    Objective bert = SMALL.objective().withPrediction(new Prediction.MaskedLanguageModel(false));
    PretrainConfig longer = PretrainSettings.apply(PretrainConfig.small(), Map.of("steps", "1450000"));
    assertThat(Flops.published(SMALL.withObjective(bert), longer)).isCloseTo(1.4187e18, withPercentage(0.01));
    PretrainConfig base = new PretrainConfig(512, 256, 1, 1_000_000, 2e-4, 10_000, AdamWConfig.PUBLISHED, 1);
    assertThat(Flops.published(ElectraConfig.base(30522).withObjective(bert), base)).isCloseTo(6.4283e19, withPercentage(0.01));
  }

  /**
   * Small enough to be added up by hand. Multiply-adds of a position: the main network, 2 layers of 8 x 8 over 10 positions, no projection:
   * 2 (12 * 64 + 2 * 10 * 8) = 1856; the generator, 2 layers of 4 and a projection from 8: 32 + 2 (12 * 16 + 2 * 10 * 4) = 576, or of 8,
   * 1856. The discriminator's head 64 + 8 = 72. Words of 20, at two of ten positions: 8 (8 + 20) / 5 = 44.8 from 8, 8 (4 + 20) / 5 = 38.4
   * from 4.
   */
  @ParameterizedTest
  @CsvSource({"judged=masked-tokens, 1928, 614.4", "correct=excluded, 1928, 614.4", "source=unigram, 1928, 0",
      "prediction=replace-mlm, 1900.8, 614.4", "prediction=all-tokens-mlm, 2088, 614.4", "prediction=masked-language-model, 1900.8, 0",
      "prediction=masked-language-model nextSentence=true, 1908, 0", "training=adversarial, 1928, 615.2"})
  void everyObjectiveTakesItsMatrixProducts(String objective, double main, double generator) {
    assertThat(Flops.run(hand(objective), HAND)).isCloseTo(6 * (main + generator) * 10 * 4 * 7, withPercentage(1e-9));
    assertThat(Flops.perToken(hand(objective), 10)).isCloseTo(6 * (main + generator), withPercentage(1e-9));
  }

  /** Three steps of the generator, forward and backward; four of the main network, for which the generator goes forward alone. */
  @Test
  void twoStagesTakeOneAfterTheOther() {
    String twoStage = "training=two-stage generatorSteps=3 generatorSize=1 sharing=none";
    double generator = 1856 + 44.8;
    assertThat(Flops.run(hand(twoStage), HAND)).isCloseTo(2 * (3 * 3 * generator + 4 * (3 * 1928.0 + generator)) * 10 * 4,
        withPercentage(1e-9));
    PretrainConfig small = PretrainConfig.small();
    ElectraConfig alone = SMALL.withObjective(SMALL.objective().withPrediction(new Prediction.MaskedLanguageModel(false)));
    double bert = Flops.published(alone, small);
    double discriminator = Flops.published(SMALL.withSource(new Uniform()), small);
    Objective half = SMALL.objective().withSource(new LearnedGenerator(1, WeightSharing.NONE))
        .withTraining(new GeneratorTraining.TwoStage(500_000));
    assertThat(Flops.published(SMALL.withObjective(half), small)).isCloseTo(bert / 2 + discriminator / 2 + bert / 4, withPercentage(1e-9));
  }

  private static final PretrainConfig HAND = new PretrainConfig(10, 4, 2, 7, 1e-3, 1, AdamWConfig.PUBLISHED, 1);

  private static ElectraConfig hand(String objective) {
    Map<String, String> changes = new TreeMap<>(Map.of("maxPositions", "16", "embeddingSize", "8", "hiddenSize", "8", "layers", "2",
        "headSize", "4", "maskRate", "0.2"));
    for (String setting : objective.split(" ")) {
      changes.put(setting.split("=")[0], setting.split("=")[1]);
    }
    return ElectraSettings.apply(ElectraSettings.apply(ElectraConfig.small(20), Map.of("generatorSize", "1/2")), changes);
  }

  /** Added up by hand from the shapes: discriminator 10.32e6 multiply-adds forward, generator 1.38e6. */
  @Test
  void aTokenOfSmallTakesItsMatrixProducts() {
    assertThat(Flops.perToken(SMALL, 128)).isCloseTo(70.2e6, withPercentage(0.05));
    assertThat(Flops.perToken(SMALL.withSource(new Uniform()), 128)).isEqualTo(3 * 2 * 10_322_176.0);
  }
}
