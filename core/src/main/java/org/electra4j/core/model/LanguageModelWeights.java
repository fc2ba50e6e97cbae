package org.electra4j.core.model;

import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.nn.Start;
import org.electra4j.core.objective.Prediction;

/**
 * Weights of the main network's heads where it names tokens.
 *
 * @param words the masked-LM head
 * @param gate [hidden, 1], or null where nothing is copied
 * @param nextSentence or null where it is not asked
 */
public record LanguageModelWeights(MlmHeadWeights words, DenseWeights gate, NextSentenceWeights nextSentence) {

  static LanguageModelWeights declare(ParameterPlan plan, EncoderConfig size, Start start, EncoderWeights main, Prediction prediction) {
    MlmHeadWeights words = MlmHeadWeights.declare(plan, "main", size, start, main.embeddings().word());
    // Not Glorot's wide start, which the discriminator's logit has: at first every gate is half open.
    DenseWeights gate = prediction instanceof Prediction.AllTokensMlm
        ? DenseWeights.declare(plan, "main/head/gate", size.hiddenSize(), 1, start.matrices()) : null;
    NextSentenceWeights nextSentence = prediction instanceof Prediction.MaskedLanguageModel(boolean asked) && asked
        ? NextSentenceWeights.declare(plan, size, start) : null;
    return new LanguageModelWeights(words, gate, nextSentence);
  }
}
