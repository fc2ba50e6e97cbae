package org.electra4j.core.objective;

/** How a learned generator learns (paper, section 3.2, "training algorithms"). */
public sealed interface GeneratorTraining {

  /** By maximum likelihood, beside the main network: as published. */
  record Joint() implements GeneratorTraining {}

  /**
   * By maximum likelihood, alone; then the main network begins with the generator's weights and learns alone.
   *
   * @param generatorSteps updates of the first stage
   */
  record TwoStage(long generatorSteps) implements GeneratorTraining {}

  /** To raise the main network's loss, by REINFORCE, beside it. */
  record Adversarial() implements GeneratorTraining {}

  /** As published. */
  GeneratorTraining PUBLISHED = new Joint();
}
