package org.electra4j.core.objective;

/**
 * How a token is drawn for a masked position.
 *
 * @param choice by chance, as published, or always the likeliest
 * @param temperature divides the logits before sampling; 1 as published, not read by {@link Choice#ARGMAX}
 * @param correct what becomes of a draw that hits the original
 */
public record Replacement(Choice choice, double temperature, Correct correct) {

  /** By chance or the likeliest. */
  public enum Choice { SAMPLE, ARGMAX }

  /** A draw that hits the original is called original, as published; has no part in the replaced-token loss; or never happens. */
  public enum Correct { ORIGINAL, EXCLUDED, DISALLOWED }

  /** As published: sampled, at temperature 1, a hit being original. */
  public static final Replacement PUBLISHED = new Replacement(Choice.SAMPLE, 1, Correct.ORIGINAL);
}
