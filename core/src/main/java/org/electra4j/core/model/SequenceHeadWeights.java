package org.electra4j.core.model;

import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.nn.Initializer.GlorotUniform;
import org.electra4j.core.nn.ParameterPlan;

/**
 * Weights of the head that transformers puts on [CLS] (ElectraClassificationHead): dense, GELU, dense. The published code has the second
 * dense layer alone.
 *
 * @param dense [hidden, hidden]
 * @param output [hidden, labels]
 */
public record SequenceHeadWeights(DenseWeights dense, DenseWeights output) {

  /** Declares both. */
  public static SequenceHeadWeights declare(ParameterPlan plan, int hidden, int labels) {
    return new SequenceHeadWeights(DenseWeights.declare(plan, "classifier/dense", hidden, hidden, new GlorotUniform()),
        DenseWeights.declare(plan, "classifier/output", hidden, labels, new GlorotUniform()));
  }
}
