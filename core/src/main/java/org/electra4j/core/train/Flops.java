package org.electra4j.core.train;

import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.nn.EncoderConfig;

/** Floating-point operations of pre-training, by two conventions (docs/numerics.md). A multiplication with its addition counts as two. */
public final class Flops {
  /** The published script's share of positions that reach the output softmax: 20 of 128. */
  private static final double PUBLISHED_OUTPUT_SHARE = 20 / 128.0;

  private Flops() {}

  /** Matrix products of one position, forward and twice that backward, the generator's head at its share of masked positions. */
  public static double perToken(ElectraConfig model, int length) {
    double hidden = model.hiddenSize();
    double forward = products(model.main(), length) + 2 * hidden * hidden + 2 * hidden;
    if (model.objective().learnsGenerator()) {
      EncoderConfig generator = model.generator();
      double masked = model.masking().draws(length, length) / (double) length;
      forward += products(generator, length)
          + masked * 2 * generator.embeddingSize() * ((double) generator.hiddenSize() + generator.vocabularySize());
    }
    return 3 * forward;
  }

  private static double products(EncoderConfig size, int length) {
    double hidden = size.hiddenSize();
    double projection = size.projected() ? 2.0 * size.embeddingSize() * hidden : 0;
    double attention = 8 * hidden * hidden + 4 * length * hidden;
    double feedForward = 4 * hidden * size.feedForwardSize();
    return projection + size.layers() * (attention + feedForward);
  }

  /** The published script's count of a whole run: table look-ups as products, backward counted like forward. */
  public static double published(ElectraConfig model, PretrainConfig config) {
    int length = config.length();
    double hidden = model.hiddenSize();
    double forward = publishedEncoder(model.main(), length) + 2 * hidden * hidden + hidden + 8 * hidden + 2 * hidden;
    if (model.objective().learnsGenerator()) {
      EncoderConfig size = model.generator();
      double embedding = size.embeddingSize();
      double vocabulary = size.vocabularySize();
      double head = 2 * embedding * vocabulary + 2 * size.hiddenSize() * embedding + embedding + 8 * embedding + 5 * embedding
          + 5 * vocabulary + 2 * vocabulary;
      forward += publishedEncoder(size, length) + PUBLISHED_OUTPUT_SHARE * head;
    }
    return 2 * forward * config.batchSize() * config.steps() * length;
  }

  /** Embeddings and layers by the script's constants: dropout 4, normalisation 5, activation 8, softmax 5 for each element. */
  private static double publishedEncoder(EncoderConfig size, int length) {
    double hidden = size.hiddenSize();
    double inner = size.feedForwardSize();
    double embedding = size.embeddingSize();
    double heads = size.heads();
    double queryKeyValue = 6 * hidden * hidden + 3 * hidden;
    double scores = 2 * hidden * length + (5 + 4 + 1) * length * heads;
    double context = 2 * hidden * length;
    // The script counts 5 for the first normalisation as a whole, and 5 per element for the second.
    double output = 2 * hidden * hidden + hidden + 4 * hidden + hidden + 5;
    double feedForward = 2 * hidden * inner + 8 * inner + inner + 2 * hidden * inner + hidden + 4 * hidden + hidden + 5 * hidden;
    double tables = 2 * embedding * size.vocabularySize() + 2 * embedding * (length + 2) + (2 + 5 + 4) * embedding;
    double projection = size.projected() ? 2 * hidden * embedding + hidden : 0;
    return size.layers() * (queryKeyValue + scores + context + output + feedForward) + tables + projection;
  }
}
