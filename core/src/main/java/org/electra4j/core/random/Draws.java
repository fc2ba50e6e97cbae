package org.electra4j.core.random;

import java.util.Collections;
import java.util.List;
import org.electra4j.simd.DropoutMask;
import org.electra4j.simd.Philox;

/**
 * Random draws of one step: a word is a function of (seed, purpose, step, index).
 *
 * @param seed the run's seed, Philox's key
 * @param step below 2^48
 */
public record Draws(long seed, long step) {

  /** Checks that the step fits its part of the address. */
  public Draws {
    if (step < 0 || step >= 1L << 48) {
      throw new IllegalArgumentException("step " + step + ": expected 0 to 2^48 - 1");
    }
  }

  /** The high half of the counter: purpose and step. */
  public long stream(Purpose purpose) {
    return (long) purpose.code() << 48 | step;
  }

  /** Sixty-four random bits. */
  public long bits(Purpose purpose, long index) {
    return Philox.first(seed, stream(purpose), index);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  public double uniform(Purpose purpose, long index) {
    return (bits(purpose, index) >>> 11) * 0x1p-53;
  }

  /** Uniform in 0 to bound - 1; the bias is below bound / 2^64. */
  public int below(Purpose purpose, long index, int bound) {
    return (int) Math.unsignedMultiplyHigh(bits(purpose, index), bound);
  }

  /** Puts a list into random order (Fisher and Yates, from its end); place i takes the draw {@code firstIndex + i}. */
  public void shuffle(Purpose purpose, long firstIndex, List<?> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, below(purpose, firstIndex + i, i + 1));
    }
  }

  /** Dropout number {@code site} of a network, for rows of the whole batch beginning at {@code firstRow}. */
  public DropoutMask dropout(Purpose purpose, int site, float rate, long firstRow) {
    return rate == 0 ? DropoutMask.NONE : new DropoutMask(rate, seed, stream(purpose), site, firstRow);
  }
}
