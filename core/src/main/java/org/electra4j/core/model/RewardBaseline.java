package org.electra4j.core.model;

import org.electra4j.core.nn.Parameter;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Reinforce;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.Sgemm;
import org.electra4j.simd.Sgemm.Op;
import org.electra4j.simd.Sgemm.Store;
import org.electra4j.simd.WorkerPool;

/**
 * What an adversarial generator expects its rewards to be: one logit per masked position, w h, from the hidden state h that the masked-LM
 * head reads. Only w learns from the difference; the hidden states get no gradient from here.
 */
final class RewardBaseline {
  private final WorkerPool workers;
  private final Parameter weight;
  private final int hidden;
  /** w h of each draw: [draws, 1]; in backward the gradient of the baseline's own loss. */
  private final Tensor logits;

  /** Over a weight [hidden, 1]. */
  RewardBaseline(Parameter weight, Workspace space, int maxDraws) {
    this.weight = weight;
    workers = space.workers();
    hidden = weight.rows();
    logits = space.tensor(maxDraws, 1);
  }

  /** Reads hidden states [draws, hidden]. */
  void forward(int draws, Tensor hiddenStates) {
    Sgemm.run(workers, Op.N, Op.N, draws, 1, hidden, hiddenStates.segment(), hidden, weight.value().segment(), 1, Store.OVERWRITE,
        logits.segment(), 1);
  }

  /** The expected reward of a draw. */
  double baseline(int draw) {
    return Reinforce.baseline(logits.get(draw, 0));
  }

  /** Adds the gradient of the whole batch's mean cross-entropy; rewards [rows, 1], hidden states [draws, hidden]. */
  void backward(MaskedBatch masked, boolean[] standing, Tensor rewards, Tensor hiddenStates) {
    int draws = standing.length;
    for (int draw = 0; draw < draws; draw++) {
      double derivative = Reinforce.baselineDerivative(logits.get(draw, 0), rewards.get(masked.positions()[draw], 0));
      logits.set(draw, 0, standing[draw] ? (float) (derivative / masked.place().positions()) : 0f);
    }
    Sgemm.run(workers, Op.T, Op.N, hidden, 1, draws, hiddenStates.segment(), hidden, logits.segment(), 1, Store.ACCUMULATE,
        weight.gradient().segment(), 1);
  }
}
