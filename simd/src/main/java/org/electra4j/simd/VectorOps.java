package org.electra4j.simd;

import static org.electra4j.simd.Floats.VECTOR;
import static org.electra4j.simd.Floats.load;
import static org.electra4j.simd.Floats.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Plain element-wise operations and column sums. All throw IllegalArgumentException for a negative size and for a segment that is too short
 * or on the heap.
 */
public final class VectorOps {
  /** Vectors of a tile of columns. */
  static final int TILE = 4;
  /** Columns that one task takes at least: a few lines of the cache from each row. */
  private static final int COLUMN_GRAIN = 64;
  /** The same where workers would have nothing to do otherwise: one line. */
  private static final int LEAST_COLUMN_GRAIN = 16;
  /** Rows after which a worker moves to its next columns: few enough for their lines to be still at hand. */
  static final int ROW_BLOCK = 32;
  /** Columns that are read ahead at a time: with {@link #ROW_BLOCK} rows, a part of the L2 cache. */
  private static final int COLUMN_BLOCK = 1024;

  private VectorOps() {}

  /** x[i] = value. */
  public static void fill(WorkerPool workers, long count, float value, MemorySegment x) {
    KernelArguments.floats("x", x, count);
    Floats.split(workers, count, (from, to) -> fill(value, x, from, to));
  }

  /** y[i] = x[i]. */
  public static void copy(WorkerPool workers, long count, MemorySegment x, MemorySegment y) {
    KernelArguments.floats("x", x, count);
    KernelArguments.floats("y", y, count);
    Floats.split(workers, count, (from, to) -> MemorySegment.copy(x, from, y, from, to - from));
  }

  /** z[i] = x[i] + y[i]; z may be either. */
  public static void add(WorkerPool workers, long count, MemorySegment x, MemorySegment y, MemorySegment z) {
    KernelArguments.floats("x", x, count);
    KernelArguments.floats("y", y, count);
    KernelArguments.floats("z", z, count);
    Floats.split(workers, count, (from, to) -> add(x, from, y, from, z, from, to - from));
  }

  /** y[i] = fma(a, x[i], y[i]). */
  public static void axpy(WorkerPool workers, long count, float a, MemorySegment x, MemorySegment y) {
    KernelArguments.floats("x", x, count);
    KernelArguments.floats("y", y, count);
    Floats.split(workers, count, (from, to) -> axpy(a, x, y, from, to));
  }

  /** x[i] = a x[i]. */
  public static void scale(WorkerPool workers, long count, float a, MemorySegment x) {
    KernelArguments.floats("x", x, count);
    Floats.split(workers, count, (from, to) -> scale(a, x, from, to));
  }

  /** sums[j] += x[0][j] + x[1][j] + ...: one chain per column, rows ascending, starting at what sums holds. */
  public static void columnSums(WorkerPool workers, int rows, int columns, MemorySegment x, MemorySegment sums) {
    KernelArguments.size("rows", rows);
    KernelArguments.size("columns", columns);
    KernelArguments.floats("x", x, rows, columns);
    KernelArguments.floats("sums", sums, columns);
    workers.split(columns, columnGrain(columns, workers.threads()), (from, to, worker) -> {
      for (int row = 0; row < rows; row += ROW_BLOCK) {
        int count = Math.min(rows - row, ROW_BLOCK);
        for (int column = from; column < to; column += COLUMN_BLOCK) {
          int end = Math.min(to, column + COLUMN_BLOCK);
          readAhead(x, row, count, columns, column, end);
          columnSums(row, count, columns, column, end, x, sums);
        }
      }
    });
  }

  /**
   * y = x with dropped elements zero and the others times 1 / (1 - rate); y may be x. Backward is the same call on the gradient. Dropping
   * is a multiplication by zero: it keeps the sign of x, and what is not finite becomes NaN instead of being hidden.
   */
  public static void dropout(WorkerPool workers, int rows, int columns, DropoutMask mask, MemorySegment x, MemorySegment y) {
    KernelArguments.size("rows", rows);
    KernelArguments.size("columns", columns);
    KernelArguments.floats("x", x, rows, columns);
    KernelArguments.floats("y", y, rows, columns);
    if (!mask.active()) {
      if (x.address() != y.address()) {
        copy(workers, (long) rows * columns, x, y);
      }
      return;
    }
    long row = (long) columns * Float.BYTES;
    workers.split(rows, 1, (from, to, worker) -> {
      MemorySegment multipliers = workers.scratch(worker, DropoutMask.multiplierBytes(columns));
      for (int r = from; r < to; r++) {
        mask.multipliers(r, columns, multipliers, 0);
        multiply(x, r * row, multipliers, 0, y, r * row, row);
      }
    });
  }

  private static void fill(float value, MemorySegment x, long from, long to) {
    FloatVector v = Floats.all(value);
    long whole = Floats.whole(from, to);
    for (long at = from; at < whole; at += VECTOR) {
      store(v, x, at);
    }
    if (whole < to) {
      store(v, x, whole, Floats.first(to - whole));
    }
  }

