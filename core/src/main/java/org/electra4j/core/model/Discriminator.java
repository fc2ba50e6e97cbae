package org.electra4j.core.model;

import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.Dense;
import org.electra4j.core.nn.Encoder;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.JudgedTokens;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Prediction.Judged;
import org.electra4j.core.objective.Replacement.Correct;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.Gelu;
import org.electra4j.simd.RowSoftmax;
import org.electra4j.simd.WorkerPool;

/** The main network with its replaced-token head: says of every token whether it is the original. */
final class Discriminator implements Predictor {
  private final WorkerPool workers;
  private final Judged judged;
  private final Correct correct;
  private final int hidden;
  private final Encoder encoder;
  private final Dense dense;
  private final Dense logit;
  /** After the head's dense layer: [rows, hidden]. */
  private final Tensor transformed;
  /** After GELU: [rows, hidden]. */
  private final Tensor activated;
  /** Gradient of {@link #activated}, then of {@link #transformed}: [rows, hidden]. */
  private final Tensor dTransformed;
  /** Gradient of the hidden states: [rows, hidden]. */
  private final Tensor dHidden;
  /** One per position, above 0 where the token looks replaced: [rows, 1]. */
  private final Tensor logits;
  /** [rows, 1]. */
  private final Tensor dLogits;
  /** 1 where the token was replaced, else 0: [rows, 1]. */
  private final Tensor labels;
  /** 1 where a token counts, 0 elsewhere and where there is padding: [rows, 1]. */
  private final Tensor weights;
  /** [rows, 1]. */
  private final Tensor losses;
  private int rows;
  private int divisor;
  private boolean[] counted;
  private Tensor hiddenStates;
  private double loss;

  Discriminator(EncoderConfig size, EncoderWeights encoderWeights, DiscriminatorHeadWeights headWeights, Judged judged, Correct correct,
      Workspace space, int maxExamples, int maxLength) {
    this.judged = judged;
    this.correct = correct;
    workers = space.workers();
    hidden = size.hiddenSize();
    int maxRows = maxExamples * maxLength;
    encoder = new Encoder(size, encoderWeights, space, maxExamples, maxLength, Purpose.MAIN_DROPOUT);
    dense = new Dense(headWeights.dense(), workers);
    logit = new Dense(headWeights.logit(), workers);
    transformed = space.tensor(maxRows, hidden);
    activated = space.tensor(maxRows, hidden);
    dTransformed = space.tensor(maxRows, hidden);
    dHidden = space.tensor(maxRows, hidden);
    logits = space.tensor(maxRows, 1);
    dLogits = space.tensor(maxRows, 1);
    labels = space.tensor(maxRows, 1);
    weights = space.tensor(maxRows, 1);
    losses = space.tensor(maxRows, 1);
  }

  @Override
  public void judge(MaskedBatch masked, CorruptedBatch corrupted, Draws draws, boolean training) {
    Batch batch = corrupted.batch();
    rows = batch.size() * batch.length();
    divisor = JudgedTokens.divisor(masked.place(), judged);
    counted = JudgedTokens.of(masked, corrupted, judged, correct);
    hiddenStates = encoder.forward(batch, draws, masked.place().firstExample(), training);
    dense.forward(rows, hiddenStates, transformed);
    Gelu.forward(workers, (long) rows * hidden, transformed.segment(), activated.segment());
    logit.forward(rows, activated, logits);
    for (int row = 0; row < rows; row++) {
      labels.set(row, 0, corrupted.replaced()[row] ? 1f : 0f);
      weights.set(row, 0, counted[row] ? 1f : 0f);
    }
    RowSoftmax.binaryCrossEntropy(workers, rows, logits.segment(), labels.segment(), weights.segment(), losses.segment());
    loss = Sums.of(losses, rows) / divisor;
  }

  /** Logits of the last batch: [rows, 1]. */
  Tensor logits() {
    return logits.rows(0, rows);
  }

  /** Which positions of the last batch count. */
  boolean[] counted() {
    return counted;
  }

  /** Loss of each position of the last batch, 0 where it does not count: [rows, 1]. */
  Tensor losses() {
    return losses.rows(0, rows);
  }

  /** What the sum of the whole batch's losses is divided by. */
  int divisor() {
    return divisor;
  }

  @Override
  public double maskedLmLoss() {
    return 0;
  }

  @Override
  public double loss() {
    return loss;
  }

  @Override
  public void backward(double weight) {
    RowSoftmax.binaryCrossEntropyGradient(workers, rows, logits.segment(), labels.segment(), weights.segment(),
        (float) (weight / divisor), dLogits.segment());
    logit.backward(rows, activated, dLogits, dTransformed);
    Gelu.backward(workers, (long) rows * hidden, transformed.segment(), dTransformed.segment(), dTransformed.segment());
    dense.backward(rows, hiddenStates, dTransformed, dHidden);
    encoder.backward(dHidden);
  }
}
