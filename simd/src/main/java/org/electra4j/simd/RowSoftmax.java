package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** Softmax over rows with cross-entropy, its yes/no form, and the choice of a column per row. */
public final class RowSoftmax {
  private RowSoftmax() {}

  /** losses[r] = logSumExp[r] - logits[r][targets[r]], in nats; both [rows]. */
  public static void crossEntropy(WorkerPool workers, int rows, int columns, MemorySegment logits, int[] targets, MemorySegment losses,
      MemorySegment logSumExp) {
    throw new UnsupportedOperationException("not yet");
  }

  /** dLogits[r][j] = scale (exp(logits[r][j] - logSumExp[r]) - [j = targets[r]]); dLogits may be logits. */
  public static void crossEntropyGradient(WorkerPool workers, int rows, int columns, MemorySegment logits, int[] targets,
      MemorySegment logSumExp, float scale, MemorySegment dLogits) {
    throw new UnsupportedOperationException("not yet");
  }

  /** losses[i] = weights[i] (softplus(logits[i]) - labels[i] logits[i]), in nats, without overflow for any logit. */
  public static void binaryCrossEntropy(WorkerPool workers, int count, MemorySegment logits, MemorySegment labels, MemorySegment weights,
      MemorySegment losses) {
    throw new UnsupportedOperationException("not yet");
  }

  /** dLogits[i] = scale weights[i] (sigmoid(logits[i]) - labels[i]); dLogits may be logits. */
  public static void binaryCrossEntropyGradient(WorkerPool workers, int count, MemorySegment logits, MemorySegment labels,
      MemorySegment weights, float scale, MemorySegment dLogits) {
    throw new UnsupportedOperationException("not yet");
  }

  /** chosen[r] = the column of the largest logit, the lowest column among equals. */
  public static void argmax(WorkerPool workers, int rows, int columns, MemorySegment logits, int[] chosen) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * chosen[r] = argmax over j of logits[r][j] / temperature + g, with g = -log(-log u) and u in (0, 1) from word j % 4 of Philox block
   * (key, stream, (firstRow + r) << 20 | j / 4): a draw from softmax(logits / temperature).
   */
  public static void sample(WorkerPool workers, int rows, int columns, MemorySegment logits, float temperature, long key, long stream,
      long firstRow, int[] chosen) {
    throw new UnsupportedOperationException("not yet");
  }
}
