package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.electra4j.simd.TestFloats.array;
import static org.electra4j.simd.TestFloats.assertSameBits;
import static org.electra4j.simd.TestFloats.assertWithin;
import static org.electra4j.simd.TestFloats.copy;
import static org.electra4j.simd.TestFloats.empty;
import static org.electra4j.simd.TestFloats.plus;
import static org.electra4j.simd.TestFloats.random;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.electra4j.simd.reference.DoubleNorm;
import org.electra4j.simd.reference.ExactElements;
import org.electra4j.simd.reference.ExactNorm;
import org.electra4j.simd.reference.Tolerance;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RowNormTest {
  private static final float EPSILON = 1e-12f;
  private static final DropoutMask MASK = new DropoutMask(0.1f, 5, 77, 3, 1000);
  /** For terms of second order in the unit roundoff. */
  private static final double SECOND_ORDER = 1.01;

  /** A matrix and everything that belongs to its normalisation. */
  private record Case(int rows, int columns, float[] x, float[] residual, float[] gamma, float[] beta, float[] dy) {
    static Case of(int rows, int columns) {
      int size = rows * columns;
      return new Case(rows, columns, plus(random(1, size), 3), random(2, size), plus(random(3, columns), 1), random(4, columns),
          random(5, size));
    }
  }

  private static void forward(WorkerPool workers, Case each) {
    int rows = each.rows;
    int columns = each.columns;
    String what = "[" + rows + ", " + columns + "], " + workers.threads() + " threads";
    float[] wanted = new float[rows * columns];
    float[] means = new float[rows];
    float[] inverses = new float[rows];
    ExactNorm.forward(rows, columns, each.x, each.gamma, each.beta, EPSILON, wanted, means, inverses);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment x = copy(arena, each.x);
      MemorySegment y = empty(arena, rows * columns);
      MemorySegment mean = empty(arena, rows);
      MemorySegment inverse = empty(arena, rows);
      RowNorm.forward(workers, rows, columns, x, copy(arena, each.gamma), copy(arena, each.beta), EPSILON, y, mean, inverse);
      assertSameBits("y " + what, y, wanted);
      assertSameBits("mean " + what, mean, means);
      assertSameBits("inverse deviation " + what, inverse, inverses);
      RowNorm.forward(workers, rows, columns, x, copy(arena, each.gamma), copy(arena, each.beta), EPSILON, x, mean, inverse);
      assertSameBits("in place " + what, x, wanted);
    }
  }

  private static void forwardResidual(WorkerPool workers, Case each, DropoutMask mask) {
    int rows = each.rows;
    int columns = each.columns;
    String what = "[" + rows + ", " + columns + "], " + workers.threads() + " threads, " + mask;
    float[] sums = new float[rows * columns];
    float[] wanted = new float[rows * columns];
    float[] means = new float[rows];
    float[] inverses = new float[rows];
    ExactNorm.residual(each.x, ExactElements.multipliers(mask, rows, columns), each.residual, sums);
    ExactNorm.forward(rows, columns, sums, each.gamma, each.beta, EPSILON, wanted, means, inverses);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment branch = copy(arena, each.x);
      MemorySegment sum = empty(arena, rows * columns);
      for (MemorySegment to : new MemorySegment[] {sum, branch}) {
        MemorySegment y = empty(arena, rows * columns);
        MemorySegment mean = empty(arena, rows);
        MemorySegment inverse = empty(arena, rows);
        RowNorm.forwardResidual(workers, rows, columns, branch, mask, copy(arena, each.residual), copy(arena, each.gamma),
            copy(arena, each.beta), EPSILON, to, y, mean, inverse);
        assertSameBits("sum " + what, to, sums);
        assertSameBits("y " + what, y, wanted);
        assertSameBits("mean " + what, mean, means);
        assertSameBits("inverse deviation " + what, inverse, inverses);
      }
    }
  }

  private static void backward(WorkerPool workers, Case each, DropoutMask mask) {
    int rows = each.rows;
    int columns = each.columns;
    String what = "[" + rows + ", " + columns + "], " + workers.threads() + " threads, " + mask;
    float[] means = new float[rows];
    float[] inverses = new float[rows];
    ExactNorm.forward(rows, columns, each.x, each.gamma, each.beta, EPSILON, new float[rows * columns], means, inverses);
    float[] wanted = new float[rows * columns];
    float[] dGammas = random(6, columns);
    float[] dBetas = random(7, columns);
    float[] branches = new float[rows * columns];
    ExactNorm.backward(rows, columns, each.dy, each.x, each.gamma, means, inverses, wanted, dGammas, dBetas);
    for (int i = 0; i < branches.length; i++) {
      branches[i] = wanted[i] * ExactElements.multiplier(mask, i / columns, i % columns, columns);
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment x = copy(arena, each.x);
      MemorySegment gamma = copy(arena, each.gamma);
      MemorySegment mean = copy(arena, means);
      MemorySegment inverse = copy(arena, inverses);
      for (boolean inPlace : new boolean[] {false, true}) {
        MemorySegment dy = copy(arena, each.dy);
        MemorySegment dx = inPlace ? dy : empty(arena, rows * columns);
        MemorySegment dGamma = copy(arena, random(6, columns));
        MemorySegment dBeta = copy(arena, random(7, columns));
        RowNorm.backward(workers, rows, columns, dy, x, gamma, mean, inverse, dx, dGamma, dBeta);
        assertSameBits("dx " + what, dx, wanted);
        assertSameBits("dGamma " + what, dGamma, dGammas);
        assertSameBits("dBeta " + what, dBeta, dBetas);
        MemorySegment dStream = copy(arena, each.dy);
        MemorySegment dSum = inPlace ? dStream : empty(arena, rows * columns);
        MemorySegment dBranch = empty(arena, rows * columns);
        dGamma = copy(arena, random(6, columns));
        dBeta = copy(arena, random(7, columns));
        RowNorm.backwardResidual(workers, rows, columns, dStream, x, gamma, mean, inverse, mask, dSum, dBranch, dGamma, dBeta);
        assertSameBits("dSum " + what, dSum, wanted);
        assertSameBits("dBranch " + what, dBranch, branches);
        assertSameBits("dGamma with residual " + what, dGamma, dGammas);
        assertSameBits("dBeta with residual " + what, dBeta, dBetas);
      }
    }
  }

  private static void all(WorkerPool workers, Case each) {
    forward(workers, each);
    forwardResidual(workers, each, MASK);
    forwardResidual(workers, each, DropoutMask.NONE);
    backward(workers, each, MASK);
    backward(workers, each, DropoutMask.NONE);
  }

  @Test
  void bitsAtAwkwardSizesForAnyNumberOfThreads() {
    TestFloats.withThreads(workers -> {
      AwkwardSizes.few().forEach(rows -> AwkwardSizes.few().filter(columns -> (rows + columns) % 3 == 0)
          .forEach(columns -> all(workers, Case.of(rows, columns))));
      AwkwardSizes.lengths().filter(columns -> columns > 0).forEach(columns -> all(workers, Case.of(3, columns)));
      all(workers, Case.of(0, 16));
      all(workers, Case.of(70, 129));
      all(workers, Case.of(2, 9000));
    });
  }

  @Test
  @Tag("interpreted")
  void bitsOfASmallCase() {
    TestFloats.withThreads(1, workers -> all(workers, Case.of(3, 61)));
  }

  @Test
  void aWrongMeanIsSeen() {
    Case each = Case.of(4, 256);
    float[] wanted = new float[4 * 256];
    float[] means = new float[4];
    float[] inverses = new float[4];
    ExactNorm.forward(4, 256, each.x, each.gamma, each.beta, EPSILON, wanted, means, inverses);
    float[] inOneChain = new float[4];
    for (int i = 0; i < each.x.length; i++) {
      inOneChain[i / 256] += each.x[i] / 256;
    }
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> assertSameBits("mean", copy(arena, inOneChain), means)).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void forwardIsWithinTheRoundingBound() {
    Case each = Case.of(20, 771);
    float[] found = new float[each.x.length];
    ExactNorm.forward(each.rows, each.columns, each.x, each.gamma, each.beta, EPSILON, found, new float[each.rows], new float[each.rows]);
    double[] wanted = DoubleNorm.forward(each.rows, each.columns, each.x, each.gamma, each.beta, EPSILON);
    double[] bounds = new double[found.length];
    for (int i = 0; i < bounds.length; i++) {
      int j = i % each.columns;
      double scaled = Math.abs(each.gamma[j]) * zError(each, i);
      bounds[i] = SECOND_ORDER * (scaled + Tolerance.UNIT * Math.abs(wanted[i]));
    }
    assertWithin("y", found, wanted, bounds);
    found[300] += 1e-5f;
    assertThatThrownBy(() -> assertWithin("y", found, wanted, bounds)).isInstanceOf(AssertionError.class).hasMessageContaining("[300]");
  }

  @Test
  void backwardIsWithinTheRoundingBound() {
    Case each = Case.of(20, 771);
    int columns = each.columns;
    float[] means = new float[each.rows];
    float[] inverses = new float[each.rows];
    ExactNorm.forward(each.rows, columns, each.x, each.gamma, each.beta, EPSILON, new float[each.x.length], means, inverses);
    float[] found = new float[each.x.length];
    float[] dGamma = new float[columns];
    float[] dBeta = new float[columns];
    ExactNorm.backward(each.rows, columns, each.dy, each.x, each.gamma, means, inverses, found, dGamma, dBeta);
    double[] wantedGamma = new double[columns];
    double[] wantedBeta = new double[columns];
    double[] wanted = DoubleNorm.backward(each.rows, columns, each.dy, each.x, each.gamma, EPSILON, wantedGamma, wantedBeta);
    double[] bounds = new double[found.length];
    double[] gammaBounds = new double[columns];
    double[] betaBounds = new double[columns];
    for (int r = 0; r < each.rows; r++) {
      rowBounds(each, r, wanted, bounds, gammaBounds, betaBounds);
    }
    assertWithin("dx", found, wanted, bounds);
    assertWithin("dGamma", dGamma, wantedGamma, gammaBounds);
    assertWithin("dBeta", dBeta, wantedBeta, betaBounds);
    found[300] += 1e-4f;
    assertThatThrownBy(() -> assertWithin("dx", found, wanted, bounds)).isInstanceOf(AssertionError.class).hasMessageContaining("[300]");
  }

  /** Longest chain of roundings of a row's sum: a lane, the tree, and a few at its ends. */
  private static int chain(int columns) {
    return columns / 16 + 8;
  }

  /** Bound on the error of the rounded mean of a row. */
  private static double meanError(Case each, int row) {
    double absolute = 0;
    for (int j = 0; j < each.columns; j++) {
      absolute += Math.abs(each.x[row * each.columns + j]);
    }
    return Tolerance.bound(chain(each.columns), absolute / each.columns);
  }

  /**
   * Bound on the relative error of 1 / sqrt(variance): half that of the variance, which is that of its sum and the square of the mean's
   * error.
   */
  private static double inverseError(Case each, int row, double deviation) {
    double shift = meanError(each, row) / deviation;
    return (Tolerance.bound(chain(each.columns), 1) + shift * shift) / 2 + Tolerance.UNIT;
  }

  /** Bound on the error of z = (x - mean) inverse: two roundings, the error of the inverse, and that of the mean. */
  private static double zError(Case each, int i) {
    int row = i / each.columns;
    double[] moments = DoubleNorm.moments(each.columns, each.x, row * each.columns, EPSILON);
    double z = (each.x[i] - moments[0]) / moments[1];
    return Math.abs(z) * (2 * Tolerance.UNIT + inverseError(each, row, moments[1])) + meanError(each, row) / moments[1];
  }

  private static void rowBounds(Case each, int row, double[] wanted, double[] bounds, double[] gammaBounds, double[] betaBounds) {
    int columns = each.columns;
    int first = row * columns;
    double u = Tolerance.UNIT;
    double[] moments = DoubleNorm.moments(columns, each.x, first, EPSILON);
    double sumG = 0;
    double absoluteG = 0;
    double sumGz = 0;
    double absoluteGz = 0;
    double fromZ = 0;
    for (int j = 0; j < columns; j++) {
      double g = (double) each.dy[first + j] * each.gamma[j];
      double z = (each.x[first + j] - moments[0]) / moments[1];
      double zError = zError(each, first + j);
      sumG += g;
      absoluteG += Math.abs(g);
      sumGz += g * z;
      absoluteGz += Math.abs(g * z);
      fromZ += Math.abs(g) * zError;
      gammaBounds[j] += Tolerance.bound(each.rows, Math.abs(each.dy[first + j] * z)) + SECOND_ORDER * Math.abs(each.dy[first + j]) * zError;
      betaBounds[j] += Tolerance.bound(each.rows, Math.abs(each.dy[first + j]));
    }
    double errorG = Tolerance.bound(chain(columns), absoluteG / columns);
    double errorGz = Tolerance.bound(chain(columns), absoluteGz / columns) + fromZ / columns;
    for (int j = 0; j < columns; j++) {
      double g = (double) each.dy[first + j] * each.gamma[j];
      double z = (each.x[first + j] - moments[0]) / moments[1];
      double inner = u * Math.abs(g) + errorG + u * Math.abs(g - sumG / columns) + Math.abs(z) * errorGz
          + zError(each, first + j) * Math.abs(sumGz / columns);
      double outer = Math.abs(wanted[first + j]) * (inverseError(each, row, moments[1]) + 2 * u);
      bounds[first + j] = SECOND_ORDER * (inner / moments[1] + outer);
    }
  }

  @Test
  void extremeRows() {
    int columns = 40;
    float[] x = new float[6 * columns];
    for (int j = 0; j < columns; j++) {
      x[j] = 7;
      x[columns + j] = j % 2 == 0 ? 1e-40f : -Float.MIN_VALUE;
      x[2 * columns + j] = j % 2 == 0 ? 1e18f : -1e18f;
      x[3 * columns + j] = j == 5 ? Float.POSITIVE_INFINITY : 1;
      x[4 * columns + j] = -0f;
      x[5 * columns + j] = 1e6f + j % 3;
    }
    TestFloats.withThreads(2, workers -> {
      all(workers, new Case(6, columns, x, new float[x.length], random(3, columns), random(4, columns), random(5, x.length)));
      try (Arena arena = Arena.ofShared()) {
        MemorySegment y = empty(arena, x.length);
        float[] ones = plus(new float[columns], 1);
        RowNorm.forward(workers, 6, columns, copy(arena, x), copy(arena, ones), copy(arena, new float[columns]), EPSILON, y,
            empty(arena, 6), empty(arena, 6));
        assertSameBits("a constant row", y.asSlice(0, columns * 4L), new float[columns]);
        assertWithin("a row of 1e18 and -1e18", Arrays.copyOfRange(array(y), 2 * columns, 2 * columns + 2), new double[] {1, -1},
            new double[] {1e-6, 1e-6});
      }
    });
  }

  @Test
  @Tag("bounds")
  void refusesWhatDoesNotFit() {
    TestFloats.withThreads(1, workers -> {
      try (Arena arena = Arena.ofConfined()) {
        String[] forward = {"x", "gamma", "beta", "y", "mean", "inverseDeviation"};
        String[] forwardResidual = {"branch", "residual", "gamma", "beta", "sum", "y", "mean", "inverseDeviation"};
        String[] backward = {"dy", "x", "gamma", "mean", "inverseDeviation", "dx", "dGamma", "dBeta"};
        String[] backwardResidual = {"dy", "sum", "gamma", "mean", "inverseDeviation", "dSum", "dBranch", "dGamma", "dBeta"};
        for (int i = 0; i < forward.length; i++) {
          MemorySegment[] s = oneTooShort(arena, forward, i);
          refused(forward[i], () -> RowNorm.forward(workers, 2, 3, s[0], s[1], s[2], EPSILON, s[3], s[4], s[5]));
        }
        for (int i = 0; i < forwardResidual.length; i++) {
          MemorySegment[] s = oneTooShort(arena, forwardResidual, i);
          refused(forwardResidual[i],
              () -> RowNorm.forwardResidual(workers, 2, 3, s[0], MASK, s[1], s[2], s[3], EPSILON, s[4], s[5], s[6], s[7]));
        }
        for (int i = 0; i < backward.length; i++) {
          MemorySegment[] s = oneTooShort(arena, backward, i);
          refused(backward[i], () -> RowNorm.backward(workers, 2, 3, s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]));
        }
        for (int i = 0; i < backwardResidual.length; i++) {
          MemorySegment[] s = oneTooShort(arena, backwardResidual, i);
          refused(backwardResidual[i],
              () -> RowNorm.backwardResidual(workers, 2, 3, s[0], s[1], s[2], s[3], s[4], MASK, s[5], s[6], s[7], s[8]));
        }
        MemorySegment[] s = oneTooShort(arena, forward, -1);
        refused("columns", () -> RowNorm.forward(workers, 2, 0, s[0], s[1], s[2], EPSILON, s[3], s[4], s[5]));
        refused("rows", () -> RowNorm.forward(workers, -2, 3, s[0], s[1], s[2], EPSILON, s[3], s[4], s[5]));
      }
    });
  }

  /** Operands of a [2, 3] norm, one of them one float too short. */
  private static MemorySegment[] oneTooShort(Arena arena, String[] names, int which) {
    MemorySegment[] segments = new MemorySegment[names.length];
    for (int i = 0; i < names.length; i++) {
      int count = switch (names[i]) {
        case "gamma", "beta", "dGamma", "dBeta" -> 3;
        case "mean", "inverseDeviation" -> 2;
        default -> 6;
      };
      segments[i] = empty(arena, i == which ? count - 1 : count);
    }
    return segments;
  }

  private static void refused(String name, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(name + ": found ");
  }
}
