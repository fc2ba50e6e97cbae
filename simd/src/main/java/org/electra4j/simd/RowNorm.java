package org.electra4j.simd;

import static org.electra4j.simd.Floats.VECTOR;
import static org.electra4j.simd.Floats.load;
import static org.electra4j.simd.Floats.store;
import static org.electra4j.simd.RowReduction.CHUNK_BYTES;
import static org.electra4j.simd.RowReduction.LOGICAL_BYTES;
import static org.electra4j.simd.RowReduction.PARTS;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Layer normalisation over rows, alone or fused with the residual sum and dropout before it. All throw IllegalArgumentException for a size
 * below one (rows: below zero) and for a segment that is too short or on the heap.
 */
public final class RowNorm {
  private RowNorm() {}

  /** y = gamma (x - mean) inverseDeviation + beta, row by row; mean and inverseDeviation: [rows]; population variance. y may be x. */
  public static void forward(WorkerPool workers, int rows, int columns, MemorySegment x, MemorySegment gamma, MemorySegment beta,
      float epsilon, MemorySegment y, MemorySegment mean, MemorySegment inverseDeviation) {
    KernelArguments.size("rows", rows);
    KernelArguments.positive("columns", columns);
    KernelArguments.floats("x", x, rows, columns);
    KernelArguments.floats("gamma", gamma, columns);
    KernelArguments.floats("beta", beta, columns);
    KernelArguments.floats("y", y, rows, columns);
    KernelArguments.floats("mean", mean, rows);
    KernelArguments.floats("inverseDeviation", inverseDeviation, rows);
    workers.split(rows, 1, (from, to, worker) -> {
      for (int r = from; r < to; r++) {
        normalise(r, columns, x, gamma, beta, epsilon, y, mean, inverseDeviation);
      }
    });
  }

  /** sum = residual + dropout(branch), then y = norm(sum). sum may be branch. */
  public static void forwardResidual(WorkerPool workers, int rows, int columns, MemorySegment branch, DropoutMask mask,
      MemorySegment residual, MemorySegment gamma, MemorySegment beta, float epsilon, MemorySegment sum, MemorySegment y,
      MemorySegment mean, MemorySegment inverseDeviation) {
    KernelArguments.size("rows", rows);
    KernelArguments.positive("columns", columns);
    KernelArguments.floats("branch", branch, rows, columns);
    KernelArguments.floats("residual", residual, rows, columns);
    KernelArguments.floats("gamma", gamma, columns);
    KernelArguments.floats("beta", beta, columns);
    KernelArguments.floats("sum", sum, rows, columns);
    KernelArguments.floats("y", y, rows, columns);
    KernelArguments.floats("mean", mean, rows);
    KernelArguments.floats("inverseDeviation", inverseDeviation, rows);
    long bytes = (long) columns * Float.BYTES;
    workers.split(rows, 1, (from, to, worker) -> {
      MemorySegment multipliers = multipliers(workers, worker, mask, columns);
      for (int r = from; r < to; r++) {
        long first = r * bytes;
        if (mask.active()) {
          mask.multipliers(r, columns, multipliers, 0);
          VectorOps.multiplyAdd(branch, first, multipliers, 0, residual, first, sum, first, bytes);
        } else {
          VectorOps.add(branch, first, residual, first, sum, first, bytes);
        }
        normalise(r, columns, sum, gamma, beta, epsilon, y, mean, inverseDeviation);
      }
    });
  }

  /** dx from dy (x as in forward; dx may be dy); dGamma and dBeta are added to. */
  public static void backward(WorkerPool workers, int rows, int columns, MemorySegment dy, MemorySegment x, MemorySegment gamma,
      MemorySegment mean, MemorySegment inverseDeviation, MemorySegment dx, MemorySegment dGamma, MemorySegment dBeta) {
    checkBackward(rows, columns, dy, "x", x, gamma, mean, inverseDeviation, "dx", dx, dGamma, dBeta);
    columnGradients(workers, rows, columns, dy, x, mean, inverseDeviation, dGamma, dBeta);
    workers.split(rows, 1, (from, to, worker) -> {
      for (int r = from; r < to; r++) {
        rowGradient(r, columns, dy, x, gamma, mean, inverseDeviation, dx);
      }
    });
  }

