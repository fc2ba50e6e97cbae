package org.electra4j.core.nn;

import java.lang.foreign.MemorySegment;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.simd.Sgemm;
import org.electra4j.simd.Sgemm.Op;
import org.electra4j.simd.Sgemm.Store;
import org.electra4j.simd.WorkerPool;

/** y = x W + b over the first rows of its operands. Holds parameters, no buffers. */
public final class Dense {
  private final DenseWeights weights;
  private final WorkerPool workers;
  private final int in;
  private final int out;

  /** A layer over these weights, carried by these workers. */
  public Dense(DenseWeights weights, WorkerPool workers) {
    this.weights = weights;
    this.workers = workers;
    this.in = weights.weight().rows();
    this.out = weights.weight().columns();
  }

  /** y [rows, out] from x [rows, in]. */
  public void forward(int rows, Tensor x, Tensor y) {
    Sgemm.runWithBias(workers, Op.N, Op.N, rows, out, in, x.segment(), in, weight(), out, weights.bias().value().segment(), y.segment(),
        out);
  }

  /** dx [rows, in] is overwritten, or not wanted if null; the gradients of weight and bias are added to. */
  public void backward(int rows, Tensor x, Tensor dy, Tensor dx) {
    if (dx != null) {
      backwardInput(rows, dy, Store.OVERWRITE, dx);
    }
    backwardWeights(rows, x, dy);
  }

  /** As backward, with dx added to: the residual sum's adder without a pass of its own. */
  public void backwardAdding(int rows, Tensor x, Tensor dy, Tensor dx) {
    backwardInput(rows, dy, Store.ACCUMULATE, dx);
    backwardWeights(rows, x, dy);
  }

  private void backwardInput(int rows, Tensor dy, Store store, Tensor dx) {
    Sgemm.run(workers, Op.N, Op.T, rows, in, out, dy.segment(), out, weight(), out, store, dx.segment(), in);
  }

  private void backwardWeights(int rows, Tensor x, Tensor dy) {
    Sgemm.addWithColumnSums(workers, in, out, rows, x.segment(), in, dy.segment(), out, weights.weight().gradient().segment(), out,
        weights.bias().gradient().segment());
  }

  private MemorySegment weight() {
    return weights.weight().value().segment();
  }
}
