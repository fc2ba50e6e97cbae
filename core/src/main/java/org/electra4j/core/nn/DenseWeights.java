package org.electra4j.core.nn;

/**
 * Weights of a dense layer.
 *
 * @param weight [in, out]
 * @param bias [1, out]
 */
public record DenseWeights(Parameter weight, Parameter bias) {

  /** Declares {@code name/weight} and {@code name/bias}, the bias starting at zero. */
  public static DenseWeights declare(ParameterPlan plan, String name, int in, int out, Initializer initializer) {
    return new DenseWeights(plan.declare(name + "/weight", in, out, initializer, true),
        plan.declare(name + "/bias", 1, out, Initializer.ZEROS, false));
  }
}
