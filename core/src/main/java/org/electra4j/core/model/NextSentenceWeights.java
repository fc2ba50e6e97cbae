package org.electra4j.core.model;

import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.Initializer.GlorotUniform;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.nn.Start;

/**
 * Weights of the next-sentence head.
 *
 * @param pooler [hidden, hidden]
 * @param logit [hidden, 1]
 */
public record NextSentenceWeights(DenseWeights pooler, DenseWeights logit) {

  static NextSentenceWeights declare(ParameterPlan plan, EncoderConfig size, Start start) {
    int hidden = size.hiddenSize();
    return new NextSentenceWeights(DenseWeights.declare(plan, "main/head/next_sentence/pooler", hidden, hidden, start.matrices()),
        DenseWeights.declare(plan, "main/head/next_sentence/logit", hidden, 1, new GlorotUniform()));
  }
}
