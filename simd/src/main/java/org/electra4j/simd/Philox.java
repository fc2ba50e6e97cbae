package org.electra4j.simd;

/** Philox4x32-10: random words as a function of key and counter. */
public final class Philox {
  private Philox() {}

  /** Words 0 and 1 of the block in the low and high half of the result: {@code low | high << 32}. */
  public static long first(long key, long stream, long index) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Words 2 and 3 of the block. */
  public static long second(long key, long stream, long index) {
    throw new UnsupportedOperationException("not yet");
  }
}
