package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.electra4j.simd.TestFloats.assertSameBits;
import static org.electra4j.simd.TestFloats.copy;
import static org.electra4j.simd.TestFloats.empty;
import static org.electra4j.simd.TestFloats.random;
import static org.electra4j.simd.TestFloats.times;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.electra4j.simd.reference.DoubleElements;
import org.electra4j.simd.reference.ExactElements;
import org.electra4j.simd.reference.Tolerance;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GeluTest {

  private static void check(WorkerPool workers, float[] x) {
    String what = x.length + " floats, " + workers.threads() + " threads";
    int count = x.length;
    float[] dy = random(count + 1, count);
    float[] wanted = new float[count];
    float[] wantedGradient = new float[count];
    for (int i = 0; i < count; i++) {
      wanted[i] = ExactElements.gelu(x[i]);
      wantedGradient[i] = ExactElements.geluDerivative(x[i]) * dy[i];
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment input = copy(arena, x);
      MemorySegment gradient = copy(arena, dy);
      MemorySegment result = empty(arena, count);
      Gelu.forward(workers, count, input, result);
      assertSameBits("y " + what, result, wanted);
      Gelu.backward(workers, count, input, gradient, result);
      assertSameBits("dx " + what, result, wantedGradient);
      Gelu.backward(workers, count, input, gradient, gradient);
      assertSameBits("dx over dy " + what, gradient, wantedGradient);
      Gelu.forward(workers, count, input, input);
      assertSameBits("y over x " + what, input, wanted);
    }
  }

  @Test
  void bitsAtAwkwardLengthsForAnyNumberOfThreads() {
    TestFloats.withThreads(workers -> {
      AwkwardSizes.lengths().forEach(count -> check(workers, times(random(count, count), 2)));
      check(workers, times(random(1, 50_001), 5));
    });
  }

  @Test
  @Tag("interpreted")
  void bitsOfASmallCase() {
    TestFloats.withThreads(1, workers -> check(workers, times(random(1, 53), 3)));
  }

  @Test
  void bitsOfExtremeValues() {
    float[] extreme = {0f, -0f, Float.MIN_VALUE, -1e-40f, 3e38f, -3e38f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 13.2f,
        -13.2f, -13.3f, 1e-20f, 88f, -88f};
    TestFloats.withThreads(1, workers -> check(workers, extreme));
  }

  @Test
  void aWrongFunctionIsSeen() {
    float x = 0.7f;
    float tanhForm = (float) (0.5 * x * (1 + StrictMath.tanh(StrictMath.sqrt(2 / StrictMath.PI) * (x + 0.044715 * x * x * x))));
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> assertSameBits("tanh form", copy(arena, new float[] {tanhForm}), new float[] {ExactElements.gelu(x)}))
          .isInstanceOf(AssertionError.class);
    }
    assertThat(Math.abs(tanhForm - DoubleElements.gelu(x))).isGreaterThan(RELATIVE * Tolerance.UNIT * x);
  }

  /**
   * Roundings of x^2 / 2, of which the exponential makes x^2 / 2 times as large a relative error (up to 87 where it is not yet cut off),
   * are the greater part of it; 12 for the exponential, the polynomial and the products.
   */
  private static final double RELATIVE = 12;

  @Test
  void isWithinTheStatedError() {
    for (int bits = 0x1f000000; bits < 0x41500000; bits += 5003) {
      for (float x : new float[] {Float.intBitsToFloat(bits), -Float.intBitsToFloat(bits)}) {
        double bound = (RELATIVE + (double) x * x) * Tolerance.UNIT;
        double gelu = DoubleElements.gelu(x);
        assertThat(Math.abs(ExactElements.gelu(x) - gelu)).as("gelu(%s)", x).isLessThanOrEqualTo(bound * Math.abs(gelu) + 0x1p-120);
        // The two terms of the derivative may cancel, so its error is measured by the larger of them.
        double terms = DoubleElements.distribution(x) + Math.abs(DoubleElements.geluDerivative(x) - DoubleElements.distribution(x));
        assertThat(Math.abs(ExactElements.geluDerivative(x) - DoubleElements.geluDerivative(x))).as("gelu'(%s)", x)
            .isLessThanOrEqualTo(bound * terms + 0x1p-120);
      }
    }
  }

  @Test
  @Tag("bounds")
  void refusesWhatDoesNotFit() {
    TestFloats.withThreads(1, workers -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment six = arena.allocate(24);
        MemorySegment five = arena.allocate(20);
        refused("x", () -> Gelu.forward(workers, 6, five, six));
        refused("y", () -> Gelu.forward(workers, 6, six, five));
        refused("x", () -> Gelu.backward(workers, 6, five, six, six));
        refused("dy", () -> Gelu.backward(workers, 6, six, five, six));
        refused("dx", () -> Gelu.backward(workers, 6, six, six, five));
        refused("count", () -> Gelu.forward(workers, -1, six, six));
      }
    });
  }

  private static void refused(String name, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(name + ": found ");
  }
}
