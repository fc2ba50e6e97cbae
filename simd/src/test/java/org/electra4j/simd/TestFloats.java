package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Floats for kernels, and the two judges of what comes out: equality of bits, and a bound on the error. */
final class TestFloats {
  private static final int FEW = 5;

  private TestFloats() {}

  /** Numbers of threads at which results must be alike. */
  static IntStream threads() {
    return IntStream.of(1, 2, 3, 8);
  }

  /** Runs the test with each number of threads. */
  static void withThreads(Consumer<WorkerPool> test) {
    threads().forEach(count -> withThreads(count, test));
  }

  static void withThreads(int count, Consumer<WorkerPool> test) {
    try (WorkerPool workers = new WorkerPool(count)) {
      test.accept(workers);
    }
  }

  /** Normally distributed values, as weights and activations are. */
  static float[] random(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Each value plus this. */
  static float[] plus(float[] values, float shift) {
    float[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] += shift;
    }
    return result;
  }

  /** Each value times this. */
  static float[] times(float[] values, float factor) {
    float[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] *= factor;
    }
    return result;
  }

  /** Values drawn from these. */
  static float[] drawn(long seed, int count, float... from) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = from[random.nextInt(from.length)];
    }
    return values;
  }

  /** Indices from 0 to bound - 1. */
  static int[] indices(long seed, int count, int bound) {
    return count == 0 ? new int[0] : new SplittableRandom(seed).ints(count, 0, bound).toArray();
  }

  /** Native memory of exactly this length, so that whatever reaches beyond it throws. */
  static MemorySegment copy(Arena arena, float[] values) {
    MemorySegment segment = empty(arena, values.length);
    MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
    return segment;
  }

  /** The same, filled with NaN: what a kernel does not write is seen. */
  static MemorySegment empty(Arena arena, int count) {
    MemorySegment segment = arena.allocate(Math.max(4, 4L * count), 64).asSlice(0, 4L * count);
    segment.fill((byte) -1);
    return segment;
  }

  static float[] array(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_FLOAT);
  }

  /** Equal to the bit; all NaNs alike, for which of several NaNs an operation hands on is not the kernel's to say. */
  static void assertSameBits(String what, MemorySegment found, float[] wanted) {
    float[] values = array(found);
    assertThat(values.length).as(what).isEqualTo(wanted.length);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < values.length && wrong.size() < FEW; i++) {
      if (Float.floatToIntBits(values[i]) != Float.floatToIntBits(wanted[i])) {
        wrong.add("[" + i + "]: found " + values[i] + ", wanted " + wanted[i]);
      }
    }
    assertThat(wrong).as(what).isEmpty();
  }

  /** No further from the reference than the bound of each element. */
  static void assertWithin(String what, float[] found, double[] wanted, double[] bounds) {
    assertThat(found.length).as(what).isEqualTo(wanted.length);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < found.length && wrong.size() < FEW; i++) {
      if (!(Math.abs(found[i] - wanted[i]) <= bounds[i])) {
        wrong.add("[" + i + "]: found " + found[i] + ", wanted " + wanted[i] + " within " + bounds[i]);
      }
    }
    assertThat(wrong).as(what).isEmpty();
  }
}
