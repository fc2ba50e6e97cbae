package org.electra4j.core.nn;

import org.electra4j.core.data.Batch;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.Attention;
import org.electra4j.simd.DropoutMask;
import org.electra4j.simd.WorkerPool;

/** Query, key and value, the heads, and the dense layer after them. */
final class SelfAttention {
  private final WorkerPool workers;
  private final int heads;
  private final int headSize;
  private final Dense queryKeyValue;
  private final Dense output;
  /** Query, key and value of every position: [rows, 3 * hidden]. */
  private final Tensor projected;
  /** Attention probabilities, as forward leaves them for backward: [examples * heads * length, length]. */
  private final Tensor probabilities;
  /** What the heads read, side by side: [rows, hidden]. */
  private final Tensor context;

  SelfAttention(EncoderConfig size, LayerWeights weights, Workspace space, int maxExamples, int maxLength) {
    int rows = maxExamples * maxLength;
    workers = space.workers();
    heads = size.heads();
    headSize = size.headSize();
    queryKeyValue = new Dense(weights.queryKeyValue(), workers);
    output = new Dense(weights.attentionOutput(), workers);
    projected = space.tensor(rows, 3 * size.hiddenSize());
    probabilities = space.tensor(rows * heads, maxLength);
    context = space.tensor(rows, size.hiddenSize());
  }

  /** y [rows, hidden] from x [rows, hidden]. */
  void forward(Batch batch, DropoutMask mask, Tensor x, Tensor y) {
    int rows = batch.size() * batch.length();
    queryKeyValue.forward(rows, x, projected);
    Attention.forward(workers, batch.size(), batch.length(), heads, headSize, projected.segment(), batch.lengths(), mask,
        probabilities.segment(), context.segment());
    output.forward(rows, context, y);
  }

  /** dx is added to; dContext [rows, hidden] and dProjected [rows, 3 * hidden] are scratch. */
  void backwardAdding(Batch batch, DropoutMask mask, Tensor x, Tensor dy, Tensor dContext, Tensor dProjected, Tensor dx) {
    int rows = batch.size() * batch.length();
    output.backward(rows, context, dy, dContext);
    Attention.backward(workers, batch.size(), batch.length(), heads, headSize, projected.segment(), batch.lengths(), mask,
        probabilities.segment(), dContext.segment(), dProjected.segment());
    queryKeyValue.backwardAdding(rows, x, dProjected, dx);
  }
}
