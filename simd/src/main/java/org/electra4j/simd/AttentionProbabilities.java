package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Softmax and its gradient, down the columns of a panel of scores: a column is a query, a row is a key, and as many queries as there are lanes go
 * side by side. So a reduction over keys never crosses lanes; its sixteen logical lanes are sixteen vectors, key k in vector k mod 16.
 *
 * <p>A stored probability carries in its sign bit whether dropout has removed it.
 */
final class AttentionProbabilities {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final long VECTOR = F32.vectorByteSize();
  private static final long STRIDE = AttentionTile.STRIDE;

  /** Bytes of the memory in which a reduction leaves its result, and works. */
  static final long REDUCTION_BYTES = Lanes.LOGICAL * VECTOR;

  private AttentionProbabilities() {}

  /** In place: exp(scale (score - the greatest score of the column)); the sums of the columns go to {@code reduction}. */
  static void exponentials(MemorySegment memory, long at, int rows, float scale, long reduction) {
    greatest(memory, at, rows, reduction);
    exponentialsBelow(memory, at, rows, scale, reduction);
    sums(memory, at, rows, reduction);
  }

  /** The greatest of each column; of equal ones the first, so zeros of either sign make no difference; a NaN is passed over. */
  private static void greatest(MemorySegment memory, long at, int rows, long reduction) {
    FloatVector greatest = load(memory, at);
    for (int row = 1; row < rows; row++) {
      FloatVector x = load(memory, at + row * STRIDE);
      greatest = greatest.blend(x, x.compare(VectorOperators.GT, greatest));
    }
    greatest.intoMemorySegment(memory, reduction, ORDER);
  }

  private static void exponentialsBelow(MemorySegment memory, long at, int rows, float scale, long reduction) {
    FloatVector greatest = load(memory, reduction);
    for (int row = 0; row < rows; row++) {
      FloatVector x = load(memory, at + row * STRIDE);
      PolynomialMath.exp(x.sub(greatest).mul(scale)).intoMemorySegment(memory, at + row * STRIDE, ORDER);
    }
  }

  /** Sums of the columns: sixteen logical lanes, then lane i and i + 8, i + 4, i + 2, i + 1. */
  static void sums(MemorySegment memory, long at, int rows, long reduction) {
    laneSums(memory, at, rows, reduction);
    for (int lanes = Lanes.LOGICAL / 2; lanes > 0; lanes /= 2) {
      for (int i = 0; i < lanes; i++) {
        FloatVector sum = load(memory, reduction + i * VECTOR).add(load(memory, reduction + (i + lanes) * VECTOR));
        sum.intoMemorySegment(memory, reduction + i * VECTOR, ORDER);
      }
    }
  }

  private static void laneSums(MemorySegment memory, long at, int rows, long reduction) {
    FloatVector s0 = FloatVector.zero(F32);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    FloatVector s8 = s0;
    FloatVector s9 = s0;
    FloatVector s10 = s0;
    FloatVector s11 = s0;
    FloatVector s12 = s0;
    FloatVector s13 = s0;
    FloatVector s14 = s0;
    FloatVector s15 = s0;
    int row = 0;
    for (; row + Lanes.LOGICAL <= rows; row += Lanes.LOGICAL) {
      long first = at + row * STRIDE;
      s0 = s0.add(load(memory, first));
      s1 = s1.add(load(memory, first + STRIDE));
      s2 = s2.add(load(memory, first + 2 * STRIDE));
      s3 = s3.add(load(memory, first + 3 * STRIDE));
      s4 = s4.add(load(memory, first + 4 * STRIDE));
      s5 = s5.add(load(memory, first + 5 * STRIDE));
      s6 = s6.add(load(memory, first + 6 * STRIDE));
      s7 = s7.add(load(memory, first + 7 * STRIDE));
      s8 = s8.add(load(memory, first + 8 * STRIDE));
      s9 = s9.add(load(memory, first + 9 * STRIDE));
      s10 = s10.add(load(memory, first + 10 * STRIDE));
      s11 = s11.add(load(memory, first + 11 * STRIDE));
      s12 = s12.add(load(memory, first + 12 * STRIDE));
      s13 = s13.add(load(memory, first + 13 * STRIDE));
      s14 = s14.add(load(memory, first + 14 * STRIDE));
      s15 = s15.add(load(memory, first + 15 * STRIDE));
    }
    s0.intoMemorySegment(memory, reduction, ORDER);
    s1.intoMemorySegment(memory, reduction + VECTOR, ORDER);
    s2.intoMemorySegment(memory, reduction + 2 * VECTOR, ORDER);
    s3.intoMemorySegment(memory, reduction + 3 * VECTOR, ORDER);
    s4.intoMemorySegment(memory, reduction + 4 * VECTOR, ORDER);
    s5.intoMemorySegment(memory, reduction + 5 * VECTOR, ORDER);
    s6.intoMemorySegment(memory, reduction + 6 * VECTOR, ORDER);
    s7.intoMemorySegment(memory, reduction + 7 * VECTOR, ORDER);
    s8.intoMemorySegment(memory, reduction + 8 * VECTOR, ORDER);
    s9.intoMemorySegment(memory, reduction + 9 * VECTOR, ORDER);
    s10.intoMemorySegment(memory, reduction + 10 * VECTOR, ORDER);
    s11.intoMemorySegment(memory, reduction + 11 * VECTOR, ORDER);
    s12.intoMemorySegment(memory, reduction + 12 * VECTOR, ORDER);
    s13.intoMemorySegment(memory, reduction + 13 * VECTOR, ORDER);
    s14.intoMemorySegment(memory, reduction + 14 * VECTOR, ORDER);
    s15.intoMemorySegment(memory, reduction + 15 * VECTOR, ORDER);
    for (long lane = reduction; row < rows; row++, lane += VECTOR) {
      load(memory, lane).add(load(memory, at + row * STRIDE)).intoMemorySegment(memory, lane, ORDER);
    }
  }

