package org.electra4j.simd;

import static org.electra4j.simd.Floats.ORDER;
import static org.electra4j.simd.Floats.VECTOR;
import static org.electra4j.simd.Floats.load;
import static org.electra4j.simd.Floats.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * GELU in its erf form, 0.5 x (1 + erf(x / sqrt 2)) = x P(x), and its derivative P(x) + x p(x), where P is the distribution function of the
 * standard normal and p its density. One exponential, exp(-x^2 / 2), serves both, and P keeps its relative precision for negative x.
 */
public final class Gelu {
  private static final float INVERSE_SQRT_2_PI = 0x1.988454p-2f;

  private Gelu() {}

  /**
   * y[i] = gelu(x[i]) for i below count; y may be x.
   *
   * @throws IllegalArgumentException if count is negative, or a segment is on the heap or too short
   */
  public static void forward(WorkerPool workers, long count, MemorySegment x, MemorySegment y) {
    KernelArguments.floats("x", x, count);
    KernelArguments.floats("y", y, count);
    Floats.split(workers, count, (from, to) -> forward(x, y, from, to));
  }

  /**
   * dx[i] = dy[i] gelu'(x[i]); dx may be dy.
   *
   * @throws IllegalArgumentException if count is negative, or a segment is on the heap or too short
   */
  public static void backward(WorkerPool workers, long count, MemorySegment x, MemorySegment dy, MemorySegment dx) {
    KernelArguments.floats("x", x, count);
    KernelArguments.floats("dy", dy, count);
    KernelArguments.floats("dx", dx, count);
    Floats.split(workers, count, (from, to) -> backward(x, dy, dx, from, to));
  }

  // What follows the polynomials in these loops calls the Vector API itself: see Floats.

  private static void forward(MemorySegment x, MemorySegment y, long from, long to) {
    long whole = Floats.whole(from, to);
    for (long at = from; at < whole; at += VECTOR) {
      gelu(load(x, at)).intoMemorySegment(y, at, ORDER);
    }
    if (whole < to) {
      VectorMask<Float> tail = Floats.first(to - whole);
      store(gelu(load(x, whole, tail)), y, whole, tail);
    }
  }

  private static void backward(MemorySegment x, MemorySegment dy, MemorySegment dx, long from, long to) {
    long whole = Floats.whole(from, to);
    for (long at = from; at < whole; at += VECTOR) {
      FloatVector d = load(dy, at);
      derivative(load(x, at)).mul(d).intoMemorySegment(dx, at, ORDER);
    }
    if (whole < to) {
      VectorMask<Float> tail = Floats.first(to - whole);
      store(derivative(load(x, whole, tail)).mul(load(dy, whole, tail)), dx, whole, tail);
    }
  }

  private static FloatVector gelu(FloatVector x) {
    return distribution(x, bell(x)).mul(x);
  }

  private static FloatVector derivative(FloatVector x) {
    FloatVector bell = bell(x);
    return bell.mul(INVERSE_SQRT_2_PI).fma(x, distribution(x, bell));
  }

  /** exp(-x^2 / 2). */
  private static FloatVector bell(FloatVector x) {
    return PolynomialMath.exp(x.mul(x).mul(-0.5f));
  }

  private static FloatVector distribution(FloatVector x, FloatVector bell) {
    FloatVector tail = PolynomialMath.normalTail(x.abs()).mul(bell);
    return FloatVector.broadcast(Lanes.F32, 1f).sub(tail).blend(tail, x.compare(VectorOperators.LT, 0f));
  }
}
