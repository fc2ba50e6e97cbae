package org.electra4j.core.finetune;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.nn.EmbeddingWeights;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.nn.LayerWeights;
import org.electra4j.core.nn.NormWeights;
import org.electra4j.core.nn.Parameter;

/**
 * Layer-wise learning rates: the head learns at the full rate, each layer below at a fraction of the one above.
 *
 * <p>The multiplier is decay^(layers + 2 - depth), with depth 0 for embeddings and projection, i + 1 for layer i, layers + 2 for the head:
 * as published, with its gap of two between last layer and head.
 */
final class LayerRates implements ToDoubleFunction<Parameter> {
  private final Map<Parameter, Double> multipliers = new IdentityHashMap<>();

  LayerRates(EncoderWeights encoder, DenseWeights head, double decay) {
    int layers = encoder.layers().size();
    double embeddings = StrictMath.pow(decay, layers + 2);
    EmbeddingWeights tables = encoder.embeddings();
    put(embeddings, tables.word(), tables.position(), tables.segment());
    put(embeddings, tables.norm());
    if (encoder.projection() != null) {
      put(embeddings, encoder.projection());
    }
    for (int index = 0; index < layers; index++) {
      LayerWeights layer = encoder.layers().get(index);
      double multiplier = StrictMath.pow(decay, layers + 1 - index);
      put(multiplier, layer.queryKeyValue(), layer.attentionOutput(), layer.feedForwardIn(), layer.feedForwardOut());
      put(multiplier, layer.attentionNorm(), layer.feedForwardNorm());
    }
    put(1, head);
  }

  private void put(double multiplier, Parameter... parameters) {
    for (Parameter parameter : parameters) {
      multipliers.put(parameter, multiplier);
    }
  }

  private void put(double multiplier, DenseWeights... denses) {
    for (DenseWeights dense : denses) {
      put(multiplier, dense.weight(), dense.bias());
    }
  }

  private void put(double multiplier, NormWeights... norms) {
    for (NormWeights norm : norms) {
      put(multiplier, norm.scale(), norm.shift());
    }
  }

  /** The multiplier of a parameter; IllegalArgumentException for one that belongs to neither encoder nor head. */
  @Override
  public double applyAsDouble(Parameter parameter) {
    Double multiplier = multipliers.get(parameter);
    if (multiplier == null) {
      throw new IllegalArgumentException("parameter " + parameter + " has no layer, hence no learning rate");
    }
    return multiplier;
  }
}
