package org.electra4j.simd.reference;

import org.electra4j.simd.DropoutMask;
import org.electra4j.simd.Philox;
import org.electra4j.simd.PolynomialMath;

/** The bits of what is done element by element: GELU, dropout, AdamW. */
public final class ExactElements {
  private static final int PIECES = 8;

  private ExactElements() {}

  /** x P(x). */
  public static float gelu(float x) {
    return distribution(x, bell(x)) * x;
  }

  /** P(x) + x p(x). */
  public static float geluDerivative(float x) {
    float bell = bell(x);
    return Math.fma(bell * 0x1.988454p-2f, x, distribution(x, bell));
  }

  private static float bell(float x) {
    return PolynomialMath.exp(x * x * -0.5f);
  }

  private static float distribution(float x, float bell) {
    float tail = PolynomialMath.normalTail(Math.abs(x)) * bell;
    return x < 0 ? tail : 1 - tail;
  }

  /** What element (row, column) of a matrix of {@code columns} is multiplied by: asked of Philox by its address. */
  public static float multiplier(DropoutMask mask, long row, int column, int columns) {
    if (mask.rate() == 0) {
      return 1;
    }
    long index = (long) mask.site() << 52 | (mask.firstRow() + row) * ((columns + PIECES - 1) / PIECES) + column / PIECES;
    int piece = column % PIECES;
    long words = piece < 4 ? Philox.first(mask.key(), mask.stream(), index) : Philox.second(mask.key(), mask.stream(), index);
    int value = (int) (words >>> piece % 4 * 16) & 0xFFFF;
    return value < Math.round(mask.rate() * 65536) ? 0 : 1 / (1 - mask.rate());
  }

  /** {@link #multiplier} of every element. */
  public static float[] multipliers(DropoutMask mask, int rows, int columns) {
    float[] multipliers = new float[rows * columns];
    for (int i = 0; i < multipliers.length; i++) {
      multipliers[i] = multiplier(mask, i / columns, i % columns, columns);
    }
    return multipliers;
  }

  /** One step of AdamW over all elements. */
  public static void adamW(float[] value, float[] gradient, float[] firstMoment, float[] secondMoment, float gradientScale, float rate,
      float beta1, float beta2, float epsilon, float weightDecay) {
    for (int i = 0; i < value.length; i++) {
      float g = gradient[i] * gradientScale;
      firstMoment[i] = Math.fma(beta1, firstMoment[i], (1 - beta1) * g);
      secondMoment[i] = Math.fma(beta2, secondMoment[i], (1 - beta2) * g * g);
      float update = firstMoment[i] / ((float) Math.sqrt(secondMoment[i]) + epsilon);
      value[i] = Math.fma(-rate, Math.fma(weightDecay, value[i], update), value[i]);
    }
  }
}
