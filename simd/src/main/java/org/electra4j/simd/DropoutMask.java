package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Which elements of a matrix are dropped: a function of addresses, so nothing is stored and backward asks again.
 *
 * <p>Element (row, column) of a matrix of any width takes 16 bits of Philox block (key, stream, site, firstRow + row, column / 8): the
 * block's index is {@code site << 52 | (firstRow + row) * ceil(columns / 8) + column / 8}, and of its eight pieces of 16 bits, lowest bits
 * first, word 0 first, the element takes piece column % 8. It is kept if that number, unsigned, is at least rate * 65536, rounded; then it
 * is multiplied by 1 / (1 - rate).
 *
 * @param rate share of elements dropped, from 0 to below 1; 0 draws nothing
 * @param key Philox key
 * @param stream high half of the counter: purpose and step
 * @param site which dropout of the network, below 2^12
 * @param firstRow row of the whole batch at which the matrix begins
 */
public record DropoutMask(float rate, long key, long stream, int site, long firstRow) {

  /** Drops nothing. */
  public static final DropoutMask NONE = new DropoutMask(0, 0, 0, 0, 0);

  private static final int SITE_SHIFT = 52;
  private static final int SITES = 1 << 12;
  private static final int PIECES = 8;
  private static final int PIECE_VALUES = 1 << 16;
  /** {@link #multipliers} writes whole multiples of this many floats, whatever the width: as many as {@link Philox#fill} has pieces. */
  private static final int STEP = Philox.FILL_BLOCKS * PIECES;

  private static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, VectorShape.forBitSize(Lanes.F32.vectorBitSize()));
  private static final VectorSpecies<Short> I16 = VectorSpecies.of(short.class, VectorShape.forBitSize(Lanes.F32.vectorBitSize() / 2));

  /** Checks the ranges. */
  public DropoutMask {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("rate: found " + rate + ", wanted 0 to below 1");
    }
    if (site < 0 || site >= SITES) {
      throw new IllegalArgumentException("site: found " + site + ", wanted 0 to " + (SITES - 1));
    }
    if (firstRow < 0 || firstRow >= 1L << SITE_SHIFT) {
      throw new IllegalArgumentException("firstRow: found " + firstRow + ", wanted 0 to below 2^" + SITE_SHIFT);
    }
  }

  /** Whether anything can be dropped. */
  public boolean active() {
    return rate > 0;
  }

  /** What kept elements are multiplied by. */
  public float scale() {
    return 1f / (1f - rate);
  }

  /** Elements whose 16 bits are below this are dropped. */
  public int threshold() {
    return Math.round(rate * PIECE_VALUES);
  }

  /**
   * Philox index of the block that holds the first eight elements of a row of {@code columns}.
   *
   * @throws IllegalArgumentException if it would reach into the bits of the site
   */
  public long index(long row, int columns) {
    long within = Math.multiplyExact(firstRow + row, (long) Math.ceilDiv(columns, PIECES));
    if (within + columns >= 1L << SITE_SHIFT) {
      throw new IllegalArgumentException("row " + (firstRow + row) + " of " + columns + " columns: found block " + within
          + ", wanted blocks below 2^" + SITE_SHIFT);
    }
    return (long) site << SITE_SHIFT | within;
  }

  /** Bytes of memory that {@link #multipliers} writes for a row of {@code columns}. */
  static long multiplierBytes(int columns) {
    return (long) Math.ceilDiv(columns, STEP) * STEP * Float.BYTES;
  }

  /**
   * Writes what the elements of a row are to be multiplied by, 0 or {@link #scale}, as floats from {@code offset} on; some floats behind
   * the row are overwritten, {@link #multiplierBytes} in all.
   */
  void multipliers(long row, int columns, MemorySegment scratch, long offset) {
    // The words, half as long as the floats made of them, go to the second half of the memory; the floats, in ascending order, never
    // overtake them.
    long words = offset + multiplierBytes(columns) / 2;
    Philox.fill(key, stream, index(row, columns), Math.ceilDiv(columns, PIECES), scratch, words);
    expand(threshold(), scale(), scratch, words, offset, offset + multiplierBytes(columns));
  }

  private static void expand(int threshold, float scale, MemorySegment memory, long words, long offset, long end) {
    FloatVector kept = FloatVector.broadcast(Lanes.F32, scale);
    for (long at = offset; at < end; at += Lanes.F32.vectorByteSize(), words += I16.vectorByteSize()) {
      ShortVector pieces = ShortVector.fromMemorySegment(I16, memory, words, ByteOrder.LITTLE_ENDIAN);
      IntVector values = (IntVector) pieces.convertShape(VectorOperators.ZERO_EXTEND_S2I, I32, 0);
      // All ones below the threshold, else zero: plain integer arithmetic where a mask would do, but cheaper than a blend.
      IntVector dropped = values.sub(threshold).lanewise(VectorOperators.ASHR, Integer.SIZE - 1);
      kept.reinterpretAsInts().lanewise(VectorOperators.AND_NOT, dropped).reinterpretAsFloats()
          .intoMemorySegment(memory, at, ByteOrder.nativeOrder());
    }
  }
}
