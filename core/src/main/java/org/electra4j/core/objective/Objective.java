package org.electra4j.core.objective;

import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;

/**
 * What a model is trained for: three independent choices and a way to draw.
 *
 * @param source what stands at masked positions of the main network's input
 * @param prediction what the main network is asked
 * @param training how a learned generator learns
 * @param replacement how a token is drawn
 */
public record Objective(ReplacementSource source, Prediction prediction, GeneratorTraining training, Replacement replacement) {

  /** ELECTRA as published, with this source. */
  public static Objective electra(ReplacementSource source) {
    return new Objective(source, Prediction.PUBLISHED, GeneratorTraining.PUBLISHED, Replacement.PUBLISHED);
  }

  /** Whether there is a generator with weights of its own. */
  public boolean learnsGenerator() {
    return prediction.drawsReplacements() && source instanceof LearnedGenerator;
  }

  /** The same with another source. */
  public Objective withSource(ReplacementSource source) {
    return new Objective(source, prediction, training, replacement);
  }

  /** The same with another prediction. */
  public Objective withPrediction(Prediction prediction) {
    return new Objective(source, prediction, training, replacement);
  }

  /** The same with another training. */
  public Objective withTraining(GeneratorTraining training) {
    return new Objective(source, prediction, training, replacement);
  }

  /** The same with another way to draw. */
  public Objective withReplacement(Replacement replacement) {
    return new Objective(source, prediction, training, replacement);
  }
}
