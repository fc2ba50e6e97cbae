package org.electra4j.core.model;

import java.lang.foreign.MemorySegment;
import org.electra4j.core.nn.Encoder;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Reinforce;
import org.electra4j.core.objective.Replacement;
import org.electra4j.core.objective.Replacement.Correct;
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
  private final RewardBaseline baseline;
  private final Replacement replacement;
  private final int vocabulary;
  /** Loss of each masked position: [draws, 1]. */
  private final Tensor losses;
  /** Logarithm of each softmax's denominator: [draws, 1]. */
  private final Tensor logSumExp;
  /** Gradient of the hidden states: [rows, hidden]. */
  private final Tensor dHidden;
  /** Factor of each draw's gradient: [draws, 1]; null where there is no reward. */
  private final Tensor scales;
  private MaskedBatch masked;
  private Tensor logits;
  private double loss;

  /** Over these weights; the baseline's, [hidden, 1], is null where the generator learns by maximum likelihood. */
  Generator(EncoderConfig size, EncoderWeights weights, MlmHeadWeights headWeights, Parameter baselineWeight, Replacement replacement,
      Workspace space, int maxExamples, int maxLength, int maxDraws) {
    workers = space.workers();
    encoder = new Encoder(size, weights, space, maxExamples, maxLength, Purpose.GENERATOR_DROPOUT);
    head = new MlmHead(headWeights, space, maxDraws);
    baseline = baselineWeight == null ? null : new RewardBaseline(baselineWeight, space, maxDraws);
    scales = baselineWeight == null ? null : space.tensor(maxDraws, 1);
    this.replacement = replacement;
    vocabulary = size.vocabularySize();
    losses = space.tensor(maxDraws, 1);
    logSumExp = space.tensor(maxDraws, 1);
    dHidden = space.tensor(maxExamples * maxLength, size.hiddenSize());
  }

  @Override
  public CorruptedBatch replace(MaskedBatch masked, Draws draws, boolean training) {
    this.masked = masked;
    Tensor hidden = encoder.forward(masked.input(), draws, masked.place().firstExample(), training);
    logits = head.forward(hidden, masked.positions());
    if (baseline != null) {
      baseline.forward(masked.draws(), head.picked());
    }
    RowSoftmax.crossEntropy(workers, masked.draws(), vocabulary, logits.segment(), masked.targets(), losses.segment(),
        logSumExp.segment());
    loss = Sums.of(losses, masked.draws()) / masked.place().draws();
    return CorruptedBatch.of(masked, drawn(draws));
  }

  private int[] drawn(Draws draws) {
    int[] drawn = new int[masked.draws()];
    float[] originals = replacement.correct() == Correct.DISALLOWED ? ruleOut() : null;
    switch (replacement.choice()) {
      case ARGMAX -> RowSoftmax.argmax(workers, drawn.length, vocabulary, logits.segment(), drawn);
      case SAMPLE -> RowSoftmax.sample(workers, drawn.length, vocabulary, logits.segment(), (float) replacement.temperature(),
          draws.seed(), draws.stream(Purpose.REPLACEMENT), masked.place().firstDraw(), drawn);
    }
    if (originals != null) {
      for (int draw = 0; draw < originals.length; draw++) {
        logits.set(draw, masked.targets()[draw], originals[draw]);
      }
    }
    return drawn;
  }

  /** Makes the originals impossible; returns what their logits were. */
  private float[] ruleOut() {
    float[] originals = new float[masked.draws()];
    for (int draw = 0; draw < originals.length; draw++) {
      originals[draw] = logits.get(draw, masked.targets()[draw]);
      logits.set(draw, masked.targets()[draw], Float.NEGATIVE_INFINITY);
    }
    return originals;
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
    backwardLogits();
  }

  /**
   * Adds the gradient that raises weight times the sum of the rewards, and that of the baseline ({@link Reinforce}).
   *
   * @param drawn the tokens that the rewards are for, one per masked position
   * @param rewards loss of each position: [rows, 1]
   */
  void reinforce(int[] drawn, Tensor rewards, double weight) {
    int draws = masked.draws();
    boolean[] standing = Reinforce.standing(masked);
    for (int draw = 0; draw < draws; draw++) {
      double advantage = standing[draw] ? rewards.get(masked.positions()[draw], 0) - baseline.baseline(draw) : 0;
      scales.set(draw, 0, (float) (weight * advantage / replacement.temperature()));
    }
    // What was drawn from: the softmax of logits / temperature, without the original where that is ruled out.
    VectorOps.scale(workers, (long) draws * vocabulary, (float) (1 / replacement.temperature()), logits.segment());
    if (replacement.correct() == Correct.DISALLOWED) {
      ruleOut();
    }
    RowSoftmax.crossEntropy(workers, draws, vocabulary, logits.segment(), drawn, losses.segment(), logSumExp.segment());
    RowSoftmax.crossEntropyGradient(workers, draws, vocabulary, logits.segment(), drawn, logSumExp.segment(), scales.segment(),
        logits.segment());
    baseline.backward(masked, standing, rewards, head.picked());
    backwardLogits();
  }

  /** From the logits' gradient on. */
  private void backwardLogits() {
    int rows = masked.batch().size() * masked.batch().length();
    MemorySegment gradient = dHidden.segment();
    VectorOps.fill(workers, (long) rows * dHidden.columns(), 0f, gradient);
    head.backward(masked.positions(), dHidden);
    encoder.backward(dHidden);
  }
}
