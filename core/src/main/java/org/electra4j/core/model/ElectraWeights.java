package org.electra4j.core.model;

import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.nn.Start;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.WeightSharing;

/**
 * Weights of both networks: the only place that decides what is shared. A shared weight is the same object in both.
 *
 * @param main the main network's encoder; owns all that is shared
 * @param discriminatorHead on the main network
 * @param generator the generator's encoder, or null where no generator is learned
 * @param mlmHead on the generator, or null
 */
record ElectraWeights(EncoderWeights main, DiscriminatorHeadWeights discriminatorHead, EncoderWeights generator, MlmHeadWeights mlmHead) {

  static ElectraWeights declare(ParameterPlan plan, ElectraConfig config) {
    EncoderWeights main = EncoderWeights.declare(plan, "main", config.main(), config.start());
    DiscriminatorHeadWeights discriminatorHead = DiscriminatorHeadWeights.declare(plan, config.main(), config.start());
    if (!config.objective().learnsGenerator() || !(config.source() instanceof LearnedGenerator learned)) {
      return new ElectraWeights(main, discriminatorHead, null, null);
    }
    EncoderConfig size = config.generator();
    EncoderWeights generator = generatorEncoder(plan, size, config.start(), learned.sharing(), main);
    MlmHeadWeights mlmHead = MlmHeadWeights.declare(plan, "generator", size, config.start(), generator.embeddings().word());
    return new ElectraWeights(main, discriminatorHead, generator, mlmHead);
  }

  private static EncoderWeights generatorEncoder(ParameterPlan plan, EncoderConfig size, Start start, WeightSharing sharing,
      EncoderWeights main) {
    return switch (sharing) {
      case NONE -> EncoderWeights.declare(plan, "generator", size, start);
      case TOKEN_EMBEDDINGS -> EncoderWeights.declareAround(plan, "generator", size, start, main.embeddings().word());
      case EMBEDDINGS -> EncoderWeights.declareAround(plan, "generator", size, start, main.embeddings());
      case ALL -> main;
    };
  }
}
