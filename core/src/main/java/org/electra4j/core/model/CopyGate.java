package org.electra4j.core.model;

import org.electra4j.core.nn.Dense;
import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.objective.CopyMixture;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;

/** The chance to copy the input's token, read from its hidden state; mixes it with the softmax ({@link CopyMixture}). */
final class CopyGate {
  private final Dense dense;
  /** Logit of each token's chance to be copied: [draws, 1]; in backward its gradient. */
  private final Tensor gates;
  private boolean[] copied;

  CopyGate(DenseWeights weights, Workspace space, int maxDraws) {
    dense = new Dense(weights, space.workers());
    gates = space.tensor(maxDraws, 1);
  }

  /** Reads the gates of hidden states [draws, hidden]; {@code copied} says where the input holds the original. */
  void forward(Tensor hiddenStates, boolean[] copied) {
    this.copied = copied;
    dense.forward(copied.length, hiddenStates, gates);
  }

  /** Logit of a token's gate. */
  float gate(int draw) {
    return gates.get(draw, 0);
  }

  /** Sum of the mixtures' losses, given the softmax's cross-entropies [draws, 1]; ascending, in double. */
  double loss(Tensor crossEntropies) {
    double sum = 0;
    for (int draw = 0; draw < copied.length; draw++) {
      sum += CopyMixture.loss(gates.get(draw, 0), crossEntropies.get(draw, 0), copied[draw]);
    }
    return sum;
  }

  /** The factor of each softmax's gradient, [draws, 1], from the cross-entropies and one factor for all. */
  void scales(Tensor crossEntropies, double factor, Tensor scales) {
    for (int draw = 0; draw < copied.length; draw++) {
      double share = CopyMixture.generatedShare(gates.get(draw, 0), crossEntropies.get(draw, 0), copied[draw]);
      scales.set(draw, 0, (float) (factor * share));
    }
  }

  /** Adds to the weights' gradients, and to dHiddenStates [draws, hidden]. */
  void backward(Tensor hiddenStates, Tensor crossEntropies, double factor, Tensor dHiddenStates) {
    for (int draw = 0; draw < copied.length; draw++) {
      double derivative = CopyMixture.gateDerivative(gates.get(draw, 0), crossEntropies.get(draw, 0), copied[draw]);
      gates.set(draw, 0, (float) (factor * derivative));
    }
    dense.backwardAdding(copied.length, hiddenStates, gates, dHiddenStates);
  }
}
