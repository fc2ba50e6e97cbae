package org.electra4j.core.nn;

/**
 * Sizes of one encoder.
 *
 * @param vocabularySize rows of the word table
 * @param maxPositions rows of the position table
 * @param embeddingSize width of the three tables
 * @param hiddenSize width of the layers; a projection stands between when it differs from the embedding size
 * @param layers transformer layers
 * @param heads attention heads; divides hiddenSize
 * @param feedForwardSize inner width of the feed-forward blocks
 * @param dropout rate after the embeddings, on attention probabilities and on both branches of a layer
 */
public record EncoderConfig(int vocabularySize, int maxPositions, int embeddingSize, int hiddenSize, int layers, int heads,
    int feedForwardSize, float dropout) {

  /** Refuses sizes that no encoder can have. */
  public EncoderConfig {
    if (vocabularySize < 1 || maxPositions < 1 || embeddingSize < 1 || hiddenSize < 1 || layers < 1 || heads < 1 || feedForwardSize < 1) {
      throw new IllegalArgumentException("encoder sizes must be at least 1");
    }
    if (hiddenSize % heads != 0) {
      throw new IllegalArgumentException("hidden size %d is not divisible by %d heads".formatted(hiddenSize, heads));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout %s: expected 0 or more, below 1".formatted(dropout));
    }
  }

  /** Width of one head. */
  public int headSize() {
    return hiddenSize / heads;
  }

  /** Whether a dense layer stands between embeddings and layers. */
  public boolean projected() {
    return embeddingSize != hiddenSize;
  }
}
