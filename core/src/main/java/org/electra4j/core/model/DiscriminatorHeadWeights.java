package org.electra4j.core.model;

import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.Initializer.GlorotUniform;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.nn.Start;

/**
 * Weights of the replaced-token head.
 *
 * @param dense [hidden, hidden]
 * @param logit [hidden, 1]
 */
public record DiscriminatorHeadWeights(DenseWeights dense, DenseWeights logit) {

  static DiscriminatorHeadWeights declare(ParameterPlan plan, EncoderConfig size, Start start) {
    int hidden = size.hiddenSize();
    return new DiscriminatorHeadWeights(DenseWeights.declare(plan, "main/head/dense", hidden, hidden, start.matrices()),
        DenseWeights.declare(plan, "main/head/logit", hidden, 1, new GlorotUniform()));
  }
}
