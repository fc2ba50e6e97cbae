package org.electra4j.core.nn;

import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.simd.PolynomialMath;

/** How a parameter starts: each element a function of the seed, the parameter's name and the element's place. */
public interface Initializer {

  /** All zero: biases and shifts. */
  Initializer ZEROS = (parameter, seed, row, column) -> 0f;

  /** All one: scales. */
  Initializer ONES = (parameter, seed, row, column) -> 1f;

  /** The value of element (row, column) of a parameter. */
  float value(Parameter parameter, long seed, int row, int column);

  /** Normal with mean 0 and this deviation before everything beyond two deviations is drawn again (published code: create_initializer). */
  record TruncatedNormal(double deviation) implements Initializer {
    private static final float INVERSE_2_24 = 0x1p-24f;

    @Override
    public float value(Parameter parameter, long seed, int row, int column) {
      long index = parameter.address(row, column);
      // Rejection from the uniform density on [-2, 2]: accepted with probability exp(-x^2 / 2), 0.6 on average. The attempt number
      // stands where other draws have the step, so no attempt of one element meets another's.
      for (long attempt = 0; ; attempt++) {
        long bits = new Draws(seed, attempt).bits(Purpose.INITIALISATION, index);
        float x = Math.fma((int) (bits >>> 40), 4 * INVERSE_2_24, -2f);
        float accept = ((int) bits >>> 8) * INVERSE_2_24;
        if (accept < PolynomialMath.exp(-0.5f * x * x)) {
          return (float) (x * deviation);
        }
      }
    }
  }

  /** Uniform within sqrt(6 / (rows + columns)): what layers without an initialiser of their own get in the published code. */
  record GlorotUniform() implements Initializer {
    @Override
    public float value(Parameter parameter, long seed, int row, int column) {
      double limit = Math.sqrt(6.0 / (parameter.rows() + parameter.columns()));
      double uniform = new Draws(seed, 0).uniform(Purpose.INITIALISATION, parameter.address(row, column));
      return (float) (limit * (2 * uniform - 1));
    }
  }
}
