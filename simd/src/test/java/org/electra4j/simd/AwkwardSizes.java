package org.electra4j.simd;

import java.util.stream.IntStream;

/** Sizes on which kernels break: nothing, one, one beside each vector length and tile, primes. */
final class AwkwardSizes {
  private AwkwardSizes() {}

  /** Lengths of one row or vector. */
  static IntStream lengths() {
    return IntStream.of(0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 127, 128, 129, 257, 1000,
        4095, 4096, 4097);
  }

  /** A few sizes for each of several dimensions at once. */
  static IntStream few() {
    return IntStream.of(1, 2, 3, 5, 7, 8, 13, 16, 17, 25, 31, 33);
  }
}