  /** As backward with x = sum, and dBranch = dropout(dSum) besides. dSum may be dy; dBranch is a segment of its own. */
  public static void backwardResidual(WorkerPool workers, int rows, int columns, MemorySegment dy, MemorySegment sum, MemorySegment gamma,
      MemorySegment mean, MemorySegment inverseDeviation, DropoutMask mask, MemorySegment dSum, MemorySegment dBranch,
      MemorySegment dGamma, MemorySegment dBeta) {
    checkBackward(rows, columns, dy, "sum", sum, gamma, mean, inverseDeviation, "dSum", dSum, dGamma, dBeta);
    KernelArguments.floats("dBranch", dBranch, rows, columns);
    columnGradients(workers, rows, columns, dy, sum, mean, inverseDeviation, dGamma, dBeta);
    long bytes = (long) columns * Float.BYTES;
    workers.split(rows, 1, (from, to, worker) -> {
      MemorySegment multipliers = multipliers(workers, worker, mask, columns);
      for (int r = from; r < to; r++) {
        rowGradient(r, columns, dy, sum, gamma, mean, inverseDeviation, dSum);
        if (mask.active()) {
          mask.multipliers(r, columns, multipliers, 0);
          VectorOps.multiply(dSum, r * bytes, multipliers, 0, dBranch, r * bytes, bytes);
        } else {
          MemorySegment.copy(dSum, r * bytes, dBranch, r * bytes, bytes);
        }
      }
    });
  }

  private static void checkBackward(int rows, int columns, MemorySegment dy, String xName, MemorySegment x, MemorySegment gamma,
      MemorySegment mean, MemorySegment inverseDeviation, String dxName, MemorySegment dx, MemorySegment dGamma, MemorySegment dBeta) {
    KernelArguments.size("rows", rows);
    KernelArguments.positive("columns", columns);
    KernelArguments.floats("dy", dy, rows, columns);
    KernelArguments.floats(xName, x, rows, columns);
    KernelArguments.floats("gamma", gamma, columns);
    KernelArguments.floats("mean", mean, rows);
    KernelArguments.floats("inverseDeviation", inverseDeviation, rows);
    KernelArguments.floats(dxName, dx, rows, columns);
    KernelArguments.floats("dGamma", dGamma, columns);
    KernelArguments.floats("dBeta", dBeta, columns);
  }

  /** Memory for the multipliers of one row, or null if nothing is dropped. */
  private static MemorySegment multipliers(WorkerPool workers, int worker, DropoutMask mask, int columns) {
    return mask.active() ? workers.scratch(worker, DropoutMask.multiplierBytes(columns)) : null;
  }

  /** Mean, deviation, then the row itself: three short loops over a row in the nearest cache. */
  private static void normalise(int row, int columns, MemorySegment x, MemorySegment gamma, MemorySegment beta, float epsilon,
      MemorySegment y, MemorySegment mean, MemorySegment inverseDeviation) {
    long bytes = (long) columns * Float.BYTES;
    long first = row * bytes;
    float centre = (float) (RowReduction.sum(x, first, first + bytes) / columns);
    double variance = RowReduction.squares(x, first, first + bytes, centre) / columns;
    float inverse = (float) (1 / Math.sqrt(variance + epsilon));
    Floats.set(mean, (long) row * Float.BYTES, centre);
    Floats.set(inverseDeviation, (long) row * Float.BYTES, inverse);
    scaleAndShift(bytes, x, first, centre, inverse, gamma, beta, y);
  }

  private static void scaleAndShift(long bytes, MemorySegment x, long first, float centre, float inverse, MemorySegment gamma,
      MemorySegment beta, MemorySegment y) {
    FloatVector c = Floats.all(centre);
    FloatVector d = Floats.all(inverse);
    long at = 0;
    for (; at + VECTOR <= bytes; at += VECTOR) {
      store(load(x, first + at).sub(c).mul(d).fma(load(gamma, at), load(beta, at)), y, first + at);
    }
    if (at < bytes) {
      VectorMask<Float> tail = Floats.first(bytes - at);
      store(load(x, first + at, tail).sub(c).mul(d).fma(load(gamma, at, tail), load(beta, at, tail)), y, first + at, tail);
    }
  }

