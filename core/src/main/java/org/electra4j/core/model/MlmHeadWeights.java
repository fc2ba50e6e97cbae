package org.electra4j.core.model;

import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.Initializer;
import org.electra4j.core.nn.NormWeights;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.nn.Start;

/**
 * Weights of the masked-LM head; its output matrix is a word table that belongs to an encoder.
 *
 * @param dense [hidden, embedding]: to the table's width, not the network's
 * @param norm over embedding
 * @param word [vocabulary, embedding]
 * @param bias [1, vocabulary]
 */
public record MlmHeadWeights(DenseWeights dense, NormWeights norm, Parameter word, Parameter bias) {

  static MlmHeadWeights declare(ParameterPlan plan, String prefix, EncoderConfig size, Start start, Parameter word) {
    return new MlmHeadWeights(
        DenseWeights.declare(plan, prefix + "/head/dense", size.hiddenSize(), size.embeddingSize(), start.matrices()),
        NormWeights.declare(plan, prefix + "/head/norm", size.embeddingSize()), word,
        plan.declare(prefix + "/head/bias", 1, size.vocabularySize(), Initializer.ZEROS, false));
  }
}
