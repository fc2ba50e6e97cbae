package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.DoubleUnaryOperator;
import org.electra4j.simd.reference.DoubleElements;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PolynomialMathTest {
  /** Bits of floats are walked in steps of this prime. */
  private static final int STEP = 10_007;
  private static final double SQRT_2_PI = Math.sqrt(2 * Math.PI);

  @FunctionalInterface
  private interface Single {
    float of(float x);
  }

  private static double worstUlps(Single function, DoubleUnaryOperator exact, float from, float to) {
    double worst = 0;
    for (int bits = Float.floatToRawIntBits(Math.abs(from)); bits <= Float.floatToRawIntBits(Math.abs(to)); bits += STEP) {
      float x = Math.copySign(Float.intBitsToFloat(bits), to);
      double wanted = exact.applyAsDouble(x);
      worst = Math.max(worst, Math.abs(function.of(x) - wanted) / Math.ulp((float) wanted));
    }
    return worst;
  }

  @Test
  void expIsWithinTheStatedError() {
    assertThat(worstUlps(PolynomialMath::exp, StrictMath::exp, 0, 88.7228f)).isBetween(0.5, 1.01);
    assertThat(worstUlps(PolynomialMath::exp, StrictMath::exp, -0f, -87.3365f)).isBetween(0.5, 1.01);
    assertThat(worstUlps(PolynomialMath::exp, x -> StrictMath.exp(x) * (1 + 1e-6), 0, 80)).as("a wrong exponential").isGreaterThan(1.01);
  }

  @Test
  void logIsWithinTheStatedError() {
    assertThat(worstUlps(PolynomialMath::log, StrictMath::log, Float.MIN_NORMAL, Float.MAX_VALUE)).isBetween(0.5, 0.9);
    assertThat(worstUlps(PolynomialMath::log, StrictMath::log, 0.5f, 2)).isBetween(0.5, 0.9);
  }

  @Test
  void normalTailIsWithinTheStatedError() {
    assertThat(worstUlps(PolynomialMath::normalTail, t -> DoubleElements.tailOverDensity(t) / SQRT_2_PI, 0, 14)).isBetween(0.5, 6.0);
  }

  @Test
  void erfIsWithinTheStatedError() {
    for (int bits = 0; bits < 0x41000000; bits += STEP) {
      float x = Float.intBitsToFloat(bits);
      double wanted = 1 - 2 * DoubleElements.tail(x * Math.sqrt(2));
      assertThat(Math.abs(PolynomialMath.erf(x) - wanted)).as("erf(%s)", x).isLessThan(5e-7);
      assertThat(PolynomialMath.erf(-x)).as("erf(%s)", -x).isEqualTo(x == 0 ? PolynomialMath.erf(x) : -PolynomialMath.erf(x));
    }
  }

  @Test
  void ends() {
    assertThat(PolynomialMath.exp(0)).isEqualTo(1);
    assertThat(PolynomialMath.exp(-0f)).isEqualTo(1);
    assertThat(PolynomialMath.exp(Float.NEGATIVE_INFINITY)).isEqualTo(0);
    assertThat(PolynomialMath.exp(-87.34f)).isEqualTo(0);
    assertThat(PolynomialMath.exp(-87.336f)).isGreaterThanOrEqualTo(Float.MIN_NORMAL);
    assertThat(PolynomialMath.exp(88.72f)).isLessThan(Float.POSITIVE_INFINITY);
    assertThat(PolynomialMath.exp(88.73f)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(PolynomialMath.exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(PolynomialMath.exp(Float.NaN)).isNaN();
    assertThat(PolynomialMath.log(1)).isEqualTo(0);
    assertThat(PolynomialMath.normalTail(Float.POSITIVE_INFINITY)).isEqualTo(0);
    assertThat(PolynomialMath.erf(Float.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(PolynomialMath.erf(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(PolynomialMath.erf(Float.NaN)).isNaN();
  }

  /** All functions at a vector of values, one after the other. */
  private static void vectors(MemorySegment x, MemorySegment results) {
    long bytes = x.byteSize();
    for (long at = 0; at < bytes; at += Floats.VECTOR) {
      Floats.store(PolynomialMath.exp(Floats.load(x, at)), results, at);
      Floats.store(PolynomialMath.log(Floats.load(x, at).abs()), results, bytes + at);
      Floats.store(PolynomialMath.normalTail(Floats.load(x, at).abs()), results, 2 * bytes + at);
      Floats.store(PolynomialMath.erf(Floats.load(x, at)), results, 3 * bytes + at);
    }
  }

  private static float[] scalars(float[] x) {
    float[] results = new float[4 * x.length];
    for (int i = 0; i < x.length; i++) {
      results[i] = PolynomialMath.exp(x[i]);
      results[x.length + i] = PolynomialMath.log(Math.abs(x[i]));
      results[2 * x.length + i] = PolynomialMath.normalTail(Math.abs(x[i]));
      results[3 * x.length + i] = PolynomialMath.erf(x[i]);
    }
    return results;
  }

  private static float[] bothSigns(int step) {
    int count = (0x7f800000 / step + 1) / 8 * 16;
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = Float.intBitsToFloat(i / 2 * step | i % 2 << 31);
    }
    return x;
  }

  @Test
  void vectorAndScalarFormAreTheSame() {
    compare(bothSigns(30_011));
  }

  @Test
  @Tag("interpreted")
  void theFirstCallsAreTheSame() {
    compare(bothSigns(0x7f800000 / 100));
  }

  private static void compare(float[] x) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment input = TestFloats.copy(arena, x);
      MemorySegment cold = TestFloats.empty(arena, 4 * x.length);
      vectors(input.asSlice(0, 64), cold.asSlice(0, 256));
      float[] first = TestFloats.array(cold.asSlice(0, 256));
      MemorySegment hot = TestFloats.empty(arena, 4 * x.length);
      vectors(input, hot);
      TestFloats.assertSameBits("vectors", hot, scalars(x));
      vectors(input.asSlice(0, 64), cold.asSlice(0, 256));
      TestFloats.assertSameBits("first and last call", cold.asSlice(0, 256), first);
      float[] wrong = scalars(x);
      wrong[3] = Math.nextUp(wrong[3]);
      assertThatThrownBy(() -> TestFloats.assertSameBits("a wrong bit", hot, wrong))
          .isInstanceOf(AssertionError.class);
    }
  }
}
