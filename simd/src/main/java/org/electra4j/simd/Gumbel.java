package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * A draw from a softmax by the Gumbel trick: the column whose logit plus noise is largest.
 *
 * <p>The noise of a word n of 31 bits is g = -log(-log(1 - v)) with v = (n + 1/2) / 2^31. Two logarithms for each of thirty thousand
 * columns are dear, and nearly always in vain: since -log(1 - v) is at least v, g is at most -log v, and the exponent and mantissa of v,
 * read as one integer, bound -log v from above within 0.06. Only columns which that bound lets hope to win are computed, so the choice is
 * the one that computing all of them would make.
 */
final class Gumbel {
  /** Columns whose words are made at a time. */
  private static final int CHUNK = 4096;
  private static final int WORDS = Philox.BLOCK_BYTES / Integer.BYTES;
  private static final int COLUMN_BITS = 20;
  private static final int BITS = 31;
  /** The largest v, where 1 - v is still positive. */
  private static final float MOST = 1 - 0x1p-24f;
  /** -log v <= LN2 (31 + 127) - LN2 2^-23 (bits of n as a float), for log2(1 + f) >= f; more than all roundings is added. */
  private static final float BOUND_START = (float) (0.6931471805599453 * (BITS + 127) + 0.001);
  private static final float BOUND_SLOPE = (float) (-0.6931471805599453 * 0x1p-23);

  private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, VectorShape.forBitSize(Lanes.F32.vectorBitSize()));

  private Gumbel() {}

  static void check(int rows, int columns, float temperature, long firstRow) {
    if (!(temperature > 0 && temperature < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature: found " + temperature + ", wanted a positive, finite number");
    }
    if (columns > WORDS << COLUMN_BITS) {
      throw new IllegalArgumentException("columns: found " + columns + ", wanted at most " + (WORDS << COLUMN_BITS));
    }
    long rowsAddressed = 1L << (Long.SIZE - COLUMN_BITS);
    if (firstRow < 0 || firstRow > rowsAddressed - rows) {
      throw new IllegalArgumentException("firstRow: found " + firstRow + " with " + rows + " rows, wanted rows 0 to below "
          + rowsAddressed);
    }
  }

  static long scratchBytes(int columns) {
    return Philox.fillBytes(Math.ceilDiv(Math.min(columns, CHUNK), WORDS));
  }

  /** The noise of one word, of which the last bit is not used. */
  static float noise(int word) {
    float v = Math.min(((float) (word >>> 1) + 0.5f) * 0x1p-31f, MOST);
    float w = 1 - v;
    // 1 - v was rounded; what that lost is added to the logarithm. (1 - w is exact.)
    float minusLog = (v - (1 - w)) / w - PolynomialMath.log(w);
    return -PolynomialMath.log(minusLog);
  }

  /** {@link #bound(IntVector)} of one word. */
  static float bound(int word) {
    int bits = Float.floatToRawIntBits((float) (word >>> 1));
    return Math.fma((float) bits, BOUND_SLOPE, BOUND_START);
  }

  /** At least the noise of each word. */
  private static FloatVector bound(IntVector words) {
    FloatVector n = (FloatVector) words.lanewise(VectorOperators.LSHR, 1).convert(VectorOperators.I2F, 0);
    FloatVector bits = (FloatVector) n.reinterpretAsInts().convert(VectorOperators.I2F, 0);
    return bits.fma(Floats.all(BOUND_SLOPE), Floats.all(BOUND_START));
  }

  /** The column of the largest logit / temperature + noise in a row that begins at byte {@code first}. */
  static int choose(MemorySegment logits, long first, int columns, float temperature, long key, long stream, long row,
      MemorySegment words) {
    int chosen = 0;
    float most = Float.NEGATIVE_INFINITY;
    for (int from = 0; from < columns; from += CHUNK) {
      int count = Math.min(CHUNK, columns - from);
      Philox.fill(key, stream, row << COLUMN_BITS | from / WORDS, Math.ceilDiv(count, WORDS), words, 0);
      int at = 0;
      while (true) {
        at = nextHopeful(logits, first + from * 4L, at, count, temperature, words, most);
        if (at >= count) {
          break;
        }
        float value = value(logits, first + from * 4L, at, temperature, words);
        if (value > most) {
          most = value;
          chosen = from + at;
        }
        at++;
      }
    }
    return chosen;
  }

  private static float value(MemorySegment logits, long first, int column, float temperature, MemorySegment words) {
    int word = words.get(WORD, column * 4L);
    return Floats.get(logits, first + column * 4L) / temperature + noise(word);
  }

  /** The first column from {@code from} on whose value may exceed {@code most}; count or more if there is none. */
  private static int nextHopeful(MemorySegment logits, long first, int from, int count, float temperature, MemorySegment words,
      float most) {
    FloatVector best = Floats.all(most);
    FloatVector t = Floats.all(temperature);
    int at = from;
    for (; at + Floats.LANES <= count; at += Floats.LANES) {
      FloatVector noise = bound(IntVector.fromMemorySegment(I32, words, at * 4L, ByteOrder.LITTLE_ENDIAN));
      VectorMask<Float> hopeful = Floats.load(logits, first + at * 4L).div(t).add(noise).compare(VectorOperators.GT, best);
      if (hopeful.anyTrue()) {
        return at + hopeful.firstTrue();
      }
    }
    for (; at < count; at++) {
      if (value(logits, first, at, temperature, words) > most) {
        break;
      }
    }
    return at;
  }
}
