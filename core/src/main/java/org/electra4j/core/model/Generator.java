package org.electra4j.core.model;

import java.lang.foreign.MemorySegment;
import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.Encoder;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Replacement;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.RowSoftmax;
import org.electra4j.simd.VectorOps;
import org.electra4j.simd.WorkerPool;

/** The Replacer that learns: a masked-language-model whose draws stand in for the masked tokens. */
final class Generator implements Replacer {
  private final WorkerPool workers;
  private final Encoder encoder;
  private final MlmHead head;
  private final Replacement replacement;
  private final int vocabulary;
  /** Loss of each masked position: [draws, 1]. */
  private final Tensor losses;
  /** Logarithm of each softmax's denominator: [draws, 1]. */
  private final Tensor logSumExp;
  /** Gradient of the hidden states: [rows, hidden]. */
  private final Tensor dHidden;
  private MaskedBatch masked;
  private Tensor logits;
  private double loss;

  Generator(EncoderConfig size, EncoderWeights weights, MlmHeadWeights headWeights, Replacement replacement, Workspace space,
      int maxExamples, int maxLength, int maxDraws) {
    workers = space.workers();
    encoder = new Encoder(size, weights, space, maxExamples, maxLength, Purpose.GENERATOR_DROPOUT);
    head = new MlmHead(headWeights, space, maxDraws);
    this.replacement = replacement;
    vocabulary = size.vocabularySize();
    losses = space.tensor(maxDraws, 1);
    logSumExp = space.tensor(maxDraws, 1);
    dHidden = space.tensor(maxExamples * maxLength, size.hiddenSize());
  }

  @Override
  public CorruptedBatch replace(MaskedBatch masked, Draws draws, boolean training) {
    this.masked = masked;
    Batch original = masked.batch();
    Batch input = new Batch(original.size(), original.length(), masked.maskedIds(), original.segmentIds(), original.lengths());
    Tensor hidden = encoder.forward(input, draws, masked.place().firstExample(), training);
    logits = head.forward(hidden, masked.positions());
    RowSoftmax.crossEntropy(workers, masked.draws(), vocabulary, logits.segment(), masked.targets(), losses.segment(),
        logSumExp.segment());
    loss = Sums.of(losses, masked.draws()) / masked.place().draws();
    return CorruptedBatch.of(masked, drawn(draws));
  }

  private int[] drawn(Draws draws) {
    int[] drawn = new int[masked.draws()];
    switch (replacement.choice()) {
      case ARGMAX -> RowSoftmax.argmax(workers, drawn.length, vocabulary, logits.segment(), drawn);
      case SAMPLE -> RowSoftmax.sample(workers, drawn.length, vocabulary, logits.segment(), (float) replacement.temperature(),
          draws.seed(), draws.stream(Purpose.REPLACEMENT), masked.place().firstDraw(), drawn);
    }
    return drawn;
  }

  /** The likeliest token of each masked position of the last forward; not to be asked after backward. */
  int[] likeliest() {
    int[] chosen = new int[masked.draws()];
    RowSoftmax.argmax(workers, chosen.length, vocabulary, logits.segment(), chosen);
    return chosen;
  }

  /** Logits of the last forward, [draws, vocabulary]; not to be asked after backward. */
  Tensor logits() {
    return logits.rows(0, masked.draws());
  }

  @Override
  public double loss() {
    return loss;
  }

  @Override
  public void backward(double weight) {
    float scale = (float) (weight / masked.place().draws());
    RowSoftmax.crossEntropyGradient(workers, masked.draws(), vocabulary, logits.segment(), masked.targets(), logSumExp.segment(), scale,
        logits.segment());
    int rows = masked.batch().size() * masked.batch().length();
    MemorySegment gradient = dHidden.segment();
    VectorOps.fill(workers, (long) rows * dHidden.columns(), 0f, gradient);
    head.backward(masked.positions(), dHidden);
    encoder.backward(dHidden);
  }
}
