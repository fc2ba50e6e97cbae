package org.electra4j.core.train;

import org.electra4j.core.model.ElectraLosses;

/**
 * What was measured on a part of a batch.
 *
 * @param losses the part's share of the batch's
 * @param replaced tokens that differ from the text
 */
record ShardResult(ElectraLosses losses, long replaced) {
  static final ShardResult NONE = new ShardResult(ElectraLosses.NONE, 0);
  /** Doubles of one, as processes tell them each other. */
  static final int NUMBERS = 4;

  ShardResult plus(ShardResult other) {
    return new ShardResult(losses.plus(other.losses), replaced + other.replaced);
  }

  void put(double[] numbers, int shard) {
    int at = shard * NUMBERS;
    numbers[at] = losses.total();
    numbers[at + 1] = losses.maskedLm();
    numbers[at + 2] = losses.prediction();
    numbers[at + 3] = replaced;
  }

  static ShardResult get(double[] numbers, int shard) {
    int at = shard * NUMBERS;
    return new ShardResult(new ElectraLosses(numbers[at], numbers[at + 1], numbers[at + 2]), (long) numbers[at + 3]);
  }
}
