package org.electra4j.core.objective;

/**
 * How a token is drawn from a generator's logits.
 *
 * @param choice by chance, as published, or always the likeliest
 * @param temperature divides the logits before sampling; 1 as published, not read by {@link Choice#ARGMAX}
 */
public record Replacement(Choice choice, double temperature) {

  /** By chance or the likeliest. */
  public enum Choice { SAMPLE, ARGMAX }

  /** As published: sampled, at temperature 1. */
  public static final Replacement PUBLISHED = new Replacement(Choice.SAMPLE, 1);
}
