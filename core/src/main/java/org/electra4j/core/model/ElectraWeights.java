package org.electra4j.core.model;

import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.nn.Initializer;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.nn.Start;
import org.electra4j.core.objective.GeneratorTraining.Adversarial;
import org.electra4j.core.objective.Prediction.ReplacedTokenDetection;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.Stage;
import org.electra4j.core.objective.WeightSharing;

/**
 * Weights of both networks: the only place that decides what is shared. A shared weight is the same object in both.
 *
 * @param main the main network's encoder; owns all that is shared
 * @param discriminatorHead on the main network, or null where it names tokens
 * @param languageModel heads on the main network where it names tokens, or null
 * @param generator the generator's encoder, or null where no generator is learned
 * @param mlmHead on the generator, or null
 * @param baseline of an adversarial generator's rewards, [hidden, 1], or null
 */
public record ElectraWeights(EncoderWeights main, DiscriminatorHeadWeights discriminatorHead, LanguageModelWeights languageModel,
    EncoderWeights generator, MlmHeadWeights mlmHead, Parameter baseline) {
  private static final String MAIN = "main/";
  private static final String GENERATOR = "generator/";
  private static final String GENERATOR_HEADS = "generator/head/";

  /** Declares all that this configuration trains. */
  public static ElectraWeights declare(ParameterPlan plan, ElectraConfig config) {
    EncoderWeights main = EncoderWeights.declare(plan, "main", config.main(), config.start());
    DiscriminatorHeadWeights discriminatorHead = null;
    LanguageModelWeights languageModel = null;
    if (config.objective().prediction() instanceof ReplacedTokenDetection) {
      discriminatorHead = DiscriminatorHeadWeights.declare(plan, config.main(), config.start());
    } else {
      languageModel = LanguageModelWeights.declare(plan, config.main(), config.start(), main, config.objective().prediction());
    }
    if (!config.objective().learnsGenerator() || !(config.source() instanceof LearnedGenerator learned)) {
      return new ElectraWeights(main, discriminatorHead, languageModel, null, null, null);
    }
    EncoderConfig size = config.generator();
    EncoderWeights generator = generatorEncoder(plan, size, config.start(), learned.sharing(), main);
    MlmHeadWeights mlmHead = MlmHeadWeights.declare(plan, "generator", size, config.start(), generator.embeddings().word());
    // A baseline that starts at zero expects ln 2, the loss of a main network that knows nothing.
    Parameter baseline = config.objective().training() instanceof Adversarial
        ? plan.declare(GENERATOR_HEADS + "baseline", size.hiddenSize(), 1, Initializer.ZEROS, true) : null;
    return new ElectraWeights(main, discriminatorHead, languageModel, generator, mlmHead, baseline);
  }

  private static EncoderWeights generatorEncoder(ParameterPlan plan, EncoderConfig size, Start start, WeightSharing sharing,
      EncoderWeights main) {
    return switch (sharing) {
      case NONE, NONE_AS_PUBLISHED -> EncoderWeights.declare(plan, "generator", size, start);
      case TOKEN_EMBEDDINGS -> EncoderWeights.declareAround(plan, "generator", size, start, main.embeddings().word());
      case EMBEDDINGS -> EncoderWeights.declareAround(plan, "generator", size, start, main.embeddings());
      case ALL -> main;
    };
  }

  /** Whether a parameter learns in this stage; what is shared learns whoever does, but stages of one network alone share nothing. */
  static boolean learns(Parameter parameter, Stage stage) {
    return switch (stage) {
      case TOGETHER -> true;
      case GENERATOR -> parameter.name().startsWith(GENERATOR);
      case MAIN -> parameter.name().startsWith(MAIN);
    };
  }

  /** Gives the main network's encoder the values of the generator's; heads and moments stay as they are. */
  static void copyGeneratorToMain(ParameterPlan plan) {
    for (Parameter parameter : plan.parameters()) {
      String name = parameter.name();
      if (name.startsWith(GENERATOR) && !name.startsWith(GENERATOR_HEADS)) {
        Parameter target = plan.get(MAIN + name.substring(GENERATOR.length()));
        target.value().segment().copyFrom(parameter.value().segment());
      }
    }
  }
}
