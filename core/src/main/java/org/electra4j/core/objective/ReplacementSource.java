package org.electra4j.core.objective;

/** What stands at the masked positions of the main network's input. */
public sealed interface ReplacementSource {

  /**
   * Tokens drawn from a masked-language-model that is trained beside the main network.
   *
   * @param size its width as a fraction of the main network's: hidden size, feed-forward size and heads; its depth is the same
   * @param sharing what the two have in common
   */
  record LearnedGenerator(double size, WeightSharing sharing) implements ReplacementSource {}

  /** Tokens drawn by their frequency in the training text; nothing is learned. */
  record Unigram() implements ReplacementSource {}

  /** Tokens drawn uniformly from the vocabulary, special tokens left out; nothing is learned. */
  record Uniform() implements ReplacementSource {}
}
