package org.electra4j.core.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.Encoder;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.objective.CopyMixture;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.RowSoftmax;
import org.electra4j.simd.VectorOps;
import org.electra4j.simd.WorkerPool;

/**
 * The main network that names original tokens: at masked positions, from an input that holds [MASK] or draws there, or, with a copy gate,
 * at all positions; asked about the next sentence where it has that head.
 */
final class LanguageModel implements Predictor {
  private final WorkerPool workers;
  private final int vocabulary;
  private final boolean fillsMasks;
  private final Encoder encoder;
  private final MlmHead head;
  private final CopyGate gate;
  private final NextSentenceHead nextSentence;
  /** Cross-entropy of each position: [draws, 1]. */
  private final Tensor losses;
  /** Logarithm of each softmax's denominator: [draws, 1]. */
  private final Tensor logSumExp;
  /** Factor of each softmax's gradient: [draws, 1]; null without a gate. */
  private final Tensor scales;
  /** Gradient of the hidden states: [rows, hidden]. */
  private final Tensor dHidden;
  private MaskedBatch masked;
  private CorruptedBatch corrupted;
  private Tensor hiddenStates;
  private int[] positions;
  private int[] targets;
  private int divisor;
  private double wordLoss;
  private double nextSentenceLoss;

  /**
   * Over these weights, for batches of at most maxExamples x maxLength positions.
   *
   * @param fillsMasks whether [MASK] stands in the input, rather than draws
   * @param maxDraws most masked positions; not read where there is a gate
   */
  LanguageModel(EncoderConfig size, EncoderWeights encoderWeights, LanguageModelWeights weights, boolean fillsMasks, Workspace space,
      int maxExamples, int maxLength, int maxDraws) {
    workers = space.workers();
    vocabulary = size.vocabularySize();
    this.fillsMasks = fillsMasks;
    encoder = new Encoder(size, encoderWeights, space, maxExamples, maxLength, Purpose.MAIN_DROPOUT);
    boolean copies = weights.gate() != null;
    int most = copies ? maxExamples * maxLength : maxDraws;
    head = copies ? MlmHead.inBlocks(weights.words(), space, most) : new MlmHead(weights.words(), space, most);
    gate = copies ? new CopyGate(weights.gate(), space, most) : null;
    scales = copies ? space.tensor(most, 1) : null;
    nextSentence = weights.nextSentence() == null ? null : new NextSentenceHead(weights.nextSentence(), space, maxExamples);
    losses = space.tensor(most, 1);
    logSumExp = space.tensor(most, 1);
    dHidden = space.tensor(maxExamples * maxLength, size.hiddenSize());
  }

  @Override
  public void judge(MaskedBatch masked, CorruptedBatch corrupted, Draws draws, boolean training) {
    this.masked = masked;
    this.corrupted = corrupted;
    hiddenStates = encoder.forward(corrupted.batch(), draws, masked.place().firstExample(), training);
    if (gate == null) {
      positions = masked.positions();
      targets = masked.targets();
      divisor = masked.place().draws();
    } else {
      positions = tokens(masked.batch());
      targets = at(positions, masked.batch().ids());
      divisor = masked.place().tokens();
    }
    head.transform(hiddenStates, positions);
    inBlocks((from, count) -> {
      Tensor logits = head.logits(from, count);
      RowSoftmax.crossEntropy(workers, count, vocabulary, logits.segment(), some(targets, from, count),
          losses.rows(from, count).segment(), logSumExp.rows(from, count).segment());
    });
    if (gate == null) {
      wordLoss = Sums.of(losses, positions.length) / divisor;
    } else {
      int[] input = at(positions, corrupted.batch().ids());
      boolean[] copied = new boolean[positions.length];
      for (int draw = 0; draw < copied.length; draw++) {
        copied[draw] = input[draw] == targets[draw];
      }
      gate.forward(head.picked(), copied);
      wordLoss = gate.loss(losses) / divisor;
    }
    nextSentenceLoss = nextSentence == null ? 0 : nextSentence.forward(masked.batch(), masked.place().examples(), hiddenStates);
  }

