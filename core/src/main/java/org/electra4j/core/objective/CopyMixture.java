package org.electra4j.core.objective;

/**
 * The loss of All-Tokens MLM at one position: -log(D [input is the original] + (1 - D) p), with D = sigmoid(gate) the chance to copy the
 * input's token and p the softmax's probability of the original (paper, section 3.4).
 */
public final class CopyMixture {
  private CopyMixture() {}

  /**
   * The loss in nats, without overflow or cancellation.
   *
   * @param gate the gate's logit
   * @param crossEntropy -log p
   * @param copied whether the input holds the original
   */
  public static double loss(double gate, double crossEntropy, boolean copied) {
    double generated = softplus(gate) + crossEntropy;
    if (!copied) {
      return generated;
    }
    double fromInput = softplus(-gate);
    return Math.min(fromInput, generated) - StrictMath.log1p(StrictMath.exp(-Math.abs(fromInput - generated)));
  }

  /** How much of the original's probability the softmax gives, 0 to 1: the derivative of the loss by the cross-entropy. */
  public static double generatedShare(double gate, double crossEntropy, boolean copied) {
    return copied ? sigmoid(-(gate + crossEntropy)) : 1;
  }

  /** The derivative of the loss by the gate's logit: D less the share of the probability that copying gives. */
  public static double gateDerivative(double gate, double crossEntropy, boolean copied) {
    return sigmoid(gate) - (copied ? sigmoid(gate + crossEntropy) : 0);
  }

  /** Whether copying the input is likelier than the softmax's likeliest token, given the probabilities of both under the softmax. */
  public static boolean copies(double gate, double ofInput, double ofLikeliest) {
    return sigmoid(gate) >= sigmoid(-gate) * (ofLikeliest - ofInput);
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }
}
