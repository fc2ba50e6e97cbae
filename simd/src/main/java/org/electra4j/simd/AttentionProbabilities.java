package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Softmax and its gradient, down the columns of transposed scores: a row is a key, a column is a query, and as many queries as there are
 * lanes go side by side. So a reduction over keys never crosses lanes; its sixteen logical lanes are sixteen vectors, key k in vector k mod
 * 16.
 *
 * <p>A stored probability carries in its sign bit whether dropout has removed it. Strides and offsets are in bytes.
 */
final class AttentionProbabilities {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final long VECTOR = F32.vectorByteSize();

  /** Bytes of the memory in which a reduction works; it leaves its result in the first vector. */
  static final long REDUCTION_BYTES = Lanes.LOGICAL * VECTOR;

  private AttentionProbabilities() {}

  /** In place: exp(scale (score - the greatest score of the column)); the sums of the columns go to {@code reduction}. */
  static void exponentials(MemorySegment memory, long at, long stride, int keys, float scale, long reduction) {
    greatest(memory, at, stride, keys, reduction);
    exponentialsBelow(memory, at, stride, keys, scale, reduction);
    sums(memory, at, stride, keys, reduction);
  }

  /** The greatest of each column, which any order finds: four at a time, then the greatest of the four and of the last keys. */
  private static void greatest(MemorySegment memory, long at, long stride, int keys, long reduction) {
    KernelArguments.nativeMemory(memory);
    FloatVector g0 = FloatVector.fromMemorySegment(F32, memory, at, ORDER);
    FloatVector g1 = g0;
    FloatVector g2 = g0;
    FloatVector g3 = g0;
    for (int round = 0; round < keys / 4; round++) {
      long first = at + round * 4 * stride;
      FloatVector x = FloatVector.fromMemorySegment(F32, memory, first, ORDER);
      g0 = x.blend(g0, x.compare(VectorOperators.LE, g0));
      x = FloatVector.fromMemorySegment(F32, memory, first + stride, ORDER);
      g1 = x.blend(g1, x.compare(VectorOperators.LE, g1));
      x = FloatVector.fromMemorySegment(F32, memory, first + 2 * stride, ORDER);
      g2 = x.blend(g2, x.compare(VectorOperators.LE, g2));
      x = FloatVector.fromMemorySegment(F32, memory, first + 3 * stride, ORDER);
      g3 = x.blend(g3, x.compare(VectorOperators.LE, g3));
    }
    g0.intoMemorySegment(memory, reduction, ORDER);
    g1.intoMemorySegment(memory, reduction + VECTOR, ORDER);
    g2.intoMemorySegment(memory, reduction + 2 * VECTOR, ORDER);
    g3.intoMemorySegment(memory, reduction + 3 * VECTOR, ORDER);
    greatestOf(memory, reduction + VECTOR, VECTOR, 3, reduction);
    greatestOf(memory, at + keys / 4 * 4 * stride, stride, keys % 4, reduction);
  }

  private static void greatestOf(MemorySegment memory, long at, long stride, int rows, long reduction) {
    KernelArguments.nativeMemory(memory);
    FloatVector greatest = FloatVector.fromMemorySegment(F32, memory, reduction, ORDER);
    for (int row = 0; row < rows; row++) {
      FloatVector x = FloatVector.fromMemorySegment(F32, memory, at + row * stride, ORDER);
      greatest = x.blend(greatest, x.compare(VectorOperators.LE, greatest));
    }
    greatest.intoMemorySegment(memory, reduction, ORDER);
  }

  private static void exponentialsBelow(MemorySegment memory, long at, long stride, int keys, float scale, long reduction) {
    KernelArguments.nativeMemory(memory);
    FloatVector greatest = FloatVector.fromMemorySegment(F32, memory, reduction, ORDER);
    for (int key = 0; key < keys; key++) {
      FloatVector x = FloatVector.fromMemorySegment(F32, memory, at + key * stride, ORDER);
      PolynomialMath.exp(x.sub(greatest).mul(scale)).intoMemorySegment(memory, at + key * stride, ORDER);
    }
  }

  /** Sums of the columns: sixteen logical lanes, then lane i and i + 8, i + 4, i + 2, i + 1. */
  static void sums(MemorySegment memory, long at, long stride, int keys, long reduction) {
    laneSums(memory, at, stride, keys, reduction);
    for (int lanes = Lanes.LOGICAL / 2; lanes > 0; lanes /= 2) {
      addLanes(memory, reduction, lanes);
    }
  }

  private static void addLanes(MemorySegment memory, long reduction, int lanes) {
    KernelArguments.nativeMemory(memory);
    for (int i = 0; i < lanes; i++) {
      FloatVector low = FloatVector.fromMemorySegment(F32, memory, reduction + i * VECTOR, ORDER);
      low.add(FloatVector.fromMemorySegment(F32, memory, reduction + (i + lanes) * VECTOR, ORDER))
          .intoMemorySegment(memory, reduction + i * VECTOR, ORDER);
    }
  }