  private interface Block {
    void at(int from, int count);
  }

  /** Blocks of the chosen positions, ascending. */
  private void inBlocks(Block block) {
    for (int from = 0; from < positions.length; from += head.blockRows()) {
      block.at(from, Math.min(head.blockRows(), positions.length - from));
    }
  }

  @Override
  public double maskedLmLoss() {
    return fillsMasks ? wordLoss : 0;
  }

  @Override
  public double loss() {
    return fillsMasks ? nextSentenceLoss : wordLoss;
  }

  /** How many of the last batch's pairs were told rightly, before backward; 0 where it is not asked. */
  int nextSentenceHits() {
    return nextSentence == null ? 0 : nextSentence.hits();
  }

  /** The likeliest token at each masked position of the last forward, which backward may not follow. */
  int[] likeliest() {
    positions = masked.positions();
    int[] input = at(positions, corrupted.batch().ids());
    int[] chosen = new int[positions.length];
    head.transform(hiddenStates, positions);
    if (gate != null) {
      gate.forward(head.picked(), new boolean[positions.length]);
    }
    inBlocks((from, count) -> {
      Tensor logits = head.logits(from, count);
      int[] best = new int[count];
      RowSoftmax.argmax(workers, count, vocabulary, logits.segment(), best);
      if (gate != null) {
        RowSoftmax.crossEntropy(workers, count, vocabulary, logits.segment(), some(input, from, count),
            losses.rows(from, count).segment(), logSumExp.rows(from, count).segment());
        for (int draw = 0; draw < count; draw++) {
          double ofInput = StrictMath.exp(-losses.get(from + draw, 0));
          double ofBest = StrictMath.exp(logits.get(draw, best[draw]) - logSumExp.get(from + draw, 0));
          if (CopyMixture.copies(gate.gate(from + draw), ofInput, ofBest)) {
            best[draw] = input[from + draw];
          }
        }
      }
      System.arraycopy(best, 0, chosen, from, count);
    });
    return chosen;
  }

  @Override
  public void backward(double weight) {
    double factor = weight / divisor;
    if (gate != null) {
      gate.scales(losses, factor, scales);
    }
    boolean kept = positions.length <= head.blockRows();
    inBlocks((from, count) -> {
      Tensor logits = kept ? head.logits() : head.logits(from, count);
      gradient(from, count, logits, (float) factor);
      head.backwardLogits(from, count);
    });
    Tensor dPositions = head.backwardTransform(positions.length);
    if (gate != null) {
      gate.backward(head.picked(), losses, factor, dPositions);
    }
    int rows = masked.batch().size() * masked.batch().length();
    VectorOps.fill(workers, (long) rows * dHidden.columns(), 0f, dHidden.segment());
    head.scatter(positions, dPositions, dHidden);
    if (nextSentence != null) {
      nextSentence.backward(weight, dHidden);
    }
    encoder.backward(dHidden);
  }

  /** Turns logits into the gradient of factor times the sum of the positions' losses. */
  private void gradient(int from, int count, Tensor logits, float factor) {
    int[] wanted = some(targets, from, count);
    if (gate == null) {
      RowSoftmax.crossEntropyGradient(workers, count, vocabulary, logits.segment(), wanted, logSumExp.rows(from, count).segment(), factor,
          logits.segment());
    } else {
      RowSoftmax.crossEntropyGradient(workers, count, vocabulary, logits.segment(), wanted, logSumExp.rows(from, count).segment(),
          scales.rows(from, count).segment(), logits.segment());
    }
  }

  /** Rows that are not padding, ascending. */
  private static int[] tokens(Batch batch) {
    return IntStream.range(0, batch.ids().length).filter(row -> row % batch.length() < batch.lengths()[row / batch.length()]).toArray();
  }

  private static int[] at(int[] rows, int[] ids) {
    return Arrays.stream(rows).map(row -> ids[row]).toArray();
  }

  private static int[] some(int[] values, int from, int count) {
    return Arrays.copyOfRange(values, from, from + count);
  }
}