  /** In place: times the inverse of the sum in {@code reduction}; the same is stored. */
  static void normalize(MemorySegment memory, long at, int rows, long reduction, MemorySegment stored, long storedAt, long storedStride) {
    FloatVector inverse = FloatVector.broadcast(F32, 1f).div(load(memory, reduction));
    for (int row = 0; row < rows; row++) {
      FloatVector p = load(memory, at + row * STRIDE).mul(inverse);
      p.intoMemorySegment(memory, at + row * STRIDE, ORDER);
      p.intoMemorySegment(stored, storedAt + row * storedStride, ORDER);
    }
  }

  /**
   * From the gradient of the dropped probabilities, in place, to that of the scores before they were scaled: dS = scale (t - p sum(t)), where
   * t = dropped p times its gradient, a rounded product, and p times the sum enters by fma. The dropped probabilities go to {@code droppedAt}.
   */
  static void gradient(MemorySegment memory, long at, int rows, float scale, MemorySegment stored, long storedAt, long storedStride, float kept,
      long droppedAt, long reduction) {
    products(memory, at, rows, stored, storedAt, storedStride, kept, droppedAt);
    sums(memory, at, rows, reduction);
    differences(memory, at, rows, scale, stored, storedAt, storedStride, reduction);
  }

  private static void products(MemorySegment memory, long at, int rows, MemorySegment stored, long storedAt, long storedStride, float kept,
      long droppedAt) {
    for (int row = 0; row < rows; row++) {
      FloatVector dropped = keep(load(stored, storedAt + row * storedStride), kept);
      dropped.intoMemorySegment(memory, droppedAt + row * STRIDE, ORDER);
      dropped.mul(load(memory, at + row * STRIDE)).intoMemorySegment(memory, at + row * STRIDE, ORDER);
    }
  }

  private static void differences(MemorySegment memory, long at, int rows, float scale, MemorySegment stored, long storedAt, long storedStride,
      long reduction) {
    FloatVector minusSum = load(memory, reduction).neg();
    for (int row = 0; row < rows; row++) {
      FloatVector p = load(stored, storedAt + row * storedStride).abs();
      p.fma(minusSum, load(memory, at + row * STRIDE)).mul(scale).intoMemorySegment(memory, at + row * STRIDE, ORDER);
    }
  }

  /** What dropout makes of a stored probability: zero if its sign bit is set, else itself times {@code kept}. */
  private static FloatVector keep(FloatVector stored, float kept) {
    IntVector dropped = stored.reinterpretAsInts().lanewise(VectorOperators.ASHR, Integer.SIZE - 1);
    return stored.mul(kept).reinterpretAsInts().lanewise(VectorOperators.AND_NOT, dropped).reinterpretAsFloats();
  }

  private static FloatVector load(MemorySegment memory, long at) {
    return FloatVector.fromMemorySegment(F32, memory, at, ORDER);
  }
}
