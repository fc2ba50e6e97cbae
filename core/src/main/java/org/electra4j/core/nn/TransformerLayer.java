package org.electra4j.core.nn;

import org.electra4j.core.data.Batch;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;

/** A post-norm block: attention and feed-forward, each followed by dropout, residual sum and norm. */
final class TransformerLayer {
  private final SelfAttention attention;
  private final FeedForward feedForward;
  private final LayerNorm attentionNorm;
  private final LayerNorm feedForwardNorm;
  /** Attention's branch, then its sum with the input: [rows, hidden]. */
  private final Tensor attentionSum;
  /** After the first norm: [rows, hidden]. */
  private final Tensor attended;
  /** Feed-forward's branch, then its sum with {@link #attended}: [rows, hidden]. */
  private final Tensor feedForwardSum;
  /** After the second norm: [rows, hidden]. */
  private final Tensor output;

  TransformerLayer(EncoderConfig size, LayerWeights weights, Workspace space, int maxExamples, int maxLength) {
    int rows = maxExamples * maxLength;
    attention = new SelfAttention(size, weights, space, maxExamples, maxLength);
    feedForward = new FeedForward(size, weights, space, rows);
    attentionNorm = new LayerNorm(weights.attentionNorm(), space, rows);
    feedForwardNorm = new LayerNorm(weights.feedForwardNorm(), space, rows);
    attentionSum = space.tensor(rows, size.hiddenSize());
    attended = space.tensor(rows, size.hiddenSize());
    feedForwardSum = space.tensor(rows, size.hiddenSize());
    output = space.tensor(rows, size.hiddenSize());
  }

  /** Hidden states after this layer, [rows, hidden]: this layer's own buffer. */
  Tensor output() {
    return output;
  }

  Tensor forward(Batch batch, LayerDropout dropout, Tensor x) {
    int rows = batch.size() * batch.length();
    attention.forward(batch, dropout.probabilities(), x, attentionSum);
    attentionNorm.forwardResidual(rows, attentionSum, dropout.attention(), x, attended);
    feedForward.forward(rows, attended, feedForwardSum);
    feedForwardNorm.forwardResidual(rows, feedForwardSum, dropout.feedForward(), attended, output);
    return output;
  }

  /** dStream comes as the gradient of the output and leaves as that of x. */
  void backward(Batch batch, LayerDropout dropout, Tensor x, Tensor dStream, BackwardScratch scratch) {
    int rows = batch.size() * batch.length();
    feedForwardNorm.backwardResidual(rows, dStream, feedForwardSum, dropout.feedForward(), scratch.branch());
    feedForward.backwardAdding(rows, attended, scratch.branch(), scratch.inner(), dStream);
    attentionNorm.backwardResidual(rows, dStream, attentionSum, dropout.attention(), scratch.branch());
    attention.backwardAdding(batch, dropout.probabilities(), x, scratch.branch(), scratch.context(), scratch.projected(), dStream);
  }
}
