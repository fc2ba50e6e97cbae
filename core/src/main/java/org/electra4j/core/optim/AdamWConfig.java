package org.electra4j.core.optim;

/**
 * Constants of AdamW.
 *
 * @param beta1 memory of the first moment
 * @param beta2 memory of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay on parameters that are decayed at all
 */
public record AdamWConfig(double beta1, double beta2, double epsilon, double weightDecay) {
  /** As published for pre-training: 0.9, 0.999, 1e-6, 0.01. */
  public static final AdamWConfig PUBLISHED = new AdamWConfig(0.9, 0.999, 1e-6, 0.01);
}
