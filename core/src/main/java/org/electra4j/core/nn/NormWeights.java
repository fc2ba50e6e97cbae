package org.electra4j.core.nn;

/**
 * Weights of a layer normalisation.
 *
 * @param scale gamma, [1, width]
 * @param shift beta, [1, width]
 */
public record NormWeights(Parameter scale, Parameter shift) {

  /** Declares {@code name/scale}, starting at one, and {@code name/shift}, starting at zero. */
  public static NormWeights declare(ParameterPlan plan, String name, int width) {
    return new NormWeights(plan.declare(name + "/scale", 1, width, Initializer.ONES, false),
        plan.declare(name + "/shift", 1, width, Initializer.ZEROS, false));
  }
}
