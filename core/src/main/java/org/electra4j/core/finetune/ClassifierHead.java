package org.electra4j.core.finetune;

import java.util.stream.IntStream;
import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.Dense;
import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.DropoutMask;
import org.electra4j.simd.RowGather;
import org.electra4j.simd.VectorOps;
import org.electra4j.simd.WorkerPool;

/** Dropout and one dense layer over the hidden state of [CLS], as published. */
final class ClassifierHead {
  /** As published, whatever the encoder's own rate. */
  static final float DROPOUT = 0.1f;

  private final WorkerPool workers;
  private final int hidden;
  private final Dense dense;
  /** Hidden states at [CLS], then dropped: [examples, hidden]. */
  private final Tensor classifier;
  /** Gradient of {@link #classifier}: [examples, hidden]. */
  private final Tensor dClassifier;
  /** [examples, outputs]. */
  private final Tensor logits;
  /** Gradient of the hidden states of all positions, zero but at [CLS]: [rows, hidden]. */
  private final Tensor dHidden;
  private DropoutMask dropout;

  ClassifierHead(DenseWeights weights, Workspace space, int maxExamples, int maxLength) {
    workers = space.workers();
    hidden = weights.weight().rows();
    dense = new Dense(weights, workers);
    classifier = space.tensor(maxExamples, hidden);
    dClassifier = space.tensor(maxExamples, hidden);
    logits = space.tensor(maxExamples, weights.weight().columns());
    dHidden = space.tensor(maxExamples * maxLength, hidden);
  }

  /** Logits [examples, outputs] from hidden states [rows, hidden]; valid until the next forward. */
  Tensor forward(Batch batch, Tensor hiddenStates, Draws draws, boolean training) {
    int examples = batch.size();
    dropout = draws.dropout(Purpose.CLASSIFIER_DROPOUT, 0, training ? DROPOUT : 0f, 0);
    RowGather.gather(workers, examples, hidden, examples * batch.length(), hiddenStates.segment(), firstRows(batch), classifier.segment());
    VectorOps.dropout(workers, examples, hidden, dropout, classifier.segment(), classifier.segment());
    dense.forward(examples, classifier, logits);
    return logits;
  }

  /** Gradient of the hidden states [rows, hidden] from dLogits [examples, outputs]: a buffer of this head. */
  Tensor backward(Batch batch, Tensor dLogits) {
    int examples = batch.size();
    int rows = examples * batch.length();
    dense.backward(examples, classifier, dLogits, dClassifier);
    VectorOps.dropout(workers, examples, hidden, dropout, dClassifier.segment(), dClassifier.segment());
    VectorOps.fill(workers, (long) rows * hidden, 0f, dHidden.segment());
    RowGather.scatterAdd(workers, examples, hidden, rows, dClassifier.segment(), firstRows(batch), dHidden.segment());
    return dHidden;
  }

  private static int[] firstRows(Batch batch) {
    return IntStream.range(0, batch.size()).map(example -> example * batch.length()).toArray();
  }
}
