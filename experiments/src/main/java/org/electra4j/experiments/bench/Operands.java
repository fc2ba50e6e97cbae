package org.electra4j.experiments.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.electra4j.simd.Philox;

/** Numbers to compute with, and the comparison of what came out. */
final class Operands {
  private static final long SEED = 42;

  private Operands() {}

  /** Uniform in -1 to below 1; another stream gives other numbers. */
  static float[] uniform(int stream, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = ((int) Philox.first(SEED, stream, i) >> 8) * 0x1p-23f;
    }
    return values;
  }

  /** Uniform in 0 to bound - 1. */
  static int[] indices(int stream, int count, int bound) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = (int) Math.unsignedMultiplyHigh(Philox.first(SEED, stream, i), bound);
    }
    return values;
  }

  /** Refuses an answer that differs in a bit: what computes something else has no speed. */
  static void check(String what, String name, MemorySegment found, float[] wanted) {
    int at = Arrays.mismatch(found.asSlice(0, 4L * wanted.length).toArray(ValueLayout.JAVA_FLOAT), wanted);
    if (at >= 0) {
      throw new IllegalStateException("%s, %s, element %d: found %s, wanted %s".formatted(what, name, at,
          found.getAtIndex(ValueLayout.JAVA_FLOAT, at), wanted[at]));
    }
  }

  /** Refuses an answer that is further from ours than rounding in another order explains. */
  static void checkNear(String what, MemorySegment found, MemorySegment wanted, double tolerance) {
    double difference = 0;
    double size = 0;
    for (long at = 0; at < wanted.byteSize(); at += Float.BYTES) {
      double ours = wanted.get(ValueLayout.JAVA_FLOAT, at);
      difference += Math.pow(found.get(ValueLayout.JAVA_FLOAT, at) - ours, 2);
      size += ours * ours;
    }
    double distance = Math.sqrt(difference / size);
    if (!(distance <= tolerance)) {
      throw new IllegalStateException("%s: found a relative distance of %s from our product, wanted at most %s".formatted(what, distance,
          tolerance));
    }
  }
}
