package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.electra4j.simd.reference.DoubleAttention;
import org.electra4j.simd.reference.ExactAttention;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionTest {
  private static final long SEED = 20250107;
  private static final float GUARD = 1234.5f;
  private static final DropoutMask MASK = new DropoutMask(0.3f, 77, 3L << 48 | 5, 9, 1000);

  /** Operands of one call, made from the seed. */
  private record Case(int length, int heads, int headSize, DropoutMask mask, int... lengths) {
    int batch() {
      return lengths.length;
    }

    int hidden() {
      return heads * headSize;
    }

    float[] queryKeyValue() {
      return random(1, batch() * length * 3 * hidden(), 2);
    }

    float[] dContext() {
      return random(2, batch() * length * hidden(), 1);
    }

    @Override
    public String toString() {
      return "seed " + SEED + ", length " + length + ", heads " + heads + ", headSize " + headSize + ", lengths " + Arrays.toString(lengths)
          + ", dropout " + mask.rate();
    }
  }

  /** Context and gradient. */
  private record Result(float[] context, float[] gradient) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 8, 9, 13, 15, 16, 17, 24, 25, 31, 32, 33, 47, 64, 65})
  void bitsAtAwkwardLengths(int length) {
    try (WorkerPool workers = new WorkerPool(2)) {
      for (int headSize : new int[] {1, 3, 4, 8, 16, 31, 32, 64}) {
        for (DropoutMask mask : new DropoutMask[] {DropoutMask.NONE, MASK}) {
          checkBits(workers, new Case(length, 2, headSize, mask, length, 1, Math.max(1, length * 2 / 3)));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void bitsForAnyNumberOfThreads(int threads) {
    try (WorkerPool workers = new WorkerPool(threads)) {
      checkBits(workers, new Case(128, 4, 64, MASK, 128, 100));
      checkBits(workers, new Case(40, 3, 20, MASK, 17, 40, 8, 0, 33));
      checkBits(workers, new Case(130, 1, 65, DropoutMask.NONE, 129, 130));
    }
  }

  @Test
  void nothingToDo() {
    try (WorkerPool workers = new WorkerPool(2)) {
      checkBits(workers, new Case(5, 2, 4, MASK));
      checkBits(workers, new Case(5, 2, 4, MASK, 0, 0));
      checkBits(workers, new Case(0, 2, 4, DropoutMask.NONE, 0, 0));
    }
  }

  @Test
  void aCheckerThatAcceptsEverythingWouldBeNoticed() {
    Case each = new Case(19, 2, 5, MASK, 19, 7);
    Result wanted = exact(each);
    assertThat(differences(each, wanted, wanted)).isEmpty();
    for (int part = 0; part < 2; part++) {
      float[] wrong = (part == 0 ? wanted.context : wanted.gradient).clone();
      wrong[3] = Math.nextUp(wrong[3]);
      assertThat(differences(each, part == 0 ? new Result(wrong, wanted.gradient) : new Result(wanted.context, wrong), wanted)).hasSize(1);
    }
    double[] means = meaning(each).forward();
    assertThatCode(() -> checkNear(each, wanted.context, means, absolute(each, true))).doesNotThrowAnyException();
    // A key too many: what a missing key mask would give.
    Case unmasked = new Case(19, 2, 5, MASK, 19, 8);
    assertThatThrownBy(() -> checkNear(each, exact(unmasked).context, means, absolute(each, true))).isInstanceOf(AssertionError.class);
  }

  @Test
  void isWithinRoundingOfItsMeaning() {
    try (WorkerPool workers = new WorkerPool(2)) {
      for (DropoutMask mask : new DropoutMask[] {DropoutMask.NONE, MASK}) {
        Case small = new Case(128, 2, 64, mask, 128, 77);
        Case ragged = new Case(64, 2, 16, mask, 64, 1, 50);
        for (Case each : List.of(small, ragged, new Case(9, 1, 1, mask, 9))) {
          Result found = run(workers, each);
          checkNear(each, found.context, meaning(each).forward(), absolute(each, true));
          checkNear(each, found.gradient, meaning(each).backward(doubles(each.dContext())), absolute(each, false));
        }
      }
    }
  }

  @Test
  void gradientIsThatOfTheMeaningByCentralDifferences() {
    Case each = new Case(9, 2, 6, MASK, 9, 4);
    double[] x = doubles(each.queryKeyValue());
    double[] direction = doubles(each.dContext());
    Result found;
    try (WorkerPool workers = new WorkerPool(1)) {
      found = run(workers, each);
    }
    double step = 1e-5;
    for (int i = 0; i < x.length; i++) {
      double kept = x[i];
      x[i] = kept + step;
      double above = projection(each, x, direction);
      x[i] = kept - step;
      double below = projection(each, x, direction);
      x[i] = kept;
      assertThat((double) found.gradient[i]).as("%s: element %d", each, i).isCloseTo((above - below) / (2 * step),
          within(2e-5));
    }
  }

  @Test
  void scoresOfAnySizeGiveProbabilities() {
    // Scores in the thousands: all but the greatest vanish, and nothing overflows.
    Case each = new Case(33, 1, 8, DropoutMask.NONE, 33);
    float[] large = each.queryKeyValue();
    for (int i = 0; i < large.length; i++) {
      large[i] = i % 24 < 16 ? large[i] * 100 : 1;
    }
    try (WorkerPool workers = new WorkerPool(1)) {
      Result found = run(workers, each, large);
      for (float value : found.context) {
        assertThat(value).isCloseTo(1f, within(1e-6f));
      }
      assertThat(differences(each, found, exact(each, large))).isEmpty();
    }
  }

  @Test
  @Tag("bounds")
  void refusesWhatDoesNotFit() {
    refusesWithOneLess("queryKeyValue");
    refusesWithOneLess("probabilities");
    refusesWithOneLess("context");
    refusesWithOneLess("dContext");
    refusesWithOneLess("dQueryKeyValue");
    try (WorkerPool workers = new WorkerPool(1); Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(4 * 1000);
      assertThatThrownBy(() -> Attention.forward(workers, 2, 3, 1, 2, memory, new int[] {3}, MASK, memory, memory))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("lengths: found 1 ints, wanted 2");
      assertThatThrownBy(() -> Attention.forward(workers, 2, 3, 1, 2, memory, new int[] {3, 4}, MASK, memory, memory))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("lengths[1]: found 4, wanted 0 to 3");
      assertThatThrownBy(() -> Attention.forward(workers, 2, 3, 0, 2, memory, new int[] {3, 3}, MASK, memory, memory))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("heads 0");
      assertThatThrownBy(() -> Attention.forward(workers, -1, 3, 1, 2, memory, new int[] {3, 3}, MASK, memory, memory))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("batch: found -1");
      int most = Integer.MAX_VALUE;
      assertThatThrownBy(() -> Attention.forward(workers, most, most, 1, most, memory, new int[] {3, 3}, MASK, memory, memory))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("queryKeyValue").hasMessageContaining("" + Long.MAX_VALUE);
      MemorySegment heap = MemorySegment.ofArray(new float[1000]);
      assertThatThrownBy(() -> Attention.forward(workers, 1, 3, 1, 2, heap, new int[] {3}, MASK, memory, memory))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("queryKeyValue: found a segment on the heap");
    }
  }

  /** Operands are exactly as long as they must be, save the one named. */
  private static void refusesWithOneLess(String name) {
    int[] lengths = {5, 3};
    try (WorkerPool workers = new WorkerPool(1); Arena arena = Arena.ofShared()) {
      MemorySegment queryKeyValue = operand(arena, "queryKeyValue", name, 2 * 5 * 3 * 6);
      MemorySegment probabilities = operand(arena, "probabilities", name, 2 * 2 * 5 * 5);
      MemorySegment context = operand(arena, "context", name, 2 * 5 * 6);
      MemorySegment dContext = operand(arena, "dContext", name, 2 * 5 * 6);
      MemorySegment gradient = operand(arena, "dQueryKeyValue", name, 2 * 5 * 3 * 6);
      assertThatThrownBy(() -> {
        Attention.forward(workers, 2, 5, 2, 3, queryKeyValue, lengths, MASK, probabilities, context);
        Attention.backward(workers, 2, 5, 2, 3, queryKeyValue, lengths, MASK, probabilities, dContext, gradient);
      }).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(name + ": found").hasMessageContaining("wanted");
    }
  }

  private static MemorySegment operand(Arena arena, String name, String shorter, int floats) {
    return arena.allocate(4L * (name.equals(shorter) ? floats - 1 : floats));
  }

  private static void checkBits(WorkerPool workers, Case each) {
    assertThat(differences(each, run(workers, each), exact(each))).as("%s", each).isEmpty();
  }

  private static Result run(WorkerPool workers, Case each) {
    return run(workers, each, each.queryKeyValue());
  }

  /** Both passes in memory of exactly the size needed, filled with a guard before; what lies beyond an example's length is not a number. */
  private static Result run(WorkerPool workers, Case each, float[] queryKeyValue) {
    int width = 3 * each.hidden();
    float[] input = queryKeyValue.clone();
    float[] dContext = each.dContext();
    for (int row = 0; row < each.batch() * each.length; row++) {
      if (row % each.length >= each.lengths[row / each.length]) {
        Arrays.fill(input, row * width, (row + 1) * width, Float.NaN);
        Arrays.fill(dContext, row * each.hidden(), (row + 1) * each.hidden(), Float.NaN);
      }
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment projected = copy(arena, input);
      MemorySegment probabilities = guarded(arena, each.batch() * each.heads * each.length * each.length);
      MemorySegment context = guarded(arena, each.batch() * each.length * each.hidden());
      MemorySegment gradient = guarded(arena, input.length);
      Attention.forward(workers, each.batch(), each.length, each.heads, each.headSize, projected, each.lengths, each.mask, probabilities,
          context);
      Attention.backward(workers, each.batch(), each.length, each.heads, each.headSize, projected, each.lengths, each.mask, probabilities,
          copy(arena, dContext), gradient);
      return new Result(context.toArray(ValueLayout.JAVA_FLOAT), gradient.toArray(ValueLayout.JAVA_FLOAT));
    }
  }

  private static Result exact(Case each) {
    return exact(each, each.queryKeyValue());
  }

  private static Result exact(Case each, float[] queryKeyValue) {
    ExactAttention exact = new ExactAttention(each.batch(), each.length, each.heads, each.headSize, queryKeyValue, each.lengths, each.mask);
    return new Result(exact.forward(), exact.backward(each.dContext()));
  }

  private static DoubleAttention meaning(Case each) {
    return meaning(each, doubles(each.queryKeyValue()));
  }

  private static DoubleAttention meaning(Case each, double[] x) {
    return new DoubleAttention(each.batch(), each.length, each.heads, each.headSize, x, each.lengths, each.mask);
  }

  private static double projection(Case each, double[] x, double[] direction) {
    double[] context = meaning(each, x).forward();
    double sum = 0;
    for (int i = 0; i < context.length; i++) {
      sum += context[i] * direction[i];
    }
    return sum;
  }

  /** The first few places where bits differ. */
  private static List<String> differences(Case each, Result found, Result wanted) {
    List<String> different = new ArrayList<>();
    differences("context", each.hidden(), found.context, wanted.context, different);
    differences("gradient", 3 * each.hidden(), found.gradient, wanted.gradient, different);
    return different;
  }

  private static void differences(String name, int width, float[] found, float[] wanted, List<String> different) {
    assertThat(found).hasSameSizeAs(wanted);
    for (int i = 0; i < found.length && different.size() < 5; i++) {
      if (Float.floatToRawIntBits(found[i]) != Float.floatToRawIntBits(wanted[i])) {
        different.add(name + "[" + i / width + ", " + i % width + "]: found " + found[i] + ", wanted " + wanted[i]);
      }
    }
  }

  /** What single precision may lose: a few units for each term of each sum that a value went through, of the size of the largest term. */
  private static double absolute(Case each, boolean forward) {
    double steps = each.length + each.headSize * 4 + 40;
    double largest = 2 * each.mask.scale();
    return (forward ? 1 : 4 * Math.sqrt(each.headSize) * each.mask.scale()) * steps * largest * 0x1p-24;
  }

  private static void checkNear(Case each, float[] found, double[] wanted, double bound) {
    for (int i = 0; i < found.length; i++) {
      assertThat(Math.abs(found[i] - wanted[i])).as("%s: element %d", each, i).isLessThanOrEqualTo(bound);
    }
  }

  private static float[] random(int stream, int count, double most) {
    SplittableRandom random = new SplittableRandom(SEED + stream);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-most, most);
    }
    return values;
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  private static MemorySegment guarded(Arena arena, int count) {
    float[] guards = new float[count];
    Arrays.fill(guards, GUARD);
    return copy(arena, guards);
  }

  private static MemorySegment copy(Arena arena, float[] values) {
    MemorySegment segment = arena.allocate(Math.max(4, 4L * values.length), 64);
    MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
    return segment.asSlice(0, 4L * values.length);
  }
}
