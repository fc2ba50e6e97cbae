package org.electra4j.experiments.sweep;

import org.electra4j.core.model.ConfigException;

/**
 * Machines that train one model together, as a model of their time: operations shared evenly, at the rate of a core that was measured, and
 * an exchange of gradients after each step that nothing hides (docs/scaling.md).
 *
 * @param machines how many
 * @param cores of each
 * @param gigabits per second that each machine sends and receives
 */
public record Cluster(int machines, int cores, double gigabits) {
  private static final double BITS_PER_FLOAT = 32;

  /** Refuses what cannot be, naming the option. */
  public Cluster {
    if (machines < 1) {
      throw new ConfigException("machines is " + machines + ": expected at least 1");
    }
    if (cores < 1) {
      throw new ConfigException("cores is " + cores + ": expected at least 1");
    }
    if (!(gigabits > 0)) {
      throw new ConfigException("network is " + gigabits + ": expected gigabits per second, above 0");
    }
  }

  /** Seconds of an exchange: each machine sends and receives all but its own block, once to add up and once to know the sum. */
  public double exchangeSeconds(long parameters) {
    return 2 * BITS_PER_FLOAT * parameters * (machines - 1) / machines / (gigabits * 1e9);
  }

  /**
   * Seconds of a run.
   *
   * @param flops of the whole run
   * @param steps of the run
   * @param parameters of the model
   * @param flopsPerSecond of one core
   */
  public double seconds(double flops, long steps, long parameters, double flopsPerSecond) {
    return flops / (flopsPerSecond * cores * machines) + steps * exchangeSeconds(parameters);
  }
}
