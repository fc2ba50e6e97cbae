package org.electra4j.core.train;

import org.electra4j.core.model.Electra;
import org.electra4j.core.model.ElectraLosses;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.Prediction.MaskedLanguageModel;

/** Adds up what a model says of held-out text, part by part. */
final class EvaluationCount {
  private final boolean draws;
  private final boolean asksNextSentence;
  private final MaskedBatch whole;
  private final ReplacedTokenScores scores;
  private ElectraLosses losses = ElectraLosses.NONE;
  private boolean fillsMasks;
  private boolean detects;
  private long maskHits;
  private long mainHits;
  private long nextSentenceHits;
  private long replaced;

  /** Nothing yet of this batch, which comes in parts. */
  EvaluationCount(Objective objective, MaskedBatch whole) {
    this.whole = whole;
    draws = objective.prediction().drawsReplacements();
    asksNextSentence = objective.prediction() instanceof MaskedLanguageModel(boolean asked) && asked;
    scores = new ReplacedTokenScores(whole.place().tokens());
  }

  /** The part that the model has just read. */
  void add(Electra electra, MaskedBatch part) {
    losses = losses.plus(electra.losses());
    fillsMasks = electra.fillsMasks();
    detects = electra.detectsReplacements();
    replaced += count(electra.corrupted().replaced());
    nextSentenceHits += electra.nextSentenceHits();
    maskHits += hits(electra.maskChoices(), part.targets());
    if (detects) {
      scores.add(electra.discriminatorLogits(), electra.corrupted(), electra.judgedPositions());
    } else if (draws) {
      mainHits += hits(electra.mainChoices(), part.targets());
    }
  }

  /** What was found. */
  Evaluation evaluation() {
    double masked = whole.draws();
    int tokens = whole.place().tokens();
    return new Evaluation(fillsMasks ? losses.maskedLm() : Double.NaN, fillsMasks ? maskHits / masked : Double.NaN,
        draws || asksNextSentence ? losses.prediction() : Double.NaN, draws && !detects ? mainHits / masked : Double.NaN,
        detects ? scores.auc() : Double.NaN, detects ? scores.precision() : Double.NaN, detects ? scores.recall() : Double.NaN,
        draws ? (double) replaced / tokens : Double.NaN,
        asksNextSentence ? (double) nextSentenceHits / whole.place().examples() : Double.NaN, tokens);
  }

  private static int hits(int[] choices, int[] targets) {
    int hits = 0;
    for (int draw = 0; draw < choices.length; draw++) {
      hits += choices[draw] == targets[draw] ? 1 : 0;
    }
    return hits;
  }

  static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }
}
