package org.electra4j.core.nn;

import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.DropoutMask;
import org.electra4j.simd.RowNorm;
import org.electra4j.simd.WorkerPool;

/** Scale and shift over {@link RowNorm}, with each row's mean and inverse deviation kept for backward. */
public final class LayerNorm {
  /** As published (docs/numerics.md). */
  private static final float EPSILON = 1e-12f;

  private final NormWeights weights;
  private final WorkerPool workers;
  private final int width;
  /** Mean of every row: [rows, 1]. */
  private final Tensor mean;
  /** 1 / sqrt(variance + epsilon) of every row: [rows, 1]. */
  private final Tensor inverseDeviation;

  /** A layer over these weights for at most maxRows rows. */
  public LayerNorm(NormWeights weights, Workspace space, int maxRows) {
    this.weights = weights;
    this.workers = space.workers();
    this.width = weights.scale().columns();
    this.mean = space.tensor(maxRows, 1);
    this.inverseDeviation = space.tensor(maxRows, 1);
  }

  /** y = norm(x), both [rows, width]. */
  public void forward(int rows, Tensor x, Tensor y) {
    RowNorm.forward(workers, rows, width, x.segment(), weights.scale().value().segment(), weights.shift().value().segment(), EPSILON,
        y.segment(), mean.segment(), inverseDeviation.segment());
  }

  /** dx from dy, with x as in forward; dx may be dy. */
  public void backward(int rows, Tensor dy, Tensor x, Tensor dx) {
    RowNorm.backward(workers, rows, width, dy.segment(), x.segment(), weights.scale().value().segment(), mean.segment(),
        inverseDeviation.segment(), dx.segment(), weights.scale().gradient().segment(), weights.shift().gradient().segment());
  }

  /** branch becomes the sum of residual and dropped-out branch; y = norm(sum). */
  public void forwardResidual(int rows, Tensor branch, DropoutMask mask, Tensor residual, Tensor y) {
    RowNorm.forwardResidual(workers, rows, width, branch.segment(), mask, residual.segment(), weights.scale().value().segment(),
        weights.shift().value().segment(), EPSILON, branch.segment(), y.segment(), mean.segment(), inverseDeviation.segment());
  }

  /** dStream, which comes as dy, becomes the gradient of the sum, and so of the residual; dBranch that of the branch before dropout. */
  public void backwardResidual(int rows, Tensor dStream, Tensor sum, DropoutMask mask, Tensor dBranch) {
    RowNorm.backwardResidual(workers, rows, width, dStream.segment(), sum.segment(), weights.scale().value().segment(), mean.segment(),
        inverseDeviation.segment(), mask, dStream.segment(), dBranch.segment(), weights.scale().gradient().segment(),
        weights.shift().gradient().segment());
  }
}
