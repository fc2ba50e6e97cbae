package org.electra4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.electra4j.core.nn.Start;
import org.electra4j.core.objective.GeneratorTraining;
import org.electra4j.core.objective.MaskRecipe;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.Prediction;
import org.electra4j.core.objective.Prediction.Judged;
import org.electra4j.core.objective.Replacement;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.ReplacementSource.Uniform;
import org.electra4j.core.objective.ReplacementSource.Unigram;
import org.electra4j.core.objective.WeightSharing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElectraSettingsTest {
  private static final ElectraConfig SMALL = ElectraConfig.small(30522);

  private static final Map<String, String> BERT =
      Map.of("prediction", "masked-language-model", "nextSentence", "true", "maskShare", "0.8", "randomShare", "0.1");
  private static final Map<String, String> TWO_STAGE =
      Map.of("training", "two-stage", "generatorSteps", "5", "generatorSize", "1", "sharing", "none");
  private static final Map<String, String> ADVERSARIAL = Map.of("training", "adversarial");

  @Test
  void theKeysAndTheirOrderAreFixed() {
    assertThat(ElectraSettings.of(SMALL).toString()).isEqualTo("{vocabularySize=30522, maxPositions=512, embeddingSize=128, "
        + "hiddenSize=256, layers=12, headSize=64, minimumHeads=1, dropout=0.1, prediction=replaced-token-detection, "
        + "judged=all-tokens, nextSentence=false, source=learned, generatorSize=0.25, sharing=embeddings, training=joint, "
        + "generatorSteps=0, replacement=sample, temperature=1, correct=original, maskRate=0.15, drawing=published, maskShare=0.85, "
        + "randomShare=0, generatorWeight=1, "
        + "discriminatorWeight=50, init=published, initDeviation=0.02, positionScale=3}");
  }

  @Test
  void everyConfigurationComesBackFromItsStrings() {
    ElectraConfig every = new ElectraConfig(7, 9, 6, 12, 2, 3, 2, 1 / 3.0, new Objective(
        new LearnedGenerator(1 / 3.0, WeightSharing.TOKEN_EMBEDDINGS), new Prediction.ReplacedTokenDetection(Judged.MASKED_TOKENS),
        new GeneratorTraining.Joint(), new Replacement(Replacement.Choice.SAMPLE, 1e-7, Replacement.Correct.EXCLUDED)),
        new MaskRecipe(0.25, MaskRecipe.Drawing.EXACT, 0.5, 0.25), 0.1 + 0.2, 1e20, new Start.Neighbours(0.02, 2.5));
    for (ElectraConfig config : List.of(SMALL, ElectraConfig.tiny(99), ElectraConfig.base(30522), every, SMALL.withSource(new Unigram()),
        SMALL.withSource(new Uniform()), SMALL.withSource(new LearnedGenerator(1, WeightSharing.ALL)),
        ElectraSettings.apply(SMALL, BERT), ElectraSettings.apply(SMALL, TWO_STAGE), ElectraSettings.apply(SMALL, ADVERSARIAL),
        ElectraSettings.apply(SMALL, Map.of("prediction", "replace-mlm", "correct", "disallowed")),
        ElectraSettings.apply(SMALL, Map.of("prediction", "all-tokens-mlm")))) {
      assertThat(ElectraSettings.apply(ElectraConfig.base(5), ElectraSettings.of(config))).isEqualTo(config);
    }
  }

  @Test
  void runsThatAreTheSameHaveTheSameStrings() {
    ElectraConfig unigram = SMALL.withSource(new Unigram());
    ElectraConfig fromHalf = ElectraSettings.apply(SMALL.withSource(new LearnedGenerator(0.5, WeightSharing.NONE)),
        Map.of("source", "unigram"));
    assertThat(fromHalf).isEqualTo(unigram);
    ElectraConfig argmax = ElectraSettings.apply(ElectraSettings.apply(SMALL, Map.of("temperature", "2")), Map.of("replacement", "argmax"));
    assertThat(ElectraSettings.of(argmax)).containsEntry("temperature", "1");
    assertThat(ElectraSettings.apply(SMALL, Map.of("init", "neighbours", "positionScale", "2")).start())
        .isEqualTo(new Start.Neighbours(0.02, 2));
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', value = {"source, unigram, generatorSize, 1/2", "source, uniform, sharing, none",
      "source, unigram, temperature, 2", "source, unigram, maskShare, 1", "source, unigram, generatorWeight, 2",
      "replacement, argmax, temperature, 0.5", "init, published, positionScale, 4",
      "prediction, masked-language-model, source, unigram", "prediction, masked-language-model, generatorSize, 1/2",
      "prediction, masked-language-model, training, adversarial", "prediction, masked-language-model, judged, masked-tokens",
      "prediction, masked-language-model, replacement, argmax", "prediction, masked-language-model, correct, disallowed",
      "prediction, masked-language-model, discriminatorWeight, 2", "prediction, replace-mlm, judged, masked-tokens",
      "prediction, replace-mlm, correct, excluded", "prediction, replace-mlm, nextSentence, true",
      "source, unigram, training, adversarial", "source, unigram, randomShare, 0.1", "training, joint, generatorSteps, 3",
      "training, adversarial, generatorWeight, 2"})
  void aChangeThatNothingReadsIsRefused(String key, String value, String unread, String change) {
    assertThatThrownBy(() -> ElectraSettings.apply(SMALL, Map.of(key, value, unread, change))).isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("%s is %s, but nothing reads it with ", unread, change);
    String usual = ElectraSettings.of(SMALL).get(unread);
    assertThat(ElectraSettings.apply(SMALL, Map.of(key, value, unread, usual))).isNotNull();
  }

  @Test
  void whatAnotherPredictionLeavesUnreadGoesBackToItsDefault() {
    ElectraConfig bert = ElectraSettings.apply(ElectraSettings.apply(SMALL, TWO_STAGE), BERT);
    assertThat(bert).isEqualTo(ElectraSettings.apply(SMALL, BERT));
    assertThat(ElectraSettings.of(bert)).containsEntry("training", "joint").containsEntry("generatorSize", "0.25");
    assertThat(ElectraSettings.apply(ElectraSettings.apply(SMALL, TWO_STAGE), Map.of("source", "unigram")))
        .isEqualTo(SMALL.withSource(new Unigram()));
  }

  @Test
  void aVocabularyWideLossWeighsOneUnlessSaidOtherwise() {
    for (String prediction : List.of("replace-mlm", "all-tokens-mlm")) {
      ElectraConfig config = ElectraSettings.apply(SMALL, Map.of("prediction", prediction));
      assertThat(config.discriminatorWeight()).isEqualTo(1);
      assertThat(ElectraSettings.apply(config, Map.of("prediction", "replaced-token-detection")).discriminatorWeight()).isEqualTo(50);
      assertThat(ElectraSettings.apply(SMALL, Map.of("prediction", prediction, "discriminatorWeight", "7")).discriminatorWeight())
          .isEqualTo(7);
    }
  }

  @Test
  void fractionsAndSpellingsAreUnderstood() {
    ElectraConfig changed = ElectraSettings.apply(SMALL, Map.of("generatorSize", "1/8", "dropout", "1e-1", "sharing", "TOKEN-EMBEDDINGS"));
    assertThat(changed.source()).isEqualTo(new LearnedGenerator(0.125, WeightSharing.TOKEN_EMBEDDINGS));
    assertThat(ElectraSettings.of(changed)).containsEntry("generatorSize", "0.125").containsEntry("dropout", "0.1");
  }

  @Test
  void anUnknownKeyIsNamedWithItsNearest() {
    assertThatThrownBy(() -> ElectraSettings.apply(SMALL, Map.of("hidenSize", "3"))).isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("there is no key hidenSize: did you mean hiddenSize? The keys are vocabularySize, maxPositions, ");
  }

  @ParameterizedTest
  @CsvSource({"layers, 2.5, expected a whole number", "layers, 99999999999, expected a whole number of at most", "dropout, NaN, a number",
      "dropout, 0x1p-3, a number", "dropout, 1/0/2, a number",
      "sharing, some, 'one of none, none-as-published, token-embeddings, embeddings, all'",
      "layers, 0, 1 to 1024", "prediction, bert, 'expected one of replaced-token-detection, '",
      "initDeviation, 0, more than 0", "generatorSize, 1/0, at most 4", "temperature, 0, more than 0"})
  void aValueThatIsNoneIsRefused(String key, String value, String message) {
    assertThatThrownBy(() -> ElectraSettings.apply(SMALL, Map.of(key, value))).isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(key + " is ").hasMessageContaining(message);
  }
}
