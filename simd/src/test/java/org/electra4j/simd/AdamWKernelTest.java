package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.electra4j.simd.TestFloats.assertSameBits;
import static org.electra4j.simd.TestFloats.copy;
import static org.electra4j.simd.TestFloats.random;
import static org.electra4j.simd.TestFloats.times;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.electra4j.simd.reference.DoubleElements;
import org.electra4j.simd.reference.ExactElements;
import org.electra4j.simd.reference.Tolerance;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AdamWKernelTest {
  private static final float SCALE = 0.7f;
  private static final float RATE = 5e-4f;
  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.999f;
  private static final float EPSILON = 1e-6f;
  private static final float DECAY = 0.01f;

  /** Value, gradient and moments after some steps. */
  private record State(float[] value, float[] gradient, float[] first, float[] second) {
    static State of(int count) {
      float[] second = random(4, count);
      for (int i = 0; i < count; i++) {
        second[i] = 1e-4f * second[i] * second[i];
      }
      return new State(random(1, count), random(2, count), times(random(3, count), 0.01f), second);
    }

    State copy() {
      return new State(value.clone(), gradient.clone(), first.clone(), second.clone());
    }

    State stepped() {
      State after = copy();
      ExactElements.adamW(after.value, gradient, after.first, after.second, SCALE, RATE, BETA_1, BETA_2, EPSILON, DECAY);
      return after;
    }
  }

  private static boolean check(WorkerPool workers, State state) {
    State wanted = state.stepped();
    String what = state.value.length + " floats, " + workers.threads() + " threads";
    try (Arena arena = Arena.ofShared()) {
      MemorySegment value = copy(arena, state.value);
      MemorySegment gradient = copy(arena, state.gradient);
      MemorySegment first = copy(arena, state.first);
      MemorySegment second = copy(arena, state.second);
      boolean finite = AdamWKernel.step(workers, state.value.length, value, gradient, first, second, SCALE, RATE, BETA_1, BETA_2, EPSILON,
          DECAY);
      assertSameBits("value " + what, value, wanted.value);
      assertSameBits("gradient " + what, gradient, state.gradient);
      assertSameBits("first moment " + what, first, wanted.first);
      assertSameBits("second moment " + what, second, wanted.second);
      return finite;
    }
  }

  @Test
  void bitsAtAwkwardLengthsForAnyNumberOfThreads() {
    TestFloats.withThreads(workers -> {
      AwkwardSizes.lengths().forEach(count -> assertThat(check(workers, State.of(count))).isTrue());
      assertThat(check(workers, State.of(70_001))).isTrue();
    });
  }

  @Test
  @Tag("interpreted")
  void bitsOfASmallCase() {
    TestFloats.withThreads(1, workers -> assertThat(check(workers, State.of(53))).isTrue());
  }

  @Test
  void saysWhereverSomethingIsNotFinite() {
    TestFloats.withThreads(workers -> {
      for (int at : new int[] {0, 1, 15, 16, 4095, 9999, 10_000}) {
        State gradient = State.of(10_001);
        gradient.gradient[at] = Float.NaN;
        assertThat(check(workers, gradient)).as("NaN at %d", at).isFalse();
        State value = State.of(10_001);
        value.value[at] = Float.NEGATIVE_INFINITY;
        assertThat(check(workers, value)).as("infinity at %d", at).isFalse();
        State second = State.of(10_001);
        second.gradient[at] = 1e25f;
        assertThat(check(workers, second)).as("second moment beyond all floats at %d", at).isFalse();
      }
    });
  }

  @Test
  void zerosStayZero() {
    TestFloats.withThreads(2, workers -> {
      State zeros = new State(new float[40], new float[40], new float[40], new float[40]);
      assertThat(check(workers, zeros)).isTrue();
      assertThat(zeros.stepped().value).containsOnly(0f);
    });
  }

  @Test
  void extremeValuesAreFinite() {
    float[] values = {0f, -0f, Float.MIN_VALUE, 1e-40f, -1e18f, 1e18f, 3e38f, -3e38f};
    State state = new State(TestFloats.drawn(1, 100, values), TestFloats.drawn(2, 100, 0f, -0f, 1e-40f, 1e18f), new float[100],
        new float[100]);
    TestFloats.withThreads(1, workers -> assertThat(check(workers, state)).isTrue());
  }

  @Test
  void isWithinTheRoundingBound() {
    State before = State.of(3000);
    State after = before.stepped();
    for (int i = 0; i < 3000; i++) {
      double[] wanted = DoubleElements.adamW(before.value[i], before.gradient[i], before.first[i], before.second[i], SCALE, RATE, BETA_1,
          BETA_2, EPSILON, DECAY);
      double bound = bound(before, i);
      assertThat(Math.abs(after.value[i] - wanted[0])).as("value %d", i).isLessThanOrEqualTo(bound);
      // A step with the other sign of the decay is further off.
      double wrong = wanted[0] + 2 * RATE * DECAY * before.value[i];
      if (Math.abs(before.value[i]) > 0.5) {
        assertThat(Math.abs(after.value[i] - wrong)).as("wrong value %d", i).isGreaterThan(bound);
      }
    }
  }

  /**
   * First order: the new value is rounded once; the ratio's relative error is that of m, whose terms are rounded three times and may
   * cancel, half that of v, whose terms (positive) are rounded five times, and four more; 1 - beta is exact in single precision.
   */
  private static double bound(State before, int i) {
    double m = BETA_1 * before.first[i] + (1 - BETA_1) * (double) SCALE * before.gradient[i];
    double terms = BETA_1 * Math.abs(before.first[i]) + (1 - BETA_1) * (double) SCALE * Math.abs(before.gradient[i]);
    double g = (double) SCALE * before.gradient[i];
    double root = Math.sqrt(BETA_2 * before.second[i] + (1 - BETA_2) * g * g) + EPSILON;
    double ratio = (Tolerance.bound(3, terms) + Tolerance.bound(7, Math.abs(m))) / root;
    double decay = Tolerance.bound(2, DECAY * Math.abs(before.value[i]) + Math.abs(m) / root);
    return RATE * (ratio + decay) + Tolerance.bound(1, Math.abs(before.value[i]) + RATE * Math.abs(m) / root);
  }

  @Test
  @Tag("bounds")
  void refusesWhatDoesNotFit() {
    TestFloats.withThreads(1, workers -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment six = arena.allocate(24);
        MemorySegment five = arena.allocate(20);
        refused("value", () -> step(workers, 6, five, six, six, six));
        refused("gradient", () -> step(workers, 6, six, five, six, six));
        refused("firstMoment", () -> step(workers, 6, six, six, five, six));
        refused("secondMoment", () -> step(workers, 6, six, six, six, five));
        refused("count", () -> step(workers, -1, six, six, six, six));
      }
    });
  }

  private static void step(WorkerPool workers, long count, MemorySegment value, MemorySegment gradient, MemorySegment first,
      MemorySegment second) {
    AdamWKernel.step(workers, count, value, gradient, first, second, SCALE, RATE, BETA_1, BETA_2, EPSILON, DECAY);
  }

  private static void refused(String name, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(name + ": found ");
  }
}
