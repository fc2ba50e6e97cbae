package org.electra4j.core.model;

import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.Dense;
import org.electra4j.core.nn.Encoder;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.Gelu;
import org.electra4j.simd.WorkerPool;

/** Both networks without losses, dropout and backward. What it returns are buffers, valid until the next call. */
public final class ElectraForward {
  private static final Draws NONE = new Draws(0, 0);

  private final WorkerPool workers;
  private final Encoder main;
  private final Dense dense;
  private final Dense logit;
  /** After the replaced-token head's dense layer, then after GELU: [rows, hidden]. */
  private final Tensor transformed;
  /** [rows, 1]. */
  private final Tensor logits;
  private final Encoder words;
  private final MlmHead wordHead;

  /**
   * Over these weights.
   *
   * @param maxExamples of a batch
   * @param maxLength positions of an example
   * @param maxPositions at which words are asked for
   */
  public ElectraForward(ElectraConfig config, ElectraWeights weights, Workspace space, int maxExamples, int maxLength, int maxPositions) {
    workers = space.workers();
    main = new Encoder(config.main(), weights.main(), space, maxExamples, maxLength, Purpose.MAIN_DROPOUT);
    int rows = maxExamples * maxLength;
    boolean detects = weights.discriminatorHead() != null;
    dense = detects ? new Dense(weights.discriminatorHead().dense(), workers) : null;
    logit = detects ? new Dense(weights.discriminatorHead().logit(), workers) : null;
    transformed = detects ? space.tensor(rows, config.hiddenSize()) : null;
    logits = detects ? space.tensor(rows, 1) : null;
    if (weights.generator() != null) {
      words = new Encoder(config.generator(), weights.generator(), space, maxExamples, maxLength, Purpose.GENERATOR_DROPOUT);
      wordHead = new MlmHead(weights.mlmHead(), space, maxPositions);
    } else {
      words = weights.languageModel() == null ? null : main;
      wordHead = weights.languageModel() == null ? null : new MlmHead(weights.languageModel().words(), space, maxPositions);
    }
  }

  /** Whether it tells replaced tokens. */
  public boolean detects() {
    return logit != null;
  }

  /** Whether it fills masks in: by its generator, or by its main network. */
  public boolean fills() {
    return wordHead != null;
  }

  /** The main network's last hidden states, [size * length, hidden]. */
  public Tensor hiddenStates(Batch batch) {
    return main.forward(batch, NONE, 0, false);
  }

  /** One per position, above 0 where the token looks replaced: [size * length, 1]. IllegalStateException where nothing detects. */
  public Tensor replacedLogits(Batch batch) {
    if (!detects()) {
      throw new IllegalStateException("this model has no replaced-token head");
    }
    int rows = batch.size() * batch.length();
    Tensor hidden = hiddenStates(batch);
    dense.forward(rows, hidden, transformed);
    Gelu.forward(workers, (long) rows * transformed.columns(), transformed.segment(), transformed.segment());
    logit.forward(rows, transformed, logits);
    return logits.rows(0, rows);
  }

  /** Of every word piece at these rows of the batch, [rows.length, vocabulary]. IllegalStateException where nothing fills masks in. */
  public Tensor wordLogits(Batch batch, int[] rows) {
    if (!fills()) {
      throw new IllegalStateException("this model has no masked-LM head");
    }
    return wordHead.forward(words.forward(batch, NONE, 0, false), rows).rows(0, rows.length);
  }
}
