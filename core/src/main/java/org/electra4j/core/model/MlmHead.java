package org.electra4j.core.model;

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

/** Masked-LM head: dense, GELU, norm, word table; at chosen positions only, so that the vocabulary's logits are not made for all. */
final class MlmHead {
  private final WorkerPool workers;
  private final MlmHeadWeights weights;
  private final int hidden;
  private final int embedding;
  private final int vocabulary;
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
  /** [draws, vocabulary]; in backward their gradient. */
  private final Tensor logits;

  MlmHead(MlmHeadWeights weights, Workspace space, int maxDraws) {
    this.weights = weights;
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
    logits = space.tensor(maxDraws, vocabulary);
  }

  /** Logits [draws, vocabulary] of the positions: a buffer of this head. */
  Tensor forward(Tensor hiddenStates, int[] positions) {
    int draws = positions.length;
    RowGather.gather(workers, draws, hidden, hiddenStates.rows(), hiddenStates.segment(), positions, picked.segment());
    dense.forward(draws, picked, transformed);
    Gelu.forward(workers, (long) draws * embedding, transformed.segment(), activated.segment());
    norm.forward(draws, activated, normed);
    Sgemm.runWithBias(workers, Op.N, Op.T, draws, vocabulary, embedding, normed.segment(), embedding, weights.word().value().segment(),
        embedding, weights.bias().value().segment(), logits.segment(), vocabulary);
    return logits;
  }

  /** dLogits stands in the buffer that forward gave; dHidden [rows, hidden] is added to. */
  void backward(int[] positions, Tensor dHidden) {
    int draws = positions.length;
    VectorOps.columnSums(workers, draws, vocabulary, logits.segment(), weights.bias().gradient().segment());
    Sgemm.run(workers, Op.T, Op.N, vocabulary, embedding, draws, logits.segment(), vocabulary, normed.segment(), embedding,
        Store.ACCUMULATE, weights.word().gradient().segment(), embedding);
    Sgemm.run(workers, Op.N, Op.N, draws, embedding, vocabulary, logits.segment(), vocabulary, weights.word().value().segment(), embedding,
        Store.OVERWRITE, dNormed.segment(), embedding);
    norm.backward(draws, dNormed, activated, dNormed);
    Gelu.backward(workers, (long) draws * embedding, transformed.segment(), dNormed.segment(), dNormed.segment());
    dense.backward(draws, picked, dNormed, dPicked);
    RowGather.scatterAdd(workers, draws, hidden, dHidden.rows(), dPicked.segment(), positions, dHidden.segment());
  }
}
