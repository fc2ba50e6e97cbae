package org.electra4j.simd;

/**
 * Which elements of a matrix are dropped: a function of addresses, so nothing is stored and backward asks again.
 *
 * <p>Element (row, column) of a matrix of any width takes 16 bits of Philox block (key, stream, site, firstRow + row, column / 8).
 *
 * @param rate share of elements dropped; 0 draws nothing
 * @param key Philox key
 * @param stream high half of the counter: purpose and step
 * @param site which dropout of the network, below 2^12
 * @param firstRow row of the whole batch at which the matrix begins
 */
public record DropoutMask(float rate, long key, long stream, int site, long firstRow) {

  /** Drops nothing. */
  public static final DropoutMask NONE = new DropoutMask(0, 0, 0, 0, 0);

  /** Whether anything can be dropped. */
  public boolean active() {
    return rate > 0;
  }
}
