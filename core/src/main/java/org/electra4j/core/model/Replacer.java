package org.electra4j.core.model;

import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.random.Draws;

/** Masked batch in, corrupted batch out. */
sealed interface Replacer permits Generator, TokenTable, Replacer.KeepMasks {

  /** Draws a token for every masked position. */
  CorruptedBatch replace(MaskedBatch masked, Draws draws, boolean training);

  /** This part's share of the masked-LM loss; 0 where nothing is learned. */
  double loss();

  /** Adds the gradient of weight times the whole batch's masked-LM loss. */
  void backward(double weight);

  /** Replaces nothing: the main network reads [MASK], as in BERT. */
  record KeepMasks() implements Replacer {
    @Override
    public CorruptedBatch replace(MaskedBatch masked, Draws draws, boolean training) {
      return CorruptedBatch.masked(masked);
    }

    @Override
    public double loss() {
      return 0;
    }

    @Override
    public void backward(double weight) {}
  }
}
