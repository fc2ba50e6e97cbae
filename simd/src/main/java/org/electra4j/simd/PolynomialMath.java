package org.electra4j.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * exp, log and erf by polynomials of our own: the scalar and the vector form do the same correctly rounded operations in the same order, so
 * they give the same bits at every width, interpreted or compiled. The coefficients are weighted minimax fits in double, rounded to float.
 */
public final class PolynomialMath {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  /** Beyond this, exp is infinite. */
  private static final float EXP_MOST = 0x1.62e42ep6f;
  /** Below this, exp would be subnormal, and is zero. */
  private static final float EXP_LEAST = -0x1.5d589ep6f;
  private static final float LOG2_E = 0x1.715476p0f;
  /** 1.5 * 2^23: a sum with it is rounded to an integer, which stands in its low bits; its own low 9 bits are zero. */
  private static final float ROUNDER = 0x1.8p23f;
  private static final float LN2_HIGH = 0x1.62e43p-1f;
  private static final float LN2_LOW = -0x1.05c61p-29f;
  /** exp(r) = 1 + r + r^2 (E2 + E3 r + ...) for |r| up to ln 2 / 2. */
  private static final float E2 = 0x1.fffffcp-2f;
  private static final float E3 = 0x1.55548ap-3f;
  private static final float E4 = 0x1.555916p-5f;
  private static final float E5 = 0x1.123fc6p-7f;
  private static final float E6 = 0x1.6a1a72p-10f;

  /** Bits of sqrt(1/2), the least mantissa after scaling. */
  private static final int SQRT_HALF_BITS = 0x3f3504f3;
  private static final int MANTISSA_BITS = 23;
  private static final int MANTISSA = (1 << MANTISSA_BITS) - 1;
  /** ln 2 with 15 bits, so that its product with an exponent is exact; and the rest. */
  private static final float LN2_SHORT = 0x1.62e4p-1f;
  private static final float LN2_REST = 0x1.7f7d1cp-20f;
  /** log(1 + f) = f - f^2 / 2 + f^3 (L3 + L4 f + ...) for 1 + f from sqrt(1/2) to sqrt(2). */
  private static final float L3 = 0x1.555554p-2f;
  private static final float L4 = -0x1.000226p-2f;
  private static final float L5 = 0x1.99a008p-3f;
  private static final float L6 = -0x1.547244p-3f;
  private static final float L7 = 0x1.22da1cp-3f;
  private static final float L8 = -0x1.0d8542p-3f;
  private static final float L9 = 0x1.055b6cp-3f;
  private static final float L10 = -0x1.38b584p-4f;

  /** s = 1 / (1 + TAIL_SCALE t) takes t from 0 to infinity to s from 1 to 0; normalTail(t) = s (T0 + T1 s + ...). */
  private static final float TAIL_SCALE = 0x1.6p-2f;
  private static final float T0 = 0x1.18d232p-3f;
  private static final float T1 = 0x1.19afc4p-3f;
  private static final float T2 = 0x1.de2b3ep-4f;
  private static final float T3 = 0x1.cd7274p-4f;
  private static final float T4 = -0x1.420102p-5f;
  private static final float T5 = 0x1.870186p-3f;
  private static final float T6 = -0x1.163c2ap-2f;
  private static final float T7 = 0x1.269a58p-3f;
  private static final float T8 = -0x1.c7a0bap-6f;
  private static final float SQRT_2 = 0x1.6a09e6p0f;

  private PolynomialMath() {}

