package org.electra4j.core.objective;

/**
 * How positions are chosen and masked. What is neither masked nor made a random word keeps its token, and is predicted and replaced all the
 * same.
 *
 * @param rate share of a text's tokens that are drawn, special tokens counted
 * @param drawing with or without replacement
 * @param maskShare share of the draws that become [MASK]
 * @param randomShare share of the draws that become a random word; 0 as published, 0.1 in BERT, beside a maskShare of 0.8
 */
public record MaskRecipe(double rate, Drawing drawing, double maskShare, double randomShare) {

  /** With replacement, so that a position may be drawn twice, as the published code does; or every position at most once. */
  public enum Drawing { PUBLISHED, EXACT }

  /** As the published code: 15 %, with replacement, 85 % of the draws masked. */
  public static final MaskRecipe PUBLISHED = new MaskRecipe(0.15, Drawing.PUBLISHED, 0.85, 0);

  /** Without random words. */
  public MaskRecipe(double rate, Drawing drawing, double maskShare) {
    this(rate, drawing, maskShare, 0);
  }

  /** Upper bound of the draws of one example of this length (published code: max_predictions_per_seq); at least 1. */
  public int maxDraws(int length) {
    return Math.max(1, (int) ((rate + 0.005) * length));
  }

  /** Draws of an example with this many tokens, [CLS] and [SEP] counted; rounded half to even in single precision, as published. */
  public int draws(int tokens, int length) {
    return Math.max(1, Math.min(maxDraws(length), (int) Math.rint((double) (tokens * (float) rate))));
  }
}
