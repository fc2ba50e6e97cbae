package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.electra4j.simd.reference.ExactSums;
import org.electra4j.simd.reference.Tolerance;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RowReductionTest {
  /** Longest chain of roundings of a chunk: 256 in a lane, four in the tree, one for the square. */
  private static final int CHAIN = 4096 / 16 + 4 + 1;

  private static double exact(float[] x) {
    return ExactSums.sum(x.length, (i, lane) -> Math.fma(x[i], x[i], lane));
  }

  private static double run(WorkerPool workers, float[] x) {
    try (Arena arena = Arena.ofShared()) {
      return RowReduction.sumOfSquares(workers, x.length, TestFloats.copy(arena, x));
    }
  }

  @Test
  void bitsAtAwkwardLengthsForAnyNumberOfThreads() {
    TestFloats.withThreads(workers -> {
      AwkwardSizes.lengths().forEach(count -> {
        float[] x = TestFloats.random(count, count);
        assertThat(run(workers, x)).as("%d floats, %d threads", count, workers.threads()).isEqualTo(exact(x));
      });
      float[] x = TestFloats.random(7, 300_001);
      assertThat(run(workers, x)).as("%d threads", workers.threads()).isEqualTo(exact(x));
    });
  }

  @Test
  @Tag("interpreted")
  void bitsOfASmallSum() {
    float[] x = TestFloats.random(3, 4200);
    TestFloats.withThreads(1, workers -> assertThat(run(workers, x)).isEqualTo(exact(x)));
  }

  @Test
  void anotherOrderIsNotTheSame() {
    float[] x = TestFloats.random(3, 4096);
    float inOneChain = 0;
    for (float value : x) {
      inOneChain = Math.fma(value, value, inOneChain);
    }
    assertThat(exact(x)).isNotEqualTo(inOneChain);
  }

  @Test
  void isWithinTheRoundingBound() {
    float[] x = TestFloats.random(5, 100_003);
    double sum = 0;
    for (float value : x) {
      sum += (double) value * value;
    }
    double bound = Tolerance.bound(CHAIN, sum);
    double right = sum;
    TestFloats.withThreads(2, workers -> assertThat(Math.abs(run(workers, x) - right)).isLessThanOrEqualTo(bound));
    x[99_999] += 10;
    TestFloats.withThreads(2, workers -> assertThat(Math.abs(run(workers, x) - right)).isGreaterThan(bound));
  }

  @Test
  void zerosInfinitiesAndNothing() {
    TestFloats.withThreads(2, workers -> {
      assertThat(run(workers, new float[0])).isZero();
      assertThat(run(workers, new float[] {-0f})).isEqualTo(0.0);
      assertThat(run(workers, new float[] {1, Float.NEGATIVE_INFINITY})).isInfinite();
      assertThat(run(workers, new float[] {1, Float.NaN})).isNaN();
      assertThat(run(workers, new float[] {Float.MIN_VALUE})).isZero();
      assertThat(run(workers, new float[] {3e19f})).isInfinite();
    });
  }

  @Test
  void sumsAndMaximaOfPartsOfARow() {
    AwkwardSizes.lengths().forEach(count -> {
      float[] x = TestFloats.random(count + 1, count + 2);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment memory = TestFloats.copy(arena, x);
        long end = (count + 1) * 4L;
        assertThat(RowReduction.sum(memory, 4, end)).as("%d floats", count).isEqualTo(ExactSums.sum(count, (i, lane) -> lane + x[i + 1]));
        assertThat(RowReduction.squares(memory, 4, end, 0.5f)).as("%d floats", count)
            .isEqualTo(ExactSums.sum(count, (i, lane) -> Math.fma(x[i + 1] - 0.5f, x[i + 1] - 0.5f, lane)));
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 1; i <= count; i++) {
          most = Math.max(most, x[i]);
        }
        assertThat(RowReduction.maximum(memory, 4, end)).as("%d floats", count).isEqualTo(most);
      }
    });
  }

  @Test
  void aMaximumPassesOverNaNs() {
    try (Arena arena = Arena.ofConfined()) {
      float[] x = TestFloats.drawn(1, 33, Float.NaN);
      assertThat(RowReduction.maximum(TestFloats.copy(arena, x), 0, 132)).isEqualTo(Float.NEGATIVE_INFINITY);
      x[17] = -3;
      assertThat(RowReduction.maximum(TestFloats.copy(arena, x), 0, 132)).isEqualTo(-3f);
    }
  }

  @Test
  @Tag("bounds")
  void refusesWhatDoesNotFit() {
    TestFloats.withThreads(1, workers -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment x = arena.allocate(12);
        assertThatThrownBy(() -> RowReduction.sumOfSquares(workers, 4, x)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("x: found 12 bytes (3 floats), wanted 4 floats");
        assertThatThrownBy(() -> RowReduction.sumOfSquares(workers, -1, x)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("count: found -1");
        assertThatThrownBy(() -> RowReduction.sumOfSquares(workers, 1, MemorySegment.ofArray(new float[1])))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("heap");
      }
    });
  }
}