  /** dx = inverseDeviation (g - mean(g) - z mean(g z)) with g = dy gamma and z = (x - mean) inverseDeviation. */
  private static void rowGradient(int row, int columns, MemorySegment dy, MemorySegment x, MemorySegment gamma, MemorySegment mean,
      MemorySegment inverseDeviation, MemorySegment dx) {
    long bytes = (long) columns * Float.BYTES;
    float centre = Floats.get(mean, (long) row * Float.BYTES);
    float inverse = Floats.get(inverseDeviation, (long) row * Float.BYTES);
    double sumG = 0;
    double sumGz = 0;
    for (long at = 0; at < bytes; at += CHUNK_BYTES) {
      long sums = sumsOfChunk(dy, x, row * bytes, gamma, at, Math.min(at + CHUNK_BYTES, bytes), centre, inverse);
      sumG += Float.intBitsToFloat((int) sums);
      sumGz += Float.intBitsToFloat((int) (sums >> 32));
    }
    rowGradient(bytes, dy, x, row * bytes, gamma, centre, inverse, (float) (sumG / columns), (float) (sumGz / columns), dx);
  }

  /** The sums of g and of g z, two floats in one long: low and high half. */
  private static long sumsOfChunk(MemorySegment dy, MemorySegment x, long first, MemorySegment gamma, long from, long to, float centre,
      float inverse) {
    FloatVector c = Floats.all(centre);
    FloatVector d = Floats.all(inverse);
    FloatVector s0 = Floats.all(0f);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector t0 = s0;
    FloatVector t1 = s0;
    FloatVector t2 = s0;
    FloatVector t3 = s0;
    long at = from;
    for (; at + LOGICAL_BYTES <= to; at += LOGICAL_BYTES) {
      FloatVector g = load(dy, first + at).mul(load(gamma, at));
      s0 = s0.add(g);
      t0 = g.fma(load(x, first + at).sub(c).mul(d), t0);
      if (PARTS > 1) {
        g = load(dy, first + at + VECTOR).mul(load(gamma, at + VECTOR));
        s1 = s1.add(g);
        t1 = g.fma(load(x, first + at + VECTOR).sub(c).mul(d), t1);
      }
      if (PARTS > 2) {
        g = load(dy, first + at + 2 * VECTOR).mul(load(gamma, at + 2 * VECTOR));
        s2 = s2.add(g);
        t2 = g.fma(load(x, first + at + 2 * VECTOR).sub(c).mul(d), t2);
        g = load(dy, first + at + 3 * VECTOR).mul(load(gamma, at + 3 * VECTOR));
        s3 = s3.add(g);
        t3 = g.fma(load(x, first + at + 3 * VECTOR).sub(c).mul(d), t3);
      }
    }
    for (int part = 0; at < to; at += VECTOR, part++) {
      VectorMask<Float> inside = Floats.first(to - at);
      FloatVector g = load(dy, first + at, inside).mul(load(gamma, at, inside));
      FloatVector z = load(x, first + at, inside).sub(c).mul(d);
      // Outside the mask g is zero: added to a lane that starts at zero, and so is never -0, it leaves the lane as it was.
      switch (part) {
        case 0 -> {
          s0 = s0.add(g);
          t0 = t0.blend(g.fma(z, t0), inside);
        }
        case 1 -> {
          s1 = s1.add(g);
          t1 = t1.blend(g.fma(z, t1), inside);
        }
        case 2 -> {
          s2 = s2.add(g);
          t2 = t2.blend(g.fma(z, t2), inside);
        }
        default -> {
          s3 = s3.add(g);
          t3 = t3.blend(g.fma(z, t3), inside);
        }
      }
    }
    return Float.floatToRawIntBits(RowReduction.sum(s0, s1, s2, s3)) & 0xFFFFFFFFL
        | (long) Float.floatToRawIntBits(RowReduction.sum(t0, t1, t2, t3)) << 32;
  }

  private static void rowGradient(long bytes, MemorySegment dy, MemorySegment x, long first, MemorySegment gamma, float centre,
      float inverse, float meanG, float meanGz, MemorySegment dx) {
    FloatVector c = Floats.all(centre);
    FloatVector d = Floats.all(inverse);
    FloatVector g0 = Floats.all(meanG);
    FloatVector minusGz = Floats.all(-meanGz);
    long at = 0;
    for (; at + VECTOR <= bytes; at += VECTOR) {
      FloatVector g = load(dy, first + at).mul(load(gamma, at));
      FloatVector z = load(x, first + at).sub(c).mul(d);
      store(z.fma(minusGz, g.sub(g0)).mul(d), dx, first + at);
    }
    if (at < bytes) {
      VectorMask<Float> tail = Floats.first(bytes - at);
      FloatVector g = load(dy, first + at, tail).mul(load(gamma, at, tail));
      FloatVector z = load(x, first + at, tail).sub(c).mul(d);
      store(z.fma(minusGz, g.sub(g0)).mul(d), dx, first + at, tail);
    }
  }

