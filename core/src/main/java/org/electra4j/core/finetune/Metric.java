package org.electra4j.core.finetune;

/** A score over predictions and gold labels, from -1 or 0 to 1. */
public enum Metric {
  ACCURACY,
  F1,
  MATTHEWS,
  PEARSON,
  SPEARMAN;

  /** The score; NaN where it is not defined, such as a correlation with a constant. */
  public double of(float[] predicted, float[] gold) {
    throw new UnsupportedOperationException("not yet");
  }
}
