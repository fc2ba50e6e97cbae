package org.electra4j.core.objective;

/** Which networks learn at a step. */
public enum Stage {
  /** Generator and main network, or the one that there is. */
  TOGETHER,
  /** The generator alone; the main network is not even asked. */
  GENERATOR,
  /** The main network alone, from a generator that stays as it is. */
  MAIN;

  /** Whether the generator's weights are updated. */
  public boolean generatorLearns() {
    return this != MAIN;
  }

  /** Whether the main network's weights are updated. */
  public boolean mainLearns() {
    return this != GENERATOR;
  }
}
