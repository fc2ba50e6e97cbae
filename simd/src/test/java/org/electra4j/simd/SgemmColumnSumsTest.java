package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The product is compared with the one that {@link SgemmTest} checks, the sums with a plain loop. */
class SgemmColumnSumsTest {
  private static final int PAD = 3;

  static IntStream awkward() {
    return AwkwardSizes.few();
  }

  @ParameterizedTest
  @MethodSource("awkward")
  void bitsAtAwkwardSizes(int n) {
    try (WorkerPool workers = new WorkerPool(2)) {
      AwkwardSizes.few().forEach(k -> checkBits(workers, 9, n, k));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void bitsAcrossBlocksForAnyNumberOfThreads(int threads) {
    try (WorkerPool workers = new WorkerPool(threads)) {
      checkBits(workers, 40, 131, 5000);
      checkBits(workers, 3, 4100, 70);
      checkBits(workers, 513, 35, 301);
    }
  }

  @Test
  void sumsDoNotNeedAProduct() {
    try (WorkerPool workers = new WorkerPool(2)) {
      checkBits(workers, 0, 70, 300);
      checkBits(workers, 5, 70, 0);
      checkBits(workers, 5, 0, 70);
    }
  }

  @Test
  @Tag("bounds")
  void refusesSumsThatAreTooShort() {
    try (WorkerPool workers = new WorkerPool(1); Arena arena = Arena.ofShared()) {
      MemorySegment six = arena.allocate(24);
      assertThatThrownBy(() -> Sgemm.addWithColumnSums(workers, 2, 3, 2, six, 2, six, 3, six, 3, six.asSlice(0, 8)))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("sums").hasMessageContaining("8 bytes");
    }
  }

  private static void checkBits(WorkerPool workers, int m, int n, int k) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment a = random(arena, 1, k, m);
      MemorySegment b = random(arena, 2, k, n + PAD);
      MemorySegment c = random(arena, 3, m, n);
      MemorySegment expected = arena.allocate(Math.max(1, c.byteSize())).asSlice(0, c.byteSize()).copyFrom(c);
      MemorySegment sums = random(arena, 4, 1, n + PAD);
      float[] wanted = sums.toArray(ValueLayout.JAVA_FLOAT);
      for (int row = 0; row < k; row++) {
        for (int column = 0; column < n; column++) {
          wanted[column] += b.getAtIndex(ValueLayout.JAVA_FLOAT, row * (n + PAD) + column);
        }
      }
      Sgemm.run(workers, Sgemm.Op.T, Sgemm.Op.N, m, n, k, a, m, b, n + PAD, Sgemm.Store.ACCUMULATE, expected, n);
      Sgemm.addWithColumnSums(workers, m, n, k, a, m, b, n + PAD, c, n, sums);
      String product = m + " x " + n + " x " + k;
      assertThat(c.mismatch(expected)).as(product).isEqualTo(-1);
      assertThat(sums.toArray(ValueLayout.JAVA_FLOAT)).as("sums of " + product).isEqualTo(wanted);
    }
  }

  private static MemorySegment random(Arena arena, int seed, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(seed);
    MemorySegment matrix = arena.allocate(4L * Math.max(1, rows * columns), 64).asSlice(0, 4L * rows * columns);
    for (int i = 0; i < rows * columns; i++) {
      matrix.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
    }
    return matrix;
  }
}
