package org.electra4j.core.nn;

/**
 * The three tables and their norm.
 *
 * @param word [vocabulary, embedding]
 * @param position [maxPositions, embedding]
 * @param segment [2, embedding]
 * @param norm over embedding
 */
public record EmbeddingWeights(Parameter word, Parameter position, Parameter segment, NormWeights norm) {

  /** Declares all four under {@code prefix/embeddings}. */
  public static EmbeddingWeights declare(ParameterPlan plan, String prefix, EncoderConfig size, Start start) {
    Parameter word = plan.declare(prefix + "/embeddings/word", size.vocabularySize(), size.embeddingSize(), start.words(), true);
    return declareAround(plan, prefix, size, start, word);
  }

  /** Declares all but the word table, which is somebody else's. */
  public static EmbeddingWeights declareAround(ParameterPlan plan, String prefix, EncoderConfig size, Start start, Parameter word) {
    String name = prefix + "/embeddings";
    return new EmbeddingWeights(word,
        plan.declare(name + "/position", size.maxPositions(), size.embeddingSize(), start.positions(size), true),
        plan.declare(name + "/segment", 2, size.embeddingSize(), start.matrices(), true),
        NormWeights.declare(plan, name + "/norm", size.embeddingSize()));
  }
}
