package org.electra4j.core.objective;

/**
 * Training of a generator to raise the main network's loss (paper, appendix on adversarial training): the reward R of a draw is that loss
 * at its own position, and the gradient that of -(R - b) log p(draw), where the baseline b = -log sigmoid(w h) is read from the generator's
 * hidden state h. The weights w learn by cross-entropy: sigmoid(w h) towards e^-R, the probability that the main network gave to the truth.
 */
public final class Reinforce {
  private Reinforce() {}

  /** Which draws stand in the corrupted batch: all but those that a later draw for the same position took the place of. */
  public static boolean[] standing(MaskedBatch masked) {
    boolean[] standing = new boolean[masked.draws()];
    boolean[] taken = new boolean[masked.maskedIds().length];
    for (int draw = standing.length - 1; draw >= 0; draw--) {
      int row = masked.positions()[draw];
      standing[draw] = !taken[row];
      taken[row] = true;
    }
    return standing;
  }

  /** b = -log sigmoid(logit), without overflow for any logit. */
  public static double baseline(double logit) {
    return Math.max(-logit, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(logit)));
  }

  /** Derivative of the baseline's cross-entropy by its logit: sigmoid(logit) - e^-R. */
  public static double baselineDerivative(double logit, double reward) {
    return 1 / (1 + StrictMath.exp(-logit)) - StrictMath.exp(-reward);
  }
}
