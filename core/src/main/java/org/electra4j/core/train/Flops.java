package org.electra4j.core.train;

import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.objective.GeneratorTraining.Adversarial;
import org.electra4j.core.objective.GeneratorTraining.TwoStage;
import org.electra4j.core.objective.Prediction;

/**
 * Floating-point operations of pre-training, by two conventions (docs/numerics.md). A multiplication with its addition counts as two. What
 * an objective asks for is counted, not what is computed twice to save memory.
 */
public final class Flops {
  /** The published script's share of positions that reach the output softmax: 20 of 128. */
  private static final double PUBLISHED_OUTPUT_SHARE = 20 / 128.0;
  /** Matrix products: backward is two of them for each one forward. */
  private static final int LEARNING = 3;
  /** The published script counts backward like forward. */
  private static final int PUBLISHED_LEARNING = 2;

  private Flops() {}

  /** Forward operations of one position. */
  private record Forward(double main, double generator) {
    /** With both networks learning. */
    double together(int learning) {
      return learning * (main + generator);
    }

    /** Of one position at each step of a whole run; in two stages the generator learns alone, then only draws. */
    double run(ElectraConfig model, PretrainConfig config, int learning) {
      return model.objective().training() instanceof TwoStage(long generatorSteps)
          ? generatorSteps * (learning * generator) + (config.steps() - generatorSteps) * (learning * main + generator)
          : together(learning) * config.steps();
    }
  }

  /**
   * Matrix products of one position where both networks learn, or the one that there is: forward and twice that backward, heads over words
   * at their share of positions.
   */
  public static double perToken(ElectraConfig model, int length) {
    return forward(model, length).together(LEARNING);
  }

  /** Matrix products of a whole run. In two stages the generator learns alone, then stays as it is and only draws. */
  public static double run(ElectraConfig model, PretrainConfig config) {
    return forward(model, config.length()).run(model, config, LEARNING) * config.length() * config.batchSize();
  }

  private static Forward forward(ElectraConfig model, int length) {
    double hidden = model.hiddenSize();
    double masked = model.masking().draws(length, length) / (double) length;
    double main = products(model.main(), length) + switch (model.objective().prediction()) {
      case Prediction.ReplacedTokenDetection _ -> 2 * hidden * hidden + 2 * hidden;
      case Prediction.MaskedLanguageModel(boolean nextSentence) -> words(model.main(), masked)
          + (nextSentence ? (2 * hidden * hidden + 2 * hidden) / length : 0);
      case Prediction.ReplaceMlm _ -> words(model.main(), masked);
      case Prediction.AllTokensMlm _ -> words(model.main(), 1) + 2 * hidden;
    };
    double generator = 0;
    if (model.objective().learnsGenerator()) {
      generator = products(model.generator(), length) + words(model.generator(), masked)
          + (model.objective().training() instanceof Adversarial ? masked * 2 * model.generator().hiddenSize() : 0);
    }
    return new Forward(main, generator);
  }

  /** The masked-LM head at a share of positions. */
  private static double words(EncoderConfig size, double share) {
    return share * 2 * size.embeddingSize() * ((double) size.hiddenSize() + size.vocabularySize());
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
    double yesOrNo = 2 * hidden * hidden + hidden + 8 * hidden + 2 * hidden;
    double main = publishedEncoder(model.main(), length) + switch (model.objective().prediction()) {
      case Prediction.ReplacedTokenDetection _ -> yesOrNo;
      case Prediction.MaskedLanguageModel(boolean nextSentence) -> PUBLISHED_OUTPUT_SHARE * publishedWords(model.main())
          + (nextSentence ? yesOrNo / length : 0);
      case Prediction.ReplaceMlm _ -> PUBLISHED_OUTPUT_SHARE * publishedWords(model.main());
      case Prediction.AllTokensMlm _ -> publishedWords(model.main()) + 2 * hidden;
    };
    double generator = 0;
    if (model.objective().learnsGenerator()) {
      EncoderConfig size = model.generator();
      generator = publishedEncoder(size, length) + PUBLISHED_OUTPUT_SHARE * publishedWords(size)
          + (model.objective().training() instanceof Adversarial ? PUBLISHED_OUTPUT_SHARE * 2 * size.hiddenSize() : 0);
    }
    return new Forward(main, generator).run(model, config, PUBLISHED_LEARNING) * config.batchSize() * length;
  }

  /** The script's masked-LM head at one position. */
  private static double publishedWords(EncoderConfig size) {
    double embedding = size.embeddingSize();
    double vocabulary = size.vocabularySize();
    return 2 * embedding * vocabulary + 2 * size.hiddenSize() * embedding + embedding + 8 * embedding + 5 * embedding + 5 * vocabulary
        + 2 * vocabulary;
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
