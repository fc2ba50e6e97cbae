package org.electra4j.experiments.bench;

/**
 * What one call of a benchmark has to do at least; NaN for what does not rule or has no meaning.
 *
 * @param operations on single numbers, a fused multiply-add counted as two
 * @param bytes that cross the bus to memory, each operand once, twice where it is written without being read, as
 *     {@link org.electra4j.simd.CopyBandwidth} counts
 * @param tokens trained on
 * @param textBytes of UTF-8 text read
 */
record Work(double operations, double bytes, double tokens, double textBytes) {

  /** Bound by arithmetic or by memory, whichever takes longer. */
  static Work of(double operations, double bytes) {
    return new Work(operations, bytes, Double.NaN, Double.NaN);
  }

  /** Bound by arithmetic. */
  static Work arithmetic(double operations) {
    return of(operations, Double.NaN);
  }

  /** A training step. */
  static Work training(double operations, double tokens) {
    return new Work(operations, Double.NaN, tokens, Double.NaN);
  }

  /** Training on so many tokens, whose arithmetic is not counted. */
  static Work tokens(double tokens) {
    return new Work(Double.NaN, Double.NaN, tokens, Double.NaN);
  }

  /** Something done with text, which has no limit to be compared with. */
  static Work text(double bytes) {
    return new Work(Double.NaN, Double.NaN, Double.NaN, bytes);
  }
}