  private static void laneSums(MemorySegment memory, long at, long stride, int keys, long reduction) {
    KernelArguments.nativeMemory(memory);
    int rounds = keys / Lanes.LOGICAL;
    for (int lane = 0; lane < Lanes.LOGICAL; lane += 4) {
      fourLaneSums(memory, at + lane * stride, stride, rounds, reduction + lane * VECTOR);
    }
    int key = rounds * Lanes.LOGICAL;
    for (long lane = reduction; key < keys; key++, lane += VECTOR) {
      FloatVector x = FloatVector.fromMemorySegment(F32, memory, at + key * stride, ORDER);
      FloatVector.fromMemorySegment(F32, memory, lane, ORDER).add(x).intoMemorySegment(memory, lane, ORDER);
    }
  }

  private static void fourLaneSums(MemorySegment memory, long at, long stride, int rounds, long reduction) {
    KernelArguments.nativeMemory(memory);
    FloatVector s0 = FloatVector.zero(F32);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int round = 0; round < rounds; round++) {
      long first = at + round * Lanes.LOGICAL * stride;
      s0 = FloatVector.fromMemorySegment(F32, memory, first, ORDER).add(s0);
      s1 = FloatVector.fromMemorySegment(F32, memory, first + stride, ORDER).add(s1);
      s2 = FloatVector.fromMemorySegment(F32, memory, first + 2 * stride, ORDER).add(s2);
      s3 = FloatVector.fromMemorySegment(F32, memory, first + 3 * stride, ORDER).add(s3);
    }
    s0.intoMemorySegment(memory, reduction, ORDER);
    s1.intoMemorySegment(memory, reduction + VECTOR, ORDER);
    s2.intoMemorySegment(memory, reduction + 2 * VECTOR, ORDER);
    s3.intoMemorySegment(memory, reduction + 3 * VECTOR, ORDER);
  }

  /** In place: times the inverse of the sum in {@code reduction}; the same is stored. */
  static void normalize(MemorySegment memory, long at, long stride, int keys, long reduction, MemorySegment stored, long storedAt,
      long storedStride) {
    KernelArguments.nativeMemory(memory, stored);
    FloatVector inverse = FloatVector.broadcast(F32, 1f).div(FloatVector.fromMemorySegment(F32, memory, reduction, ORDER));
    for (int key = 0; key < keys; key++) {
      FloatVector p = FloatVector.fromMemorySegment(F32, memory, at + key * stride, ORDER).mul(inverse);
      p.intoMemorySegment(memory, at + key * stride, ORDER);
      p.intoMemorySegment(stored, storedAt + key * storedStride, ORDER);
    }
  }

  /**
   * From the gradient of the dropped probabilities, in place, to that of the scores before they are scaled: dS = scale (t - p sum(t)),
   * where t, a rounded product, is the dropped probability times its gradient, and p sum(t) enters by fma. The dropped probabilities go to
   * {@code droppedAt}, with the same stride.
   */
  static void gradient(MemorySegment memory, long at, long stride, int keys, float scale, MemorySegment stored, long storedAt,
      long storedStride, float kept, long droppedAt, long reduction) {
    products(memory, at, stride, keys, stored, storedAt, storedStride, kept, droppedAt);
    sums(memory, at, stride, keys, reduction);
    differences(memory, at, stride, keys, scale, stored, storedAt, storedStride, reduction);
  }

  private static void products(MemorySegment memory, long at, long stride, int keys, MemorySegment stored, long storedAt, long storedStride,
      float kept, long droppedAt) {
    KernelArguments.nativeMemory(memory, stored);
    for (int key = 0; key < keys; key++) {
      FloatVector p = FloatVector.fromMemorySegment(F32, stored, storedAt + key * storedStride, ORDER);
      // All ones where the sign bit is set, which takes every bit of the product away.
      IntVector removed = p.reinterpretAsInts().lanewise(VectorOperators.ASHR, Integer.SIZE - 1);
      FloatVector dropped = p.mul(kept).reinterpretAsInts().lanewise(VectorOperators.AND_NOT, removed).reinterpretAsFloats();
      dropped.intoMemorySegment(memory, droppedAt + key * stride, ORDER);
      dropped.mul(FloatVector.fromMemorySegment(F32, memory, at + key * stride, ORDER)).intoMemorySegment(memory, at + key * stride, ORDER);
    }
  }

  private static void differences(MemorySegment memory, long at, long stride, int keys, float scale, MemorySegment stored, long storedAt,
      long storedStride, long reduction) {
    KernelArguments.nativeMemory(memory, stored);
    FloatVector minusSum = FloatVector.fromMemorySegment(F32, memory, reduction, ORDER).neg();
    for (int key = 0; key < keys; key++) {
      FloatVector p = FloatVector.fromMemorySegment(F32, stored, storedAt + key * storedStride, ORDER).abs();
      FloatVector product = FloatVector.fromMemorySegment(F32, memory, at + key * stride, ORDER);
      p.fma(minusSum, product).mul(scale).intoMemorySegment(memory, at + key * stride, ORDER);
    }
  }
}
