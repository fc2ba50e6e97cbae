package org.electra4j.simd;

import static org.electra4j.simd.Floats.LANES;
import static org.electra4j.simd.Floats.VECTOR;
import static org.electra4j.simd.Floats.load;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Sums over sixteen logical lanes and a fixed tree; long vectors in chunks of 4,096 whose sums are added in ascending order, in double.
 *
 * <p>Sixteen lanes are one, two or four vectors, always four variables, of which the first {@link #PARTS} are used: constant conditions
 * leave no trace in compiled code, and there is no array to keep in registers.
 */
public final class RowReduction {
  /** Vectors that make up the sixteen logical lanes. */
  static final int PARTS = Lanes.LOGICAL / LANES;
  /** Bytes of the sixteen logical lanes. */
  static final long LOGICAL_BYTES = (long) Lanes.LOGICAL * Float.BYTES;
  /** Elements after which a sum moves to double. */
  static final int CHUNK = 4096;
  /** Bytes of a chunk. */
  static final long CHUNK_BYTES = (long) CHUNK * Float.BYTES;

  /** Chunks of one task. */
  private static final int CHUNKS_AT_ONCE = 4;
  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_1 = rotation(1);

  private RowReduction() {}

  /**
   * Sum of squares of count floats.
   *
   * @throws IllegalArgumentException if count is negative, or x is on the heap or shorter
   */
  public static double sumOfSquares(WorkerPool workers, long count, MemorySegment x) {
    int chunks = KernelArguments.blocks(count, CHUNK);
    KernelArguments.floats("x", x, count);
    MemorySegment sums = workers.scratch(0, (long) chunks * Double.BYTES);
    workers.split(chunks, CHUNKS_AT_ONCE, (from, to, worker) -> {
      for (int chunk = from; chunk < to; chunk++) {
        long first = chunk * CHUNK_BYTES;
        long end = Math.min(first + CHUNK_BYTES, count * Float.BYTES);
        sums.setAtIndex(ValueLayout.JAVA_DOUBLE, chunk, squaresOfChunk(x, first, end, 0f));
      }
    });
    double sum = 0;
    for (int chunk = 0; chunk < chunks; chunk++) {
      sum += sums.getAtIndex(ValueLayout.JAVA_DOUBLE, chunk);
    }
    return sum;
  }

  /** Sum of the floats from byte {@code from} to byte {@code to}. */
  static double sum(MemorySegment x, long from, long to) {
    double sum = 0;
    for (long at = from; at < to; at += CHUNK_BYTES) {
      sum += sumOfChunk(x, at, Math.min(at + CHUNK_BYTES, to));
    }
    return sum;
  }

  /** Sum of (x - centre)^2 from byte {@code from} to byte {@code to}. */
  static double squares(MemorySegment x, long from, long to, float centre) {
    double sum = 0;
    for (long at = from; at < to; at += CHUNK_BYTES) {
      sum += squaresOfChunk(x, at, Math.min(at + CHUNK_BYTES, to), centre);
    }
    return sum;
  }

  /** The largest float from byte {@code from} to byte {@code to}; NaNs are passed over, and without any number it is minus infinity. */
  static float maximum(MemorySegment x, long from, long to) {
    FloatVector m0 = Floats.all(Float.NEGATIVE_INFINITY);
    FloatVector m1 = m0;
    FloatVector m2 = m0;
    FloatVector m3 = m0;
    long at = from;
    for (; at + LOGICAL_BYTES <= to; at += LOGICAL_BYTES) {
      m0 = larger(m0, load(x, at));
      if (PARTS > 1) {
        m1 = larger(m1, load(x, at + VECTOR));
      }
      if (PARTS > 2) {
        m2 = larger(m2, load(x, at + 2 * VECTOR));
        m3 = larger(m3, load(x, at + 3 * VECTOR));
      }
    }
    // No order can be seen in a maximum, so the tail need not keep to its lanes.
    for (; at < to; at += VECTOR) {
      VectorMask<Float> inside = Floats.first(to - at);
      m0 = m0.blend(larger(m0, load(x, at, inside)), inside);
    }
    return maximum(m0, m1, m2, m3);
  }

  private static float sumOfChunk(MemorySegment x, long from, long to) {
    FloatVector s0 = Floats.all(0f);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long at = from;
    for (; at + LOGICAL_BYTES <= to; at += LOGICAL_BYTES) {
      s0 = s0.add(load(x, at));
      if (PARTS > 1) {
        s1 = s1.add(load(x, at + VECTOR));
      }
      if (PARTS > 2) {
        s2 = s2.add(load(x, at + 2 * VECTOR));
        s3 = s3.add(load(x, at + 3 * VECTOR));
      }
    }
    if (at < to) {
      // A lane that starts at zero is never -0, so adding the zero of a masked load leaves it as it was.
      s0 = s0.add(load(x, at, Floats.first(to - at)));
      if (PARTS > 1) {
        s1 = s1.add(load(x, at + VECTOR, Floats.first(to - at - VECTOR)));
      }
      if (PARTS > 2) {
        s2 = s2.add(load(x, at + 2 * VECTOR, Floats.first(to - at - 2 * VECTOR)));
        s3 = s3.add(load(x, at + 3 * VECTOR, Floats.first(to - at - 3 * VECTOR)));
      }
    }
    return sum(s0, s1, s2, s3);
  }

  private static float squaresOfChunk(MemorySegment x, long from, long to, float centre) {
    FloatVector c = Floats.all(centre);
    FloatVector s0 = Floats.all(0f);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long at = from;
    for (; at + LOGICAL_BYTES <= to; at += LOGICAL_BYTES) {
      s0 = square(load(x, at), c, s0);
      if (PARTS > 1) {
        s1 = square(load(x, at + VECTOR), c, s1);
      }
      if (PARTS > 2) {
        s2 = square(load(x, at + 2 * VECTOR), c, s2);
        s3 = square(load(x, at + 3 * VECTOR), c, s3);
      }
    }
    if (at < to) {
      s0 = square(x, at, Floats.first(to - at), c, s0);
      if (PARTS > 1) {
        s1 = square(x, at + VECTOR, Floats.first(to - at - VECTOR), c, s1);
      }
      if (PARTS > 2) {
        s2 = square(x, at + 2 * VECTOR, Floats.first(to - at - 2 * VECTOR), c, s2);
        s3 = square(x, at + 3 * VECTOR, Floats.first(to - at - 3 * VECTOR), c, s3);
      }
    }
    return sum(s0, s1, s2, s3);
  }

  private static FloatVector square(FloatVector x, FloatVector centre, FloatVector sum) {
    FloatVector d = x.sub(centre);
    return d.fma(d, sum);
  }

  private static FloatVector square(MemorySegment x, long at, VectorMask<Float> inside, FloatVector centre, FloatVector sum) {
    return sum.blend(square(load(x, at, inside), centre, sum), inside);
  }

  private static FloatVector larger(FloatVector most, FloatVector x) {
    return most.blend(x, x.compare(VectorOperators.GT, most));
  }

  /** The tree: lane i and i + 8, then i + 4, i + 2, i + 1. */
  static float sum(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3) {
    FloatVector s = PARTS == 1 ? s0.add(s0.rearrange(BY_8)) : PARTS == 2 ? s0.add(s1) : s0.add(s2).add(s1.add(s3));
    if (PARTS < 4) {
      s = s.add(s.rearrange(BY_4));
    }
    s = s.add(s.rearrange(BY_2));
    return s.add(s.rearrange(BY_1)).lane(0);
  }

  /** The same tree for the largest lane. */
  static float maximum(FloatVector m0, FloatVector m1, FloatVector m2, FloatVector m3) {
    FloatVector m = PARTS == 1 ? larger(m0, m0.rearrange(BY_8))
        : PARTS == 2 ? larger(m0, m1) : larger(larger(m0, m2), larger(m1, m3));
    if (PARTS < 4) {
      m = larger(m, m.rearrange(BY_4));
    }
    m = larger(m, m.rearrange(BY_2));
    return larger(m, m.rearrange(BY_1)).lane(0);
  }

  private static VectorShuffle<Float> rotation(int by) {
    return VectorShuffle.fromOp(Lanes.F32, lane -> (lane + by) % LANES);
  }
}
