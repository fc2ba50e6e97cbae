package org.electra4j.core.train;

import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.objective.GeneratorTraining.TwoStage;
import org.electra4j.core.objective.Stage;
import org.electra4j.core.optim.WarmupLinear;

/**
 * Which networks learn at a step, at which rate, and where the main network begins with the generator's weights: functions of the step, so
 * that a run may be cut anywhere.
 *
 * <p>Each of two stages is a training of its own: warm-up and linear decay over its own steps.
 *
 * @param generatorSteps steps of the generator alone; 0 where both learn together
 * @param first schedule of the first stage; that of all where there is only one
 * @param second schedule of the second stage
 */
record StagePlan(long generatorSteps, WarmupLinear first, WarmupLinear second) {

  /** The plan of a run; ConfigException if its first stage leaves no step for the second. */
  static StagePlan of(ElectraConfig model, PretrainConfig config) {
    WarmupLinear whole = new WarmupLinear(config.learningRate(), config.steps(), config.warmupSteps());
    if (!(model.objective().training() instanceof TwoStage(long steps))) {
      return new StagePlan(0, whole, whole);
    }
    if (steps >= config.steps()) {
      throw new ConfigException("generatorSteps is %d: expected fewer than steps, which is %d".formatted(steps, config.steps()));
    }
    return new StagePlan(steps, new WarmupLinear(config.learningRate(), steps, config.warmupSteps()),
        new WarmupLinear(config.learningRate(), config.steps() - steps, config.warmupSteps()));
  }

  /** Who learns at update number {@code step}, counted from 0. */
  Stage at(long step) {
    if (generatorSteps == 0) {
      return Stage.TOGETHER;
    }
    return step < generatorSteps ? Stage.GENERATOR : Stage.MAIN;
  }

  /** Whether the main network takes the generator's weights before update number {@code step}. */
  boolean copiesBefore(long step) {
    return generatorSteps > 0 && step == generatorSteps;
  }

  /** The learning rate of update number {@code step}. */
  double rate(long step) {
    return step < generatorSteps || generatorSteps == 0 ? first.at(step) : second.at(step - generatorSteps);
  }
}