  /**
   * e to the x, within 1.01 ulp. Zero where the result would be subnormal (x below -87.3365), infinite above 88.7228, NaN for NaN.
   */
  public static float exp(float x) {
    float shifted = Math.fma(x, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = Math.fma(n, -LN2_HIGH, x);
    r = Math.fma(n, -LN2_LOW, r);
    float q = Math.fma(E6, r, E5);
    q = Math.fma(q, r, E4);
    q = Math.fma(q, r, E3);
    q = Math.fma(q, r, E2);
    float p = Math.fma(q, r * r, r) + 1;
    float scaled = Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(shifted) << MANTISSA_BITS));
    float result = x <= EXP_MOST ? scaled : x + Float.POSITIVE_INFINITY;
    return x < EXP_LEAST ? 0 : result;
  }

  /** {@link #exp(float)} lane by lane. */
  static FloatVector exp(FloatVector x) {
    FloatVector shifted = x.fma(FloatVector.broadcast(F32, LOG2_E), FloatVector.broadcast(F32, ROUNDER));
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(FloatVector.broadcast(F32, -LN2_HIGH), x);
    r = n.fma(FloatVector.broadcast(F32, -LN2_LOW), r);
    FloatVector q = FloatVector.broadcast(F32, E6).fma(r, FloatVector.broadcast(F32, E5));
    q = q.fma(r, FloatVector.broadcast(F32, E4));
    q = q.fma(r, FloatVector.broadcast(F32, E3));
    q = q.fma(r, FloatVector.broadcast(F32, E2));
    FloatVector p = q.fma(r.mul(r), r).add(1f);
    // n is added to the exponent of p, which lies between sqrt(1/2) and sqrt(2): no overflow on the way for n = 128, where p is below 1.
    IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
    FloatVector scaled = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    FloatVector result = x.add(Float.POSITIVE_INFINITY).blend(scaled, x.compare(VectorOperators.LE, EXP_MOST));
    return result.blend(0f, x.compare(VectorOperators.LT, EXP_LEAST));
  }

  /**
   * Natural logarithm of a positive, normal, finite x, within 0.9 ulp. For other x the result means nothing, but scalar and vector form
   * agree.
   */
  public static float log(float x) {
    int offset = Float.floatToRawIntBits(x) - SQRT_HALF_BITS;
    float n = offset >> MANTISSA_BITS;
    float f = Float.intBitsToFloat((offset & MANTISSA) + SQRT_HALF_BITS) - 1;
    float q = Math.fma(L10, f, L9);
    q = Math.fma(q, f, L8);
    q = Math.fma(q, f, L7);
    q = Math.fma(q, f, L6);
    q = Math.fma(q, f, L5);
    q = Math.fma(q, f, L4);
    q = Math.fma(q, f, L3);
    q = Math.fma(q, f, -0.5f);
    q = Math.fma(q, f * f, n * LN2_REST);
    return Math.fma(n, LN2_SHORT, f + q);
  }

  /** {@link #log(float)} lane by lane. */
  static FloatVector log(FloatVector x) {
    IntVector offset = x.reinterpretAsInts().sub(SQRT_HALF_BITS);
    FloatVector n = (FloatVector) offset.lanewise(VectorOperators.ASHR, MANTISSA_BITS).convert(VectorOperators.I2F, 0);
    FloatVector f = offset.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
    FloatVector q = FloatVector.broadcast(F32, L10).fma(f, FloatVector.broadcast(F32, L9));
    q = q.fma(f, FloatVector.broadcast(F32, L8));
    q = q.fma(f, FloatVector.broadcast(F32, L7));
    q = q.fma(f, FloatVector.broadcast(F32, L6));
    q = q.fma(f, FloatVector.broadcast(F32, L5));
    q = q.fma(f, FloatVector.broadcast(F32, L4));
    q = q.fma(f, FloatVector.broadcast(F32, L3));
    q = q.fma(f, FloatVector.broadcast(F32, -0.5f));
    q = q.fma(f.mul(f), n.mul(LN2_REST));
    return n.fma(FloatVector.broadcast(F32, LN2_SHORT), f.add(q));
  }

  /**
   * The share of the standard normal distribution beyond t, divided by exp(-t^2 / 2), for t from 0 to infinity: 1/2 at 0, falling like
   * 1 / (t sqrt(2 pi)); within 6 ulp for t up to 14, beyond which exp(-t^2 / 2) is zero. It has no exponential of its own, so one serves
   * both the distribution function and the density.
   */
  public static float normalTail(float t) {
    float s = 1 / Math.fma(t, TAIL_SCALE, 1f);
    float q = Math.fma(T8, s, T7);
    q = Math.fma(q, s, T6);
    q = Math.fma(q, s, T5);
    q = Math.fma(q, s, T4);
    q = Math.fma(q, s, T3);
    q = Math.fma(q, s, T2);
    q = Math.fma(q, s, T1);
    q = Math.fma(q, s, T0);
    return q * s;
  }

  /** {@link #normalTail(float)} lane by lane. */
  static FloatVector normalTail(FloatVector t) {
    FloatVector s = FloatVector.broadcast(F32, 1f).div(t.fma(FloatVector.broadcast(F32, TAIL_SCALE), FloatVector.broadcast(F32, 1f)));
    FloatVector q = FloatVector.broadcast(F32, T8).fma(s, FloatVector.broadcast(F32, T7));
    q = q.fma(s, FloatVector.broadcast(F32, T6));
    q = q.fma(s, FloatVector.broadcast(F32, T5));
    q = q.fma(s, FloatVector.broadcast(F32, T4));
    q = q.fma(s, FloatVector.broadcast(F32, T3));
    q = q.fma(s, FloatVector.broadcast(F32, T2));
    q = q.fma(s, FloatVector.broadcast(F32, T1));
    q = q.fma(s, FloatVector.broadcast(F32, T0));
    return q.mul(s);
  }

  /** The error function within 5e-7: 1 - 2 exp(-x^2) normalTail(sqrt(2) |x|) with the sign of x. */
  public static float erf(float x) {
    float t = x < 0 ? -x : x;
    float positive = Math.fma(-2 * exp(-(t * t)), normalTail(t * SQRT_2), 1f);
    return x < 0 ? -positive : positive;
  }

  /** {@link #erf(float)} lane by lane. */
  static FloatVector erf(FloatVector x) {
    VectorMask<Float> negative = x.compare(VectorOperators.LT, 0f);
    FloatVector t = x.blend(x.neg(), negative);
    FloatVector positive = exp(t.mul(t).neg()).mul(-2f).fma(normalTail(t.mul(SQRT_2)), FloatVector.broadcast(F32, 1f));
    return positive.blend(positive.neg(), negative);
  }
}
