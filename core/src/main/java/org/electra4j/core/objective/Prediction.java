package org.electra4j.core.objective;

/** What the main network is asked about its input (paper, section 3.4). */
public sealed interface Prediction {

  /** Which tokens a replaced-token loss counts: all, as published, or those at masked positions alone. */
  enum Judged { ALL_TOKENS, MASKED_TOKENS }

  /**
   * Whether each token is the original: ELECTRA.
   *
   * @param judged tokens that count; {@link Judged#MASKED_TOKENS} is the paper's "ELECTRA 15 %"
   */
  record ReplacedTokenDetection(Judged judged) implements Prediction {}

  /**
   * The original token at masked positions, from an input that holds [MASK] there: BERT, without any generator.
   *
   * @param nextSentence whether [CLS] is asked, too, if the second segment followed the first
   */
  record MaskedLanguageModel(boolean nextSentence) implements Prediction {}

  /** The original token at masked positions, from an input that holds the generator's draws there. */
  record ReplaceMlm() implements Prediction {}

  /** The original token at every position, from the same input, with a gate that may copy the input's token. */
  record AllTokensMlm() implements Prediction {}

  /** As published: replaced-token detection over all tokens. */
  Prediction PUBLISHED = new ReplacedTokenDetection(Judged.ALL_TOKENS);

  /** Whether tokens are drawn for the masked positions; all but BERT's. */
  default boolean drawsReplacements() {
    return !(this instanceof MaskedLanguageModel);
  }

  /** Weight of its loss where nothing else is said: 50, as published, for a yes or no; 1 where a word is asked for, as of a generator. */
  default double usualWeight() {
    return this instanceof ReplaceMlm || this instanceof AllTokensMlm ? 1 : 50;
  }
}
