package org.electra4j.core.huggingface;

import org.electra4j.core.model.SequenceHeadWeights;
import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.nn.NormWeights;
import org.electra4j.core.tensor.Tensor;

/**
 * The published classifier, one dense layer on [CLS], as transformers' head of two layers with GELU between them.
 *
 * <p>GELU(x) is x where x is large. So the first layer adds to each hidden value what makes it large, and the second one takes off again
 * what that adds to its outputs. Hidden values come out of a normalisation, which bounds them. What is left is rounding, some 1e-6.
 */
final class PublishedHead {
  /** From here on GELU(x) is x in single precision. */
  private static final double LARGE = 6;

  private PublishedHead() {}

  /** Gives {@code target} the function of {@code head} over hidden values that {@code norm} made. */
  static void express(DenseWeights head, NormWeights norm, SequenceHeadWeights target) {
    Tensor weight = head.weight().value();
    int hidden = weight.rows();
    int outputs = weight.columns();
    double[] added = new double[outputs];
    for (int i = 0; i < hidden; i++) {
      double bound = Math.abs(norm.scale().value().get(0, i)) * Math.sqrt(hidden) + Math.abs(norm.shift().value().get(0, i));
      float shift = (float) Math.ceil(LARGE + bound);
      float sign = sign(weight, i, shift, added);
      for (int j = 0; j < hidden; j++) {
        target.dense().weight().value().set(i, j, i == j ? sign : 0f);
      }
      target.dense().bias().value().set(0, i, shift);
      for (int output = 0; output < outputs; output++) {
        target.output().weight().value().set(i, output, sign * weight.get(i, output));
        added[output] += (double) sign * shift * weight.get(i, output);
      }
    }
    for (int output = 0; output < outputs; output++) {
      target.output().bias().value().set(0, output, (float) (head.bias().value().get(0, output) - added[output]));
    }
  }

  /** Whether a hidden value goes through as it is or negated: so that what is added so far stays small, and its rounding with it. */
  private static float sign(Tensor weight, int i, float shift, double[] added) {
    double along = 0;
    for (int output = 0; output < added.length; output++) {
      along += added[output] * shift * weight.get(i, output);
    }
    return along > 0 ? -1f : 1f;
  }
}
