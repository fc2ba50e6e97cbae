package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes rows in the scratch into a panel, in squares of as many rows as a vector has lanes. Strides and offsets are in bytes.
 *
 * <p>A square of n rows is one sequence of floats, and to zip its first half with its second rotates the bits of every float's index by
 * one: after log2(n) times rows are columns. Two of these steps are done while four vectors are in registers.
 */
final class AttentionTranspose {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int LANES = F32.length();
  private static final long VECTOR = F32.vectorByteSize();
  private static final long STRIDE = AttentionPanels.STRIDE;
  private static final VectorShuffle<Float> LOW = VectorShuffle.makeZip(F32, 0);
  private static final VectorShuffle<Float> HIGH = VectorShuffle.makeZip(F32, 1);

  /** Bytes of the memory it works in. */
  static final long WORK_BYTES = LANES * VECTOR;

  private AttentionTranspose() {}

  /**
   * At most COLUMNS rows of any number of columns into one panel; both are rounded up to whole vectors, in what is read and what is
   * written.
   */
  static void run(MemorySegment scratch, long at, long stride, int rows, int columns, long to, long work) {
    for (int row = 0; row < rows; row += LANES) {
      for (int column = 0; column < columns; column += LANES) {
        square(scratch, at + row * stride + column * 4L, stride, to + column * STRIDE + row * 4L, work);
      }
    }
  }

  private static void square(MemorySegment scratch, long at, long stride, long to, long work) {
    switch (LANES) {
      case 4 -> zipTwice(scratch, at, stride, to, STRIDE);
      case 8 -> {
        zipTwice(scratch, at, stride, work, VECTOR);
        zip(scratch, work, VECTOR, to, STRIDE);
      }
      default -> {
        zipTwice(scratch, at, stride, work, VECTOR);
        zipTwice(scratch, work, VECTOR, to, STRIDE);
      }
    }
  }

  private static void zip(MemorySegment scratch, long at, long stride, long to, long toStride) {
    KernelArguments.nativeMemory(scratch);
    long half = LANES / 2 * stride;
    for (int i = 0; i < LANES / 2; i++) {
      FloatVector a = FloatVector.fromMemorySegment(F32, scratch, at + i * stride, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(F32, scratch, at + i * stride + half, ORDER);
      a.rearrange(LOW, b).intoMemorySegment(scratch, to + 2 * i * toStride, ORDER);
      a.rearrange(HIGH, b).intoMemorySegment(scratch, to + (2 * i + 1) * toStride, ORDER);
    }
  }

  private static void zipTwice(MemorySegment scratch, long at, long stride, long to, long toStride) {
    KernelArguments.nativeMemory(scratch);
    long quarter = LANES / 4 * stride;
    for (int i = 0; i < LANES / 4; i++) {
      long first = at + i * stride;
      FloatVector a = FloatVector.fromMemorySegment(F32, scratch, first, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(F32, scratch, first + quarter, ORDER);
      FloatVector c = FloatVector.fromMemorySegment(F32, scratch, first + 2 * quarter, ORDER);
      FloatVector d = FloatVector.fromMemorySegment(F32, scratch, first + 3 * quarter, ORDER);
      FloatVector ac = a.rearrange(LOW, c);
      FloatVector bd = b.rearrange(LOW, d);
      long target = to + 4 * i * toStride;
      ac.rearrange(LOW, bd).intoMemorySegment(scratch, target, ORDER);
      ac.rearrange(HIGH, bd).intoMemorySegment(scratch, target + toStride, ORDER);
      ac = a.rearrange(HIGH, c);
      bd = b.rearrange(HIGH, d);
      ac.rearrange(LOW, bd).intoMemorySegment(scratch, target + 2 * toStride, ORDER);
      ac.rearrange(HIGH, bd).intoMemorySegment(scratch, target + 3 * toStride, ORDER);
    }
  }
}
