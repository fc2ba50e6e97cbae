package org.electra4j.core.nn;

import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.Gelu;
import org.electra4j.simd.WorkerPool;

/** Dense, GELU, dense. */
final class FeedForward {
  private final WorkerPool workers;
  private final int inner;
  private final Dense in;
  private final Dense out;
  /** Before GELU: [rows, feedForward]. */
  private final Tensor hidden;
  /** After GELU: [rows, feedForward]. */
  private final Tensor activated;

  FeedForward(EncoderConfig size, LayerWeights weights, Workspace space, int maxRows) {
    workers = space.workers();
    inner = size.feedForwardSize();
    in = new Dense(weights.feedForwardIn(), workers);
    out = new Dense(weights.feedForwardOut(), workers);
    hidden = space.tensor(maxRows, inner);
    activated = space.tensor(maxRows, inner);
  }

  /** y [rows, hidden] from x [rows, hidden]. */
  void forward(int rows, Tensor x, Tensor y) {
    in.forward(rows, x, hidden);
    Gelu.forward(workers, (long) rows * inner, hidden.segment(), activated.segment());
    out.forward(rows, activated, y);
  }

  /** dx is added to; dHidden [rows, feedForward] is scratch. */
  void backwardAdding(int rows, Tensor x, Tensor dy, Tensor dHidden, Tensor dx) {
    out.backward(rows, activated, dy, dHidden);
    Gelu.backward(workers, (long) rows * inner, hidden.segment(), dHidden.segment(), dHidden.segment());
    in.backwardAdding(rows, x, dHidden, dx);
  }
}
