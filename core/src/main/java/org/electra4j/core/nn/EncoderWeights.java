package org.electra4j.core.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * Weights of an encoder. A shared weight is the same record, or the same parameter, in two of these.
 *
 * @param embeddings tables and their norm
 * @param projection [embedding, hidden], or null where the two are equal
 * @param layers from the first to the last
 */
public record EncoderWeights(EmbeddingWeights embeddings, DenseWeights projection, List<LayerWeights> layers) {

  /** Declares everything under the prefix. */
  public static EncoderWeights declare(ParameterPlan plan, String prefix, EncoderConfig size, Start start) {
    return declareAround(plan, prefix, size, start, EmbeddingWeights.declare(plan, prefix, size, start));
  }

  /** Declares projection and layers around a word table that is somebody else's; the other tables and the norm are its own. */
  public static EncoderWeights declareAround(ParameterPlan plan, String prefix, EncoderConfig size, Start start, Parameter word) {
    return declareAround(plan, prefix, size, start, EmbeddingWeights.declareAround(plan, prefix, size, start, word));
  }

  /** Declares projection and layers around embeddings that are somebody else's. */
  public static EncoderWeights declareAround(ParameterPlan plan, String prefix, EncoderConfig size, Start start,
      EmbeddingWeights embeddings) {
    DenseWeights projection = size.projected()
        ? DenseWeights.declare(plan, prefix + "/projection", size.embeddingSize(), size.hiddenSize(), start.projection(size))
        : null;
    List<LayerWeights> layers = new ArrayList<>();
    for (int index = 0; index < size.layers(); index++) {
      layers.add(LayerWeights.declare(plan, prefix, size, start, index));
    }
    return new EncoderWeights(embeddings, projection, List.copyOf(layers));
  }
}
