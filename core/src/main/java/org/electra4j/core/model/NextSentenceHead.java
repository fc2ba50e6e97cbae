package org.electra4j.core.model;

import java.util.stream.IntStream;
import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.Dense;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.RowGather;
import org.electra4j.simd.RowSoftmax;
import org.electra4j.simd.WorkerPool;

/** Whether the second segment followed the first: BERT's pooler over [CLS], dense and tanh, then one logit, above 0 for "it did not". */
final class NextSentenceHead {
  private final WorkerPool workers;
  private final int hidden;
  private final Dense pooler;
  private final Dense logit;
  /** Hidden states at [CLS]: [examples, hidden]. */
  private final Tensor classifier;
  /** After dense and tanh: [examples, hidden]. */
  private final Tensor pooled;
  /** Gradient of {@link #pooled}, then before the tanh: [examples, hidden]. */
  private final Tensor dPooled;
  /** Gradient of {@link #classifier}: [examples, hidden]. */
  private final Tensor dClassifier;
  /** [examples, 1]; in backward their gradient. */
  private final Tensor logits;
  /** 1 where the second segment is from elsewhere: [examples, 1]. */
  private final Tensor labels;
  /** All 1: [examples, 1]. */
  private final Tensor weights;
  /** [examples, 1]. */
  private final Tensor losses;
  private Batch batch;
  private int examplesOfBatch;

  NextSentenceHead(NextSentenceWeights headWeights, Workspace space, int maxExamples) {
    workers = space.workers();
    hidden = headWeights.pooler().weight().rows();
    pooler = new Dense(headWeights.pooler(), workers);
    logit = new Dense(headWeights.logit(), workers);
    classifier = space.tensor(maxExamples, hidden);
    pooled = space.tensor(maxExamples, hidden);
    dPooled = space.tensor(maxExamples, hidden);
    dClassifier = space.tensor(maxExamples, hidden);
    logits = space.tensor(maxExamples, 1);
    labels = space.tensor(maxExamples, 1);
    weights = space.tensor(maxExamples, 1);
    losses = space.tensor(maxExamples, 1);
  }

  /** This part's share of the mean loss over the whole batch's {@code examplesOfBatch} examples, from hidden states [rows, hidden]. */
  double forward(Batch batch, int examplesOfBatch, Tensor hiddenStates) {
    this.batch = batch;
    this.examplesOfBatch = examplesOfBatch;
    int examples = batch.size();
    RowGather.gather(workers, examples, hidden, hiddenStates.rows(), hiddenStates.segment(), firstRows(), classifier.segment());
    pooler.forward(examples, classifier, pooled);
    for (int example = 0; example < examples; example++) {
      for (int column = 0; column < hidden; column++) {
        pooled.set(example, column, (float) StrictMath.tanh(pooled.get(example, column)));
      }
      labels.set(example, 0, batch.falseNeighbours()[example] ? 1f : 0f);
      weights.set(example, 0, 1f);
    }
    logit.forward(examples, pooled, logits);
    RowSoftmax.binaryCrossEntropy(workers, examples, logits.segment(), labels.segment(), weights.segment(), losses.segment());
    return Sums.of(losses, examples) / examplesOfBatch;
  }

  /** How many of the last batch's pairs were told rightly, before backward. */
  int hits() {
    int hits = 0;
    for (int example = 0; example < batch.size(); example++) {
      hits += logits.get(example, 0) > 0 == batch.falseNeighbours()[example] ? 1 : 0;
    }
    return hits;
  }

  /** Adds the gradient of weight times the whole batch's mean to dHidden, [rows, hidden]. */
  void backward(double weight, Tensor dHidden) {
    int examples = batch.size();
    RowSoftmax.binaryCrossEntropyGradient(workers, examples, logits.segment(), labels.segment(), weights.segment(),
        (float) (weight / examplesOfBatch), logits.segment());
    logit.backward(examples, pooled, logits, dPooled);
    for (int example = 0; example < examples; example++) {
      for (int column = 0; column < hidden; column++) {
        float y = pooled.get(example, column);
        dPooled.set(example, column, dPooled.get(example, column) * Math.fma(-y, y, 1f));
      }
    }
    pooler.backward(examples, classifier, dPooled, dClassifier);
    RowGather.scatterAdd(workers, examples, hidden, dHidden.rows(), dClassifier.segment(), firstRows(), dHidden.segment());
  }

  private int[] firstRows() {
    return IntStream.range(0, batch.size()).map(example -> example * batch.length()).toArray();
  }
}
