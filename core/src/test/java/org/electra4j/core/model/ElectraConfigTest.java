package org.electra4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.objective.GeneratorTraining;
import org.electra4j.core.objective.GeneratorTraining.TwoStage;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.Prediction;
import org.electra4j.core.objective.Replacement;
import org.electra4j.core.objective.ReplacementSource;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.WeightSharing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElectraConfigTest {
  private static final int PUBLISHED_VOCABULARY = 30522;

  /** Worked out by hand from the sizes of each table and layer. */
  @ParameterizedTest
  @CsvSource({"0.25, EMBEDDINGS, 14196219", "1, NONE, 27095739", "1, NONE_AS_PUBLISHED, 31068731", "0.25, NONE_AS_PUBLISHED, 16170107",
      "1, TOKEN_EMBEDDINGS, 23188923", "1, EMBEDDINGS, 23122875",
      "1, ALL, 13612731", "0.0625, EMBEDDINGS, 13623435", "0.125, EMBEDDINGS, 13740635", "0.375, EMBEDDINGS, 14946715",
      "0.5, EMBEDDINGS, 15975611", "0.75, EMBEDDINGS, 18967675"})
  void smallHasThePublishedNumberOfParameters(double size, WeightSharing sharing, long parameters) {
    ElectraConfig config = ElectraConfig.small(PUBLISHED_VOCABULARY).withSource(new LearnedGenerator(size, sharing));
    assertThat(count(config)).isEqualTo(parameters);
  }

  @Test
  void baseHasThePublishedNumberOfParameters() {
    assertThat(count(ElectraConfig.base(PUBLISHED_VOCABULARY))).isEqualTo(119_386_427);
  }

  @Test
  void withoutAGeneratorOnlyTheDiscriminatorIsLeft() {
    ElectraConfig small = ElectraConfig.small(PUBLISHED_VOCABULARY);
    assertThat(count(small.withSource(new ReplacementSource.Uniform()))).isEqualTo(13_549_057);
    assertThat(count(small.withSource(new ReplacementSource.Unigram()))).isEqualTo(13_549_057);
  }

  @Test
  void sharingEverythingAsksForEqualSizes() {
    assertThatThrownBy(() -> ElectraConfig.small(1000).withSource(new LearnedGenerator(0.25, WeightSharing.ALL)))
        .isInstanceOf(ConfigException.class).hasMessage("sharing is ALL: expected generatorSize 1 with it, or another sharing");
  }

  @Test
  void sharingNothingHasOneNameWhereTheWidthsAreOne() {
    assertThatThrownBy(() -> ElectraConfig.small(1000).withSource(new LearnedGenerator(0.5, WeightSharing.NONE_AS_PUBLISHED)))
        .isInstanceOf(ConfigException.class).hasMessageStartingWith("sharing is none-as-published: expected none, which is the same");
  }

  @Test
  void sizesThatHeadsDoNotDivideAreRefused() {
    // 200 wide makes 3 heads of 64 and a remainder.
    assertThatThrownBy(() -> ElectraConfig.small(1000).withSource(new LearnedGenerator(200 / 256.0, WeightSharing.EMBEDDINGS)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("generatorSize * hiddenSize is 200, which 3 attention heads do not divide");
  }

  @ParameterizedTest
  @CsvSource({"-0.1", "1", "NaN"})
  void dropoutIsAShare(double dropout) {
    assertThatThrownBy(() -> ElectraConfig.small(1000).withDropout(dropout)).isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("dropout is " + dropout);
  }

  @Test
  void combinationsWithoutAMeaningAreRefused() {
    Objective published = ElectraConfig.small(1000).objective();
    Objective equal = published.withSource(new LearnedGenerator(1, WeightSharing.NONE));
    GeneratorTraining adversarial = new GeneratorTraining.Adversarial();
    refused("training is two-stage: expected generatorSize 1", published.withTraining(new TwoStage(9)));
    refused("training is two-stage: expected sharing none", published.withSource(new LearnedGenerator(1, WeightSharing.EMBEDDINGS))
        .withTraining(new TwoStage(9)));
    refused("generatorSteps is 0: expected at least 1", equal.withTraining(new TwoStage(0)));
    refused("training is adversarial: expected prediction replaced-token-detection",
        published.withPrediction(new Prediction.ReplaceMlm()).withTraining(adversarial));
    refused("training is adversarial: expected replacement sample", published.withTraining(adversarial)
        .withReplacement(new Replacement(Replacement.Choice.ARGMAX, 1, Replacement.Correct.ORIGINAL)));
    for (Objective fixed : List.of(published.withSource(new ReplacementSource.Unigram()),
        published.withPrediction(new Prediction.MaskedLanguageModel(false)))) {
      refused("expected joint where no generator is learned", fixed.withTraining(adversarial));
      refused("expected joint where no generator is learned", fixed.withTraining(new TwoStage(9)));
    }
    assertThat(ElectraConfig.small(1000).withObjective(equal.withTraining(new TwoStage(9))).objective().learnsGenerator()).isTrue();
  }

  private static void refused(String message, Objective objective) {
    assertThatThrownBy(() -> ElectraConfig.small(1000).withObjective(objective)).isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void sharesOfDrawsAreAtMostAll() {
    assertThatThrownBy(() -> ElectraSettings.apply(ElectraConfig.small(1000), Map.of("maskShare", "0.85", "randomShare", "0.2")))
        .isInstanceOf(ConfigException.class).hasMessageStartingWith("randomShare is 0.2: expected 0 or more, and at most 1 together");
  }

  private static long count(ElectraConfig config) {
    ParameterPlan plan = new ParameterPlan();
    ElectraWeights.declare(plan, config);
    return plan.count();
  }
}