  /** z = x + y over {@code bytes} from three offsets on. */
  static void add(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment z, long zAt, long bytes) {
    long whole = Floats.whole(0, bytes);
    for (long i = 0; i < whole; i += VECTOR) {
      store(load(x, xAt + i).add(load(y, yAt + i)), z, zAt + i);
    }
    if (whole < bytes) {
      VectorMask<Float> tail = Floats.first(bytes - whole);
      store(load(x, xAt + whole, tail).add(load(y, yAt + whole, tail)), z, zAt + whole, tail);
    }
  }

  /** z = x y over {@code bytes} from three offsets on. */
  static void multiply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment z, long zAt, long bytes) {
    long whole = Floats.whole(0, bytes);
    for (long i = 0; i < whole; i += VECTOR) {
      store(load(x, xAt + i).mul(load(y, yAt + i)), z, zAt + i);
    }
    if (whole < bytes) {
      VectorMask<Float> tail = Floats.first(bytes - whole);
      store(load(x, xAt + whole, tail).mul(load(y, yAt + whole, tail)), z, zAt + whole, tail);
    }
  }

  /** z = fma(x, m, y) over {@code bytes} from four offsets on. */
  static void multiplyAdd(MemorySegment x, long xAt, MemorySegment m, long mAt, MemorySegment y, long yAt, MemorySegment z, long zAt,
      long bytes) {
    long whole = Floats.whole(0, bytes);
    for (long i = 0; i < whole; i += VECTOR) {
      store(load(x, xAt + i).fma(load(m, mAt + i), load(y, yAt + i)), z, zAt + i);
    }
    if (whole < bytes) {
      VectorMask<Float> tail = Floats.first(bytes - whole);
      store(load(x, xAt + whole, tail).fma(load(m, mAt + whole, tail), load(y, yAt + whole, tail)), z, zAt + whole, tail);
    }
  }

  private static void axpy(float a, MemorySegment x, MemorySegment y, long from, long to) {
    FloatVector factor = Floats.all(a);
    long whole = Floats.whole(from, to);
    for (long at = from; at < whole; at += VECTOR) {
      store(factor.fma(load(x, at), load(y, at)), y, at);
    }
    if (whole < to) {
      VectorMask<Float> tail = Floats.first(to - whole);
      store(factor.fma(load(x, whole, tail), load(y, whole, tail)), y, whole, tail);
    }
  }

  private static void scale(float a, MemorySegment x, long from, long to) {
    FloatVector factor = Floats.all(a);
    long whole = Floats.whole(from, to);
    for (long at = from; at < whole; at += VECTOR) {
      store(load(x, at).mul(factor), x, at);
    }
    if (whole < to) {
      VectorMask<Float> tail = Floats.first(to - whole);
      store(load(x, whole, tail).mul(factor), x, whole, tail);
    }
  }

  /** Continues the chains of columns {@code from} to {@code to} over a block of rows, tile by tile. */
  private static void columnSums(int row, int rows, int columns, int from, int to, MemorySegment x, MemorySegment sums) {
    long stride = (long) columns * Float.BYTES;
    long at = row * stride;
    long end = (long) to * Float.BYTES;
    long column = (long) from * Float.BYTES;
    for (; column + TILE * VECTOR <= end; column += TILE * VECTOR) {
      tileSums(x, at + column, stride, rows, sums, column);
    }
    for (; column < end; column += VECTOR) {
      vectorSums(x, at + column, stride, rows, sums, column, Floats.first(end - column));
    }
  }

  /** Columns that one task takes at least, of a matrix so wide. */
  static int columnGrain(int columns, int threads) {
    return columns < COLUMN_GRAIN * threads ? LEAST_COLUMN_GRAIN : COLUMN_GRAIN;
  }

  /** Rows and columns that a kernel is about to read down the columns. */
  static void readAhead(MemorySegment x, int row, int rows, int columns, int from, int to) {
    long stride = (long) columns * Float.BYTES;
    ReadAhead.rows(x, row * stride + from * 4L, stride, rows, (to - from) * 4L);
  }

  private static void tileSums(MemorySegment x, long offset, long stride, int rows, MemorySegment sums, long column) {
    FloatVector s0 = load(sums, column);
    FloatVector s1 = load(sums, column + VECTOR);
    FloatVector s2 = load(sums, column + 2 * VECTOR);
    FloatVector s3 = load(sums, column + 3 * VECTOR);
    long at = offset;
    for (int r = 0; r < rows; r++, at += stride) {
      s0 = s0.add(load(x, at));
      s1 = s1.add(load(x, at + VECTOR));
      s2 = s2.add(load(x, at + 2 * VECTOR));
      s3 = s3.add(load(x, at + 3 * VECTOR));
    }
    store(s0, sums, column);
    store(s1, sums, column + VECTOR);
    store(s2, sums, column + 2 * VECTOR);
    store(s3, sums, column + 3 * VECTOR);
  }

  private static void vectorSums(MemorySegment x, long offset, long stride, int rows, MemorySegment sums, long column,
      VectorMask<Float> inside) {
    FloatVector s = load(sums, column, inside);
    long at = offset;
    for (int r = 0; r < rows; r++, at += stride) {
      s = s.add(load(x, at, inside));
    }
    store(s, sums, column, inside);
  }
}
