package org.electra4j.core.model;

import java.lang.foreign.MemorySegment;
import org.electra4j.core.nn.Dense;
import org.electra4j.core.nn.LayerNorm;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.Gelu;
import org.electra4j.simd.RowGather;
import org.electra4j.simd.Sgemm;
import org.electra4j.simd.Sgemm.Op;
import org.electra4j.simd.Sgemm.Store;
import org.electra4j.simd.VectorOps;
import org.electra4j.simd.WorkerPool;

/**
 * Masked-LM head: dense, GELU, norm, word table; at chosen positions only, so that the vocabulary's logits are not made for all.
 *
 * <p>Where many positions are chosen, the logits are made block by block, and again in backward. No bit depends on the blocks: each logit
 * has its own chain, and the gradients' chains go on from block to block in ascending order.
 */
final class MlmHead {
  /** Most logits that are kept at a time: 64 MiB. */
  private static final int MOST_LOGITS = 1 << 24;

  private final WorkerPool workers;
  private final MlmHeadWeights weights;
  private final int hidden;
  private final int embedding;
  private final int vocabulary;
  private final int blockRows;
  private final Dense dense;
  private final LayerNorm norm;
  /** Hidden states at the chosen positions: [draws, hidden]. */
  private final Tensor picked;
  /** Gradient of {@link #picked}: [draws, hidden]. */
  private final Tensor dPicked;
  /** After the dense layer: [draws, embedding]. */
  private final Tensor transformed;
  /** After GELU: [draws, embedding]. */
  private final Tensor activated;
  /** After the norm: [draws, embedding]. */
  private final Tensor normed;
  /** Gradient of {@link #normed}, then of {@link #transformed}: [draws, embedding]. */
  private final Tensor dNormed;
  /** Of a block of positions: [block, vocabulary]; in backward their gradient. */
  private final Tensor logits;

  /** For at most so many positions, whose logits are all kept. */
  MlmHead(MlmHeadWeights weights, Workspace space, int maxDraws) {
    this(weights, space, maxDraws, maxDraws);
  }

  /** For at most so many positions, whose logits are made in blocks. */
  static MlmHead inBlocks(MlmHeadWeights weights, Workspace space, int maxDraws) {
    return new MlmHead(weights, space, maxDraws, Math.clamp(MOST_LOGITS / weights.word().rows(), 1, maxDraws));
  }

  /** The same with blocks of a size that a test chooses. */
  MlmHead(MlmHeadWeights weights, Workspace space, int maxDraws, int blockRows) {
    this.weights = weights;
    this.blockRows = blockRows;
    workers = space.workers();
    hidden = weights.dense().weight().rows();
    embedding = weights.dense().weight().columns();
    vocabulary = weights.word().rows();
    dense = new Dense(weights.dense(), workers);
    norm = new LayerNorm(weights.norm(), space, maxDraws);
    picked = space.tensor(maxDraws, hidden);
    dPicked = space.tensor(maxDraws, hidden);
    transformed = space.tensor(maxDraws, embedding);
    activated = space.tensor(maxDraws, embedding);
    normed = space.tensor(maxDraws, embedding);
    dNormed = space.tensor(maxDraws, embedding);
    logits = space.tensor(blockRows, vocabulary);
  }

  /** Positions whose logits exist at the same time. */
  int blockRows() {
    return blockRows;
  }

  /** Logits [draws, vocabulary] of the positions, all at once: a buffer of this head. */
  Tensor forward(Tensor hiddenStates, int[] positions) {
    transform(hiddenStates, positions);
    return logits(0, positions.length);
  }

  /** All of the forward pass but the logits. */
  void transform(Tensor hiddenStates, int[] positions) {
    int draws = positions.length;
    RowGather.gather(workers, draws, hidden, hiddenStates.rows(), hiddenStates.segment(), positions, picked.segment());
    dense.forward(draws, picked, transformed);
    Gelu.forward(workers, (long) draws * embedding, transformed.segment(), activated.segment());
    norm.forward(draws, activated, normed);
  }

  /** Logits [count, vocabulary] of the positions beginning with number {@code from}: a buffer of this head. */
  Tensor logits(int from, int count) {
    Sgemm.runWithBias(workers, Op.N, Op.T, count, vocabulary, embedding, rows(normed, from, count), embedding,
        weights.word().value().segment(), embedding, weights.bias().value().segment(), logits.segment(), vocabulary);
    return logits;
  }

  /** The logits that were made last: [block, vocabulary]. */
  Tensor logits() {
    return logits;
  }

  /** Hidden states at the chosen positions of the last forward: [draws, hidden]. */
  Tensor picked() {
    return picked;
  }

  /** dLogits stands in the buffer that forward gave; dHidden [rows, hidden] is added to. */
  void backward(int[] positions, Tensor dHidden) {
    backwardLogits(0, positions.length);
    scatter(positions, backwardTransform(positions.length), dHidden);
  }

  /** dLogits of these positions stands in the buffer that {@link #logits} gave. Blocks come in ascending order. */
  void backwardLogits(int from, int count) {
    VectorOps.columnSums(workers, count, vocabulary, logits.segment(), weights.bias().gradient().segment());
    Sgemm.run(workers, Op.T, Op.N, vocabulary, embedding, count, logits.segment(), vocabulary, rows(normed, from, count), embedding,
        Store.ACCUMULATE, weights.word().gradient().segment(), embedding);
    Sgemm.run(workers, Op.N, Op.N, count, embedding, vocabulary, logits.segment(), vocabulary, weights.word().value().segment(), embedding,
        Store.OVERWRITE, rows(dNormed, from, count), embedding);
  }

  /** Gradient of the hidden states at the positions, once all blocks are through: [draws, hidden], a buffer of this head. */
  Tensor backwardTransform(int draws) {
    norm.backward(draws, dNormed, activated, dNormed);
    Gelu.backward(workers, (long) draws * embedding, transformed.segment(), dNormed.segment(), dNormed.segment());
    dense.backward(draws, picked, dNormed, dPicked);
    return dPicked;
  }

  /** Adds the gradient of the positions' hidden states to that of all, [rows, hidden]. */
  void scatter(int[] positions, Tensor dPositions, Tensor dHidden) {
    RowGather.scatterAdd(workers, positions.length, hidden, dHidden.rows(), dPositions.segment(), positions, dHidden.segment());
  }

  private static MemorySegment rows(Tensor tensor, int from, int count) {
    return tensor.rows(from, count).segment();
  }
}
