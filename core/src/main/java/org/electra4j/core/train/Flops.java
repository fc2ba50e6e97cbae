package org.electra4j.core.train;

import org.electra4j.core.model.ElectraConfig;

/** Floating-point operations of pre-training, by two conventions (docs/numerics.md). */
public final class Flops {
  private Flops() {}

  /** Matrix products of one position, forward and twice that backward, the generator's head at its share of masked positions. */
  public static double perToken(ElectraConfig model, int length) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The published script's count of a whole run: table look-ups as products, backward counted like forward. */
  public static double published(ElectraConfig model, PretrainConfig config) {
    throw new UnsupportedOperationException("not yet");
  }
}