  /** dBeta[j] += dy[r][j] and dGamma[j] += dy[r][j] z[r][j], rows ascending; before rows are turned into dx, which may lie over dy. */
  private static void columnGradients(WorkerPool workers, int rows, int columns, MemorySegment dy, MemorySegment x, MemorySegment mean,
      MemorySegment inverseDeviation, MemorySegment dGamma, MemorySegment dBeta) {
    workers.split(columns, VectorOps.columnGrain(columns, workers.threads()), (from, to, worker) -> {
      for (int row = 0; row < rows; row += VectorOps.ROW_BLOCK) {
        int count = Math.min(rows - row, VectorOps.ROW_BLOCK);
        VectorOps.readAhead(dy, row, count, columns, from, to);
        VectorOps.readAhead(x, row, count, columns, from, to);
        long stride = (long) columns * Float.BYTES;
        long end = (long) to * Float.BYTES;
        long column = (long) from * Float.BYTES;
        for (; column + VectorOps.TILE * VECTOR <= end; column += VectorOps.TILE * VECTOR) {
          tileGradients(row, count, stride, column, dy, x, mean, inverseDeviation, dGamma, dBeta);
        }
        for (; column < end; column += VECTOR) {
          vectorGradients(row, count, stride, column, Floats.first(end - column), dy, x, mean, inverseDeviation, dGamma, dBeta);
        }
      }
    });
  }

  private static void tileGradients(int row, int rows, long stride, long column, MemorySegment dy, MemorySegment x, MemorySegment mean,
      MemorySegment inverseDeviation, MemorySegment dGamma, MemorySegment dBeta) {
    FloatVector b0 = load(dBeta, column);
    FloatVector b1 = load(dBeta, column + VECTOR);
    FloatVector b2 = load(dBeta, column + 2 * VECTOR);
    FloatVector b3 = load(dBeta, column + 3 * VECTOR);
    FloatVector c0 = load(dGamma, column);
    FloatVector c1 = load(dGamma, column + VECTOR);
    FloatVector c2 = load(dGamma, column + 2 * VECTOR);
    FloatVector c3 = load(dGamma, column + 3 * VECTOR);
    for (int r = row; r < row + rows; r++) {
      FloatVector centre = Floats.all(Floats.get(mean, r * 4L));
      FloatVector inverse = Floats.all(Floats.get(inverseDeviation, r * 4L));
      long at = r * stride + column;
      FloatVector g = load(dy, at);
      b0 = b0.add(g);
      c0 = g.fma(load(x, at).sub(centre).mul(inverse), c0);
      g = load(dy, at + VECTOR);
      b1 = b1.add(g);
      c1 = g.fma(load(x, at + VECTOR).sub(centre).mul(inverse), c1);
      g = load(dy, at + 2 * VECTOR);
      b2 = b2.add(g);
      c2 = g.fma(load(x, at + 2 * VECTOR).sub(centre).mul(inverse), c2);
      g = load(dy, at + 3 * VECTOR);
      b3 = b3.add(g);
      c3 = g.fma(load(x, at + 3 * VECTOR).sub(centre).mul(inverse), c3);
    }
    store(b0, dBeta, column);
    store(b1, dBeta, column + VECTOR);
    store(b2, dBeta, column + 2 * VECTOR);
    store(b3, dBeta, column + 3 * VECTOR);
    store(c0, dGamma, column);
    store(c1, dGamma, column + VECTOR);
    store(c2, dGamma, column + 2 * VECTOR);
    store(c3, dGamma, column + 3 * VECTOR);
  }

  private static void vectorGradients(int row, int rows, long stride, long column, VectorMask<Float> inside, MemorySegment dy,
      MemorySegment x, MemorySegment mean, MemorySegment inverseDeviation, MemorySegment dGamma, MemorySegment dBeta) {
    FloatVector b = load(dBeta, column, inside);
    FloatVector c = load(dGamma, column, inside);
    for (int r = row; r < row + rows; r++) {
      FloatVector g = load(dy, r * stride + column, inside);
      FloatVector z = load(x, r * stride + column, inside).sub(Floats.get(mean, r * 4L)).mul(Floats.get(inverseDeviation, r * 4L));
      b = b.add(g);
      c = g.fma(z, c);
    }
    store(b, dBeta, column, inside);
    store(c, dGamma, column, inside);
  }
}
