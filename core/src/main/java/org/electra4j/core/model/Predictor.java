package org.electra4j.core.model;

import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.random.Draws;

/** The main network with its head: corrupted batch in, loss out. */
sealed interface Predictor permits Discriminator, LanguageModel {

  /** Logits and loss of a corrupted batch; dropout only in training. */
  void judge(MaskedBatch masked, CorruptedBatch corrupted, Draws draws, boolean training);

  /** This part's share of the whole batch's masked-LM loss, where the input holds [MASK]; else 0. */
  double maskedLmLoss();

  /** This part's share of the whole batch's loss of whatever else is asked; 0 where nothing is. */
  double loss();

  /** Adds the gradient of weight times the sum of the whole batch's two losses. */
  void backward(double weight);
}
