package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.electra4j.simd.TestFloats.array;
import static org.electra4j.simd.TestFloats.assertSameBits;
import static org.electra4j.simd.TestFloats.assertWithin;
import static org.electra4j.simd.TestFloats.copy;
import static org.electra4j.simd.TestFloats.empty;
import static org.electra4j.simd.TestFloats.random;
import static org.electra4j.simd.TestFloats.times;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.electra4j.simd.reference.DoubleSoftmax;
import org.electra4j.simd.reference.ExactSoftmax;
import org.electra4j.simd.reference.Tolerance;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RowSoftmaxTest {
  private static final double U = Tolerance.UNIT;
  /** Stated errors of exp and log, in units of roundoff of their result: {@link PolynomialMathTest}. */
  private static final double EXP = 2.1;
  private static final double LOG = 2;

  private static void crossEntropy(WorkerPool workers, int rows, int columns, float[] logits) {
    String what = "[" + rows + ", " + columns + "], " + workers.threads() + " threads";
    int[] targets = TestFloats.indices(rows + columns, rows, columns);
    float[] losses = new float[rows];
    float[] logSums = new float[rows];
    float[] gradients = new float[rows * columns];
    ExactSoftmax.crossEntropy(rows, columns, logits, targets, losses, logSums);
    ExactSoftmax.crossEntropyGradient(rows, columns, logits, targets, logSums, 0.3f, gradients);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment x = copy(arena, logits);
      MemorySegment loss = empty(arena, rows);
      MemorySegment logSum = empty(arena, rows);
      MemorySegment gradient = empty(arena, rows * columns);
      RowSoftmax.crossEntropy(workers, rows, columns, x, targets, loss, logSum);
      assertSameBits("loss " + what, loss, losses);
      assertSameBits("logSumExp " + what, logSum, logSums);
      RowSoftmax.crossEntropyGradient(workers, rows, columns, x, targets, logSum, 0.3f, gradient);
      assertSameBits("gradient " + what, gradient, gradients);
      float[] scales = TestFloats.drawn(3, rows, 0, 0.3f, -2);
      MemorySegment scaled = empty(arena, rows * columns);
      RowSoftmax.crossEntropyGradient(workers, rows, columns, x, targets, logSum, copy(arena, scales), scaled);
      for (int r = 0; r < rows; r++) {
        float[] row = new float[columns];
        ExactSoftmax.crossEntropyGradient(1, columns, Arrays.copyOfRange(logits, r * columns, (r + 1) * columns),
            new int[] {targets[r]}, new float[] {logSums[r]}, scales[r], row);
        assertSameBits("scaled gradient " + what, scaled.asSlice(4L * r * columns, 4L * columns), row);
      }
      RowSoftmax.crossEntropyGradient(workers, rows, columns, x, targets, logSum, 0.3f, x);
      assertSameBits("gradient in place " + what, x, gradients);
    }
  }

  private static void binary(WorkerPool workers, float[] logits) {
    int count = logits.length;
    String what = count + " floats, " + workers.threads() + " threads";
    float[] labels = TestFloats.drawn(1, count, 0, 1, 0.25f);
    float[] weights = TestFloats.drawn(2, count, 0, 1, 0.7f);
    float[] losses = new float[count];
    float[] gradients = new float[count];
    for (int i = 0; i < count; i++) {
      losses[i] = ExactSoftmax.binaryLoss(logits[i], labels[i], weights[i]);
      gradients[i] = ExactSoftmax.binaryDerivative(logits[i], labels[i], weights[i], 0.3f);
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment x = copy(arena, logits);
      MemorySegment label = copy(arena, labels);
      MemorySegment weight = copy(arena, weights);
      MemorySegment loss = empty(arena, count);
      MemorySegment gradient = empty(arena, count);
      RowSoftmax.binaryCrossEntropy(workers, count, x, label, weight, loss);
      assertSameBits("loss " + what, loss, losses);
      RowSoftmax.binaryCrossEntropyGradient(workers, count, x, label, weight, 0.3f, gradient);
      assertSameBits("gradient " + what, gradient, gradients);
      RowSoftmax.binaryCrossEntropyGradient(workers, count, x, label, weight, 0.3f, x);
      assertSameBits("gradient in place " + what, x, gradients);
    }
  }

  private static void choices(WorkerPool workers, int rows, int columns, float[] logits, float temperature) {
    String what = "[" + rows + ", " + columns + "], " + workers.threads() + " threads, temperature " + temperature;
    int[] largest = new int[rows];
    int[] drawn = new int[rows];
    for (int r = 0; r < rows; r++) {
      largest[r] = ExactSoftmax.argmax(columns, logits, r * columns);
      drawn[r] = ExactSoftmax.sample(columns, logits, r * columns, temperature, 0xABCDEF0123456789L, 0x7000000000000123L, 1_000_000L + r);
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment x = copy(arena, logits);
      int[] chosen = new int[rows];
      RowSoftmax.argmax(workers, rows, columns, x, chosen);
      assertThat(chosen).as("argmax " + what).isEqualTo(largest);
      RowSoftmax.sample(workers, rows, columns, x, temperature, 0xABCDEF0123456789L, 0x7000000000000123L, 1_000_000L, chosen);
      assertThat(chosen).as("sample " + what).isEqualTo(drawn);
      assertSameBits("logits " + what, x, logits);
    }
  }

  @Test
  void bitsOfCrossEntropy() {
    TestFloats.withThreads(workers -> {
      AwkwardSizes.few().forEach(rows -> AwkwardSizes.few().filter(columns -> (rows + columns) % 3 == 0)
          .forEach(columns -> crossEntropy(workers, rows, columns, times(random(rows, rows * columns), 4))));
      AwkwardSizes.lengths().filter(columns -> columns > 0)
          .forEach(columns -> crossEntropy(workers, 3, columns, times(random(columns, 3 * columns), 4)));
      crossEntropy(workers, 0, 7, new float[0]);
      crossEntropy(workers, 3, 30_522, times(random(1, 3 * 30_522), 3));
    });
  }

  @Test
  void bitsOfBinaryCrossEntropy() {
    TestFloats.withThreads(workers -> {
      AwkwardSizes.lengths().forEach(count -> binary(workers, times(random(count, count), 5)));
      binary(workers, times(random(8, 20_001), 50));
    });
  }

  @Test
  void choicesOfThePlainDefinition() {
    TestFloats.withThreads(workers -> {
      AwkwardSizes.lengths().filter(columns -> columns > 0).forEach(columns -> {
        choices(workers, 5, columns, random(columns, 5 * columns), 1);
        choices(workers, 5, columns, new float[5 * columns], 0.9f);
      });
      choices(workers, 0, 7, new float[0], 1);
    });
    TestFloats.withThreads(2, workers -> {
      for (float spread : new float[] {0, 0.1f, 1, 3, 10, 100}) {
        choices(workers, 12, 30_522, times(random(9, 12 * 30_522), spread), 1);
        choices(workers, 5, 30_522, times(random(10, 5 * 30_522), spread), 0.3f);
      }
    });
  }

  @Test
  void choicesAmongOrderedAndEqualLogits() {
    int columns = 9000;
    float[] ascending = new float[2 * columns];
    float[] descending = new float[2 * columns];
    for (int i = 0; i < ascending.length; i++) {
      ascending[i] = i % columns * 0.001f;
      descending[i] = -ascending[i];
    }
    TestFloats.withThreads(2, workers -> {
      choices(workers, 2, columns, ascending, 1);
      choices(workers, 2, columns, descending, 1);
      // So far from zero that noise is rounded away: many perturbed logits are equal, and the lowest column must win.
      choices(workers, 2, columns, TestFloats.drawn(3, 2 * columns, 1e9f, 1e9f, -1e9f), 1);
      choices(workers, 2, columns, TestFloats.drawn(3, 2 * columns, 0f, -0f), 1e-9f);
    });
  }

  @Test
  @Tag("interpreted")
  void bitsOfASmallCase() {
    TestFloats.withThreads(1, workers -> {
      crossEntropy(workers, 3, 61, times(random(1, 3 * 61), 4));
      binary(workers, times(random(2, 53), 5));
      choices(workers, 3, 301, random(3, 3 * 301), 0.8f);
    });
  }

  @Test
  void extremeLogits() {
    float infinity = Float.POSITIVE_INFINITY;
    float[] extreme = {0f, -0f, 1e-40f, 80f, -80f, 1e30f, -1e30f, 3e38f, -3e38f, infinity, -infinity, Float.NaN, 88.8f, -104f};
    TestFloats.withThreads(2, workers -> {
      binary(workers, extreme);
      for (int seed = 0; seed < 20; seed++) {
        float[] rows = TestFloats.drawn(seed, 4 * 40, seed < 10 ? new float[] {1e30f, -1e30f, 0, 88, -infinity} : extreme);
        crossEntropy(workers, 4, 40, rows);
        choices(workers, 4, 40, rows, 1);
      }
      choices(workers, 2, 20, TestFloats.drawn(1, 40, Float.NaN, -infinity), 1);
      choices(workers, 2, 20, TestFloats.drawn(1, 40, Float.NaN), 1);
    });
  }

  @Test
  void aLossThatIsLargeOrSmallIsPrecise() {
    float[] logits = {1000, 0, -1000, 1000, 1000 + 0x1p-10f, 985};
    try (Arena arena = Arena.ofShared()) {
      MemorySegment loss = empty(arena, 2);
      TestFloats.withThreads(1,
          workers -> RowSoftmax.crossEntropy(workers, 2, 3, copy(arena, logits), new int[] {2, 1}, loss, empty(arena, 2)));
      double second = DoubleSoftmax.logSumExp(3, logits, 3) - logits[4];
      assertWithin("losses", array(loss), new double[] {2000, second}, new double[] {0, 1e-7});
    }
    float tiny = ExactSoftmax.binaryLoss(-60, 0, 1);
    assertThat(tiny).isCloseTo((float) StrictMath.exp(-60), Percentage.withPercentage(1e-4));
  }

  @Test
  void crossEntropyIsWithinTheRoundingBound() {
    int rows = 6;
    int columns = 5000;
    float[] logits = times(random(4, rows * columns), 5);
    int[] targets = TestFloats.indices(5, rows, columns);
    float[] losses = new float[rows];
    float[] logSums = new float[rows];
    float[] gradients = new float[rows * columns];
    ExactSoftmax.crossEntropy(rows, columns, logits, targets, losses, logSums);
    ExactSoftmax.crossEntropyGradient(rows, columns, logits, targets, logSums, 1, gradients);
    double[] wanted = new double[rows];
    double[] bounds = new double[rows];
    double[] wantedGradients = new double[rows * columns];
    double[] gradientBounds = new double[rows * columns];
    for (int r = 0; r < rows; r++) {
      double logSum = DoubleSoftmax.logSumExp(columns, logits, r * columns);
      float target = logits[r * columns + targets[r]];
      wanted[r] = logSum - target;
      double logSumError = logSumError(columns, logits, r * columns, logSum);
      bounds[r] = logSumError + 3 * U * Math.abs(wanted[r]);
      for (int j = 0; j < columns; j++) {
        double probability = StrictMath.exp(logits[r * columns + j] - logSum);
        double relative = logSumError + 2 * U * Math.abs(logSum) + U * Math.abs(logits[r * columns + j] - logSum) + EXP * U;
        boolean hit = j == targets[r];
        wantedGradients[r * columns + j] = probability - (hit ? 1 : 0);
        gradientBounds[r * columns + j] = 1.01 * (probability * relative + (hit ? U : 0) + U * probability);
      }
    }
    assertWithin("losses", losses, wanted, bounds);
    assertWithin("gradients", gradients, wantedGradients, gradientBounds);
    losses[3] += 1e-4f;
    assertThatThrownBy(() -> assertWithin("losses", losses, wanted, bounds)).isInstanceOf(AssertionError.class).hasMessageContaining("[3]");
  }

  /**
   * Bound on the error of the logarithm of the sum: each term's relative error is the rounding of x - most times that difference and that
   * of exp; the sum adds those of its longest chain; then that of the logarithm itself.
   */
  private static double logSumError(int columns, float[] logits, int first, double logSum) {
    float most = logits[first + ExactSoftmax.argmax(columns, logits, first)];
    double sum = 0;
    double error = 0;
    for (int j = 0; j < columns; j++) {
      double difference = most - logits[first + j];
      sum += StrictMath.exp(-difference);
      error += StrictMath.exp(-difference) * (difference + EXP) * U;
    }
    return 1.01 * (error / sum + Tolerance.bound(256 + 6, 1) + (LOG + 1) * U * Math.abs(logSum - most));
  }

  @Test
  void binaryCrossEntropyIsWithinTheStatedError() {
    for (int bits = 0x2f000000; bits < 0x42a00000; bits += 100_003) {
      for (float x : new float[] {Float.intBitsToFloat(bits), -Float.intBitsToFloat(bits)}) {
        for (int label = 0; label < 2; label++) {
          double loss = DoubleSoftmax.binaryLoss(x, label);
          assertThat(Math.abs(ExactSoftmax.binaryLoss(x, label, 1) - loss)).as("loss(%s, %d)", x, label).isLessThanOrEqualTo(8 * U * loss);
          double derivative = DoubleSoftmax.binaryDerivative(x, label);
          assertThat(Math.abs(ExactSoftmax.binaryDerivative(x, label, 1, 1) - derivative)).as("derivative(%s, %d)", x, label)
              .isLessThanOrEqualTo(8 * U * Math.abs(derivative));
        }
      }
    }
    assertThat(Math.abs(ExactSoftmax.binaryLoss(1, 0, 1) - DoubleSoftmax.binaryLoss(1, 1))).isGreaterThan(8 * U);
  }

  @Test
  void noiseIsBetweenItsDefinitionAndTheBound() {
    for (long n = 0; n < 1L << 31; n += 1 + n / 3001) {
      int word = (int) (n << 1);
      double v = Math.min((n + 0.5) * 0x1p-31, 1 - 0x1p-24);
      float noise = Gumbel.noise(word);
      assertThat(noise).as("word %d", word).isEqualTo(ExactSoftmax.noise(word)).isEqualTo(Gumbel.noise(word | 1));
      // Near v = 1, where the noise is least, v has 24 bits after the point, and so its 1 - v a relative error of 2^-25 / (1 - v).
      assertThat((double) noise).as("word %d", word)
          .isCloseTo(DoubleSoftmax.gumbel(v), Offset.offset(2e-6 + 0x1p-25 / (1 - v)));
      assertThat(Gumbel.bound(word)).as("word %d", word).isGreaterThan(noise);
    }
    assertThat(Gumbel.noise(-1)).isBetween(-3f, -2.7f);
    assertThat(Gumbel.noise(0)).isBetween(22f, 23f);
  }

  @Test
  void drawsFollowTheProbabilities() {
    int rows = 40_000;
    double[] probabilities = {0.5, 0.2, 0.15, 0.1, 0.04, 0.009, 0.001};
    float[] logits = new float[rows * probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = 2 * (float) StrictMath.log(probabilities[i % probabilities.length]) + 5;
    }
    int[] chosen = new int[rows];
    try (Arena arena = Arena.ofShared()) {
      TestFloats.withThreads(2,
          workers -> RowSoftmax.sample(workers, rows, probabilities.length, copy(arena, logits), 2, 42, 7, 0, chosen));
    }
    assertThat(chiSquare(chosen, probabilities)).isLessThan(22.5);
    double[] wrong = {0.49, 0.21, 0.15, 0.1, 0.04, 0.009, 0.001};
    assertThat(chiSquare(chosen, wrong)).isGreaterThan(22.5);
  }

  /** 22.5 is the 99.9 % point for six degrees of freedom. */
  private static double chiSquare(int[] chosen, double[] probabilities) {
    double[] counts = new double[probabilities.length];
    for (int column : chosen) {
      counts[column]++;
    }
    double sum = 0;
    for (int j = 0; j < counts.length; j++) {
      double expected = probabilities[j] * chosen.length;
      sum += (counts[j] - expected) * (counts[j] - expected) / expected;
    }
    return sum;
  }

  @Test
  void aWrongChoiceIsSeen() {
    float[] logits = random(1, 1000);
    int right = ExactSoftmax.sample(1000, logits, 0, 1, 1, 2, 3);
    // Other addresses must give other draws, else the comparison above would compare nothing.
    int others = 0;
    for (int row = 4; row < 24; row++) {
      others += ExactSoftmax.sample(1000, logits, 0, 1, 1, 2, row) == right ? 0 : 1;
    }
    assertThat(others).isGreaterThan(10);
    assertThat(ExactSoftmax.argmax(3, new float[] {1, 2, 2}, 0)).isEqualTo(1);
  }

  @Test
  @Tag("bounds")
  void refusesWhatDoesNotFit() {
    TestFloats.withThreads(1, workers -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment six = arena.allocate(24);
        MemorySegment five = arena.allocate(20);
        MemorySegment two = arena.allocate(8);
        MemorySegment one = arena.allocate(4);
        int[] ids = {0, 2};
        refused("logits", () -> RowSoftmax.crossEntropy(workers, 2, 3, five, ids, two, two));
        refused("losses", () -> RowSoftmax.crossEntropy(workers, 2, 3, six, ids, one, two));
        refused("logSumExp", () -> RowSoftmax.crossEntropy(workers, 2, 3, six, ids, two, one));
        refused("targets", () -> RowSoftmax.crossEntropy(workers, 2, 3, six, new int[1], two, two));
        refused("columns", () -> RowSoftmax.crossEntropy(workers, 2, 0, six, ids, two, two));
        refused("rows", () -> RowSoftmax.crossEntropy(workers, -1, 3, six, ids, two, two));
        refused("logits", () -> RowSoftmax.crossEntropyGradient(workers, 2, 3, five, ids, two, 1, six));
        refused("logSumExp", () -> RowSoftmax.crossEntropyGradient(workers, 2, 3, six, ids, one, 1, six));
        refused("dLogits", () -> RowSoftmax.crossEntropyGradient(workers, 2, 3, six, ids, two, 1, five));
        refused("targets", () -> RowSoftmax.crossEntropyGradient(workers, 2, 3, six, new int[1], two, 1, six));
        refused("scales", () -> RowSoftmax.crossEntropyGradient(workers, 2, 3, six, ids, two, one, six));
        refused("dLogits", () -> RowSoftmax.crossEntropyGradient(workers, 2, 3, six, ids, two, two, five));
        refused("logits", () -> RowSoftmax.binaryCrossEntropy(workers, 6, five, six, six, six));
        refused("labels", () -> RowSoftmax.binaryCrossEntropy(workers, 6, six, five, six, six));
        refused("weights", () -> RowSoftmax.binaryCrossEntropy(workers, 6, six, six, five, six));
        refused("losses", () -> RowSoftmax.binaryCrossEntropy(workers, 6, six, six, six, five));
        refused("dLogits", () -> RowSoftmax.binaryCrossEntropyGradient(workers, 6, six, six, six, 1, five));
        refused("count", () -> RowSoftmax.binaryCrossEntropy(workers, -1, six, six, six, six));
        refused("logits", () -> RowSoftmax.argmax(workers, 2, 3, five, ids));
        refused("chosen", () -> RowSoftmax.argmax(workers, 2, 3, six, new int[1]));
        refused("logits", () -> RowSoftmax.sample(workers, 2, 3, five, 1, 0, 0, 0, ids));
        refused("chosen", () -> RowSoftmax.sample(workers, 2, 3, six, 1, 0, 0, 0, new int[1]));
        refused("temperature", () -> RowSoftmax.sample(workers, 2, 3, six, 0, 0, 0, 0, ids));
        refused("temperature", () -> RowSoftmax.sample(workers, 2, 3, six, Float.NaN, 0, 0, 0, ids));
        refused("firstRow", () -> RowSoftmax.sample(workers, 2, 3, six, 1, 0, 0, -1, ids));
        refused("firstRow", () -> RowSoftmax.sample(workers, 2, 3, six, 1, 0, 0, (1L << 44) - 1, ids));
        assertThatThrownBy(() -> RowSoftmax.crossEntropy(workers, 2, 3, six, new int[] {0, 3}, two, two))
            .isInstanceOf(IndexOutOfBoundsException.class).hasMessage("targets[1]: found 3, wanted 0 to 2");
        assertThatThrownBy(() -> RowSoftmax.crossEntropyGradient(workers, 2, 3, six, new int[] {-1, 0}, two, 1, six))
            .isInstanceOf(IndexOutOfBoundsException.class).hasMessage("targets[0]: found -1, wanted 0 to 2");
      }
    });
  }

  private static void refused(String name, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(name + ": found ");
  }
}
