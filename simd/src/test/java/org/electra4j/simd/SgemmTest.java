package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.electra4j.simd.reference.DoubleSgemm;
import org.electra4j.simd.reference.ExactSgemm;
import org.electra4j.simd.reference.Tolerance;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SgemmTest {
  private static final long SEED = 20250101;
  private static final float GUARD = 1234.5f;

  private enum Start { ZERO, C, BIAS }

  /** One product with guard values around C, run and compared with the reference. */
  private record Case(Sgemm.Op opA, Sgemm.Op opB, Start start, int m, int n, int k, int pad) {
    int rowsA() {
      return opA == Sgemm.Op.N ? m : k;
    }

    int lda() {
      return (opA == Sgemm.Op.N ? k : m) + pad;
    }

    int rowsB() {
      return opB == Sgemm.Op.N ? k : n;
    }

    int ldb() {
      return (opB == Sgemm.Op.N ? n : k) + 2 * pad;
    }

    int ldc() {
      return n + 3 * pad;
    }

    Case with(Start other) {
      return new Case(opA, opB, other, m, n, k, pad);
    }
  }

  static IntStream awkward() {
    return AwkwardSizes.few();
  }

  @ParameterizedTest
  @MethodSource("awkward")
  void bitsOfEveryOperationAtAwkwardSizes(int m) {
    try (WorkerPool workers = new WorkerPool(2)) {
      AwkwardSizes.few().forEach(n -> AwkwardSizes.few().filter(k -> (m + n + k) % 3 == 0).forEach(k -> {
        for (Sgemm.Op opA : Sgemm.Op.values()) {
          for (Sgemm.Op opB : Sgemm.Op.values()) {
            Start start = Start.values()[(m + 2 * n + k / 3) % 3];
            checkBits(workers, new Case(opA, opB, start, m, n, k, (m + n) % 4));
          }
        }
      }));
    }
  }

  @ParameterizedTest
  @EnumSource(Start.class)
  void bitsAcrossBlocksOfEveryDimension(Start start) {
    try (WorkerPool workers = new WorkerPool(3)) {
      for (Sgemm.Op opA : Sgemm.Op.values()) {
        for (Sgemm.Op opB : Sgemm.Op.values()) {
          checkBits(workers, new Case(opA, opB, start, 203, 67, 70, 1));
          checkBits(workers, new Case(opA, opB, start, 5, 67, 1031, 1));
          checkBits(workers, new Case(opA, opB, start, 3, 4100, 5, 0));
        }
      }
      // Leading dimensions of whole pages, for which A's rows meet in one cache set.
      checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.N, start, 40, 33, 1024, 0));
      checkBits(workers, new Case(Sgemm.Op.T, Sgemm.Op.N, start, 1024, 33, 40, 0));
      checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.N, start, 2, 8, 40_000, 0));
    }
  }

  /** Sizes beside the tiles of every width: 4, 8 and 14 rows, one to three vectors, a whole piece of each. */
  @ParameterizedTest
  @ValueSource(ints = {4, 6, 9, 11, 12, 14, 15, 27, 28, 29, 96, 97, 98, 99, 112})
  void bitsBesideTilesAndPieces(int m) {
    try (WorkerPool workers = new WorkerPool(2)) {
      for (int n : new int[] {4, 12, 15, 16, 23, 24, 25, 32, 36, 47, 48, 49, 64}) {
        for (Sgemm.Op opA : Sgemm.Op.values()) {
          Start start = Start.values()[(m + n) % 3];
          checkBits(workers, new Case(opA, (m + n) % 2 == 0 ? Sgemm.Op.N : Sgemm.Op.T, start, m, n, 37, n % 3));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Start.class)
  void bitsOfEveryLayoutOfTheOperands(Start start) {
    try (WorkerPool workers = new WorkerPool(2)) {
      // A transposed with steps of 2048 bytes, read where it lies, and of more, laid out in strips: whole ones, and one at A's very end.
      for (int m : new int[] {512, 513, 526, 547}) {
        checkBits(workers, new Case(Sgemm.Op.T, Sgemm.Op.N, start, m, 35, 70, 0));
      }
      // Rows of A that are copied, over several chunks of k, with panels enough; a row's last chunk ends at A's very end.
      checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.N, start, 31, 70, 512, 0));
      checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.T, start, 31, 70, 1024, 0));
      // Transposed panels of more steps than one task packs, with rows and steps left over by the squares.
      checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.T, start, 17, 61, 531, 1));
      // More columns than are packed at a time, in both directions.
      checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.T, start, 15, 2083, 9, 0));
      // Several blocks of k, by strips.
      checkBits(workers, new Case(Sgemm.Op.T, Sgemm.Op.N, start, 515, 3, 9001, 0));
    }
  }

  @Test
  void bitsOfMemoryThatIsAlignedToFloatsOnly() {
    try (WorkerPool workers = new WorkerPool(2)) {
      for (int shift = 1; shift < 16; shift += 2) {
        checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.T, Start.C, 33, 41, 50, 0), shift);
        checkBits(workers, new Case(Sgemm.Op.T, Sgemm.Op.N, Start.BIAS, 33, 41, 50, 0), shift);
      }
    }
  }

  @Test
  void theCheckerRejectsOneWrongElement() {
    float[] right = random(5, 6 * 8);
    for (int wrong : new int[] {0, 5, 43, 47}) {
      float[] found = right.clone();
      found[wrong] *= 1.001f;
      String element = "[" + wrong / 8 + ", " + wrong % 8 + "]";
      assertThatThrownBy(() -> assertSameBits("a case", found, right, 8)).isInstanceOf(AssertionError.class).hasMessageContaining(element);
      found[wrong] = Math.nextUp(right[wrong]);
      assertThatThrownBy(() -> assertSameBits("a case", found, right, 8)).isInstanceOf(AssertionError.class).hasMessageContaining(element);
      found[wrong] = right[wrong];
      assertSameBits("a case", found, right, 8);
    }
  }

  @Test
  void anEmptySumIsItsStart() {
    try (WorkerPool workers = new WorkerPool(2)) {
      for (Start start : Start.values()) {
        checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.N, start, 9, 37, 0, 1));
        checkBits(workers, new Case(Sgemm.Op.T, Sgemm.Op.T, start, 9, 37, 0, 1));
      }
    }
  }

  @Test
  void anEmptyProductTouchesNothing() {
    try (WorkerPool workers = new WorkerPool(2)) {
      checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.N, Start.C, 0, 37, 5, 1));
      checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.N, Start.ZERO, 9, 0, 5, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void bitsForAnyNumberOfThreads(int threads) {
    try (WorkerPool workers = new WorkerPool(threads)) {
      checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.N, Start.BIAS, 250, 131, 37, 0));
      checkBits(workers, new Case(Sgemm.Op.T, Sgemm.Op.N, Start.C, 37, 131, 250, 0));
      checkBits(workers, new Case(Sgemm.Op.N, Sgemm.Op.T, Start.ZERO, 130, 1, 131, 0));
    }
  }

  @Test
  void bitsOfSmallProductsOnOneThread() {
    try (WorkerPool workers = new WorkerPool(1)) {
      for (int size : new int[] {1, 7, 64, 65}) {
        for (Sgemm.Op opA : Sgemm.Op.values()) {
          for (Sgemm.Op opB : Sgemm.Op.values()) {
            Case product = new Case(opA, opB, Start.C, size, size + 3, size + 1, 2);
            checkBits(workers, product);
            checkBits(workers, product.with(Start.ZERO));
          }
        }
      }
    }
  }

  @Test
  void subnormalsInfinitiesAndNegativeZeros() {
    float[] special = {0f, -0f, Float.MIN_VALUE, -Float.MIN_NORMAL, 1e-38f, 3e38f, -1f, 1f, Float.POSITIVE_INFINITY, 1e-30f};
    SplittableRandom random = new SplittableRandom(SEED);
    Case product = new Case(Sgemm.Op.N, Sgemm.Op.N, Start.ZERO, 19, 50, 6, 0);
    float[] a = new float[19 * 6];
    float[] b = new float[6 * 50];
    for (int i = 0; i < a.length; i++) {
      a[i] = special[random.nextInt(special.length)];
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = special[random.nextInt(special.length)];
    }
    try (WorkerPool workers = new WorkerPool(2)) {
      checkBits(workers, product, a, b, new float[19 * 50], new float[50], 0);
    }
  }

  @Test
  void sumsAreWithinTheRoundingBound() {
    int m = 61;
    int n = 45;
    int k = 700;
    float[] a = random(1, m * k);
    float[] b = random(2, k * n);
    float[] c = new float[m * n];
    try (WorkerPool workers = new WorkerPool(2); Arena arena = Arena.ofShared()) {
      MemorySegment result = arena.allocate(4L * c.length);
      Sgemm.run(workers, Sgemm.Op.N, Sgemm.Op.N, m, n, k, copy(arena, a), k, copy(arena, b), n, Sgemm.Store.OVERWRITE, result, n);
      c = result.toArray(ValueLayout.JAVA_FLOAT);
    }
    double[] exact = DoubleSgemm.run(false, false, m, n, k, a, k, b, n, new double[m * n]);
    double[] absolute = DoubleSgemm.absolute(false, false, m, n, k, a, k, b, n, new double[m * n]);
    for (int i = 0; i < c.length; i++) {
      assertThat(Math.abs(c[i] - exact[i])).as("element %d", i).isLessThanOrEqualTo(Tolerance.bound(k, absolute[i]));
    }
  }

  @Test
  @Tag("bounds")
  void refusesWhatDoesNotFit() {
    try (WorkerPool workers = new WorkerPool(1); Arena arena = Arena.ofConfined()) {
      MemorySegment six = arena.allocate(24);
      MemorySegment heap = MemorySegment.ofArray(new float[6]);
      assertThatThrownBy(() -> product(workers, 2, 2, 3, six, 2, six, 2, six, 2)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("A [2, 3]").hasMessageContaining("leading dimension of 2").hasMessageContaining("at least 3");
      assertThatThrownBy(() -> product(workers, 2, 3, 3, six, 3, six, 3, six, 3)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("B [3, 3]").hasMessageContaining("24 bytes").hasMessageContaining("36");
      assertThatThrownBy(() -> product(workers, 2, 2, 3, six, 3, six, 2, six, 5)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("C [2, 2]").hasMessageContaining("28");
      assertThatThrownBy(() -> product(workers, -1, 2, 3, six, 3, six, 2, six, 2)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("m -1");
      assertThatThrownBy(() -> product(workers, 2, 2, 3, heap, 3, six, 2, six, 2)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("A: found a segment on the heap");
      assertThatThrownBy(() -> product(workers, Integer.MAX_VALUE, 2, 3, six, 3, six, 2, six, 2))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("25769803764");
      assertThatThrownBy(() -> Sgemm.runWithBias(workers, Sgemm.Op.N, Sgemm.Op.N, 2, 2, 3, six, 3, six, 2, six.asSlice(0, 4), six, 2))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("bias").hasMessageContaining("4 bytes");
    }
  }

  private static void product(WorkerPool workers, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb, MemorySegment c,
      int ldc) {
    Sgemm.run(workers, Sgemm.Op.N, Sgemm.Op.N, m, n, k, a, lda, b, ldb, Sgemm.Store.OVERWRITE, c, ldc);
  }

  private static void checkBits(WorkerPool workers, Case product) {
    checkBits(workers, product, 0);
  }

  /** The same with every operand {@code shift} floats beyond an aligned address. */
  private static void checkBits(WorkerPool workers, Case product, int shift) {
    float[] c = random(3, product.m * product.ldc());
    float[] bias = random(4, product.n);
    checkBits(workers, product, random(1, product.rowsA() * product.lda()), random(2, product.rowsB() * product.ldb()), c, bias, shift);
  }

  private static void checkBits(WorkerPool workers, Case product, float[] a, float[] b, float[] c, float[] bias,
      int shift) {
    int m = product.m;
    int n = product.n;
    int k = product.k;
    int ldc = product.ldc();
    for (int i = 0; i < c.length; i++) {
      if (i % ldc >= n) {
        c[i] = GUARD;
      }
    }
    float[] expected = c.clone();
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        expected[i * ldc + j] = switch (product.start) {
          case ZERO -> 0f;
          case C -> c[i * ldc + j];
          case BIAS -> bias[j];
        };
      }
    }
    ExactSgemm.run(product.opA == Sgemm.Op.T, product.opB == Sgemm.Op.T, m, n, k, a, product.lda(), b, product.ldb(), expected, ldc);
    float[] found;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment left = copy(arena, a, shift);
      MemorySegment right = copy(arena, b, shift);
      MemorySegment result = copy(arena, c, shift);
      Sgemm.Store store = product.start == Start.ZERO ? Sgemm.Store.OVERWRITE : Sgemm.Store.ACCUMULATE;
      if (product.start == Start.BIAS) {
        Sgemm.runWithBias(workers, product.opA, product.opB, m, n, k, left, product.lda(), right, product.ldb(), copy(arena, bias, shift),
            result, ldc);
      } else {
        Sgemm.run(workers, product.opA, product.opB, m, n, k, left, product.lda(), right, product.ldb(), store, result, ldc);
      }
      found = result.toArray(ValueLayout.JAVA_FLOAT);
    }
    assertSameBits(product, found, expected, ldc);
  }

  private static void assertSameBits(Object product, float[] found, float[] expected, int ldc) {
    if (!Arrays.equals(bits(found), bits(expected))) {
      List<String> wrong = new ArrayList<>();
      for (int i = 0; i < found.length && wrong.size() < 5; i++) {
        if (Float.floatToIntBits(found[i]) != Float.floatToIntBits(expected[i])) {
          wrong.add("[" + i / ldc + ", " + i % ldc + "]: found " + found[i] + ", wanted " + expected[i]);
        }
      }
      assertThat(wrong).as("%s", product).isEmpty();
    }
  }

  /** All NaNs alike: which of several NaNs an fma hands on is not the kernel's to say. */
  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }

  private static float[] random(int stream, int count) {
    SplittableRandom random = new SplittableRandom(SEED + stream);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static MemorySegment copy(Arena arena, float[] values) {
    return copy(arena, values, 0);
  }

  /** No byte too long, so that a kernel which reads beyond the end is found out. */
  private static MemorySegment copy(Arena arena, float[] values, int shift) {
    MemorySegment segment = arena.allocate(4L * (values.length + shift + 1), 64).asSlice(4L * shift, 4L * values.length);
    MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values.length);
    return segment;
  }
}
