package org.electra4j.core.data;

import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;

/**
 * The batch of a step as a function of seed and step: each epoch is a permutation of the examples, so resuming is a number.
 *
 * <p>Keeps the permutations it used last, hence for one thread at a time.
 */
public final class BatchStream {
  private final PackedDataset dataset;
  private final int batchSize;
  private final long seed;
  /** Permutations of the latest even and odd epoch, since a batch may lie in two. */
  private final int[][] orders;
  private final long[] epochs = {-1, -1};

  /**
   * Batches of a dataset.
   *
   * @throws IllegalArgumentException if the batch size is below 1, or the dataset has more examples than an array
   */
  public BatchStream(PackedDataset dataset, int batchSize, long seed) {
    if (batchSize < 1 || (long) batchSize * dataset.length() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("batch size " + batchSize + ": wanted at least 1, and at most 2^31 - 1 positions per batch");
    }
    if (dataset.examples() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("dataset of " + dataset.examples() + " examples: wanted at most 2^31 - 1");
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.seed = seed;
    orders = new int[2][(int) dataset.examples()];
  }

  /** The batch of step s; consecutive steps walk through the epoch's permutation, an epoch's remainder is completed by the next epoch. */
  public Batch at(long step) {
    if (step < 0) {
      throw new IllegalArgumentException("step " + step + ": wanted 0 or more");
    }
    long examples = dataset.examples();
    long first = Math.multiplyExact(step, (long) batchSize);
    int positions = batchSize * dataset.length();
    Batch batch = new Batch(batchSize, dataset.length(), new int[positions], new int[positions], new int[batchSize]);
    for (int row = 0; row < batchSize; row++) {
      long place = first + row;
      dataset.read(order(place / examples)[(int) (place % examples)], row, batch);
    }
    return batch;
  }

  private int[] order(long epoch) {
    int slot = (int) (epoch & 1);
    if (epochs[slot] != epoch) {
      shuffle(orders[slot], new Draws(seed, epoch));
      epochs[slot] = epoch;
    }
    return orders[slot];
  }

  /** Fisher and Yates, inside out: element i takes a chance place among the first i + 1, and what stood there moves to place i. */
  private static void shuffle(int[] order, Draws draws) {
    for (int i = 0; i < order.length; i++) {
      int place = draws.below(Purpose.DATA_ORDER, i, i + 1);
      order[i] = order[place];
      order[place] = i;
    }
  }
}
