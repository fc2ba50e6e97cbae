package org.electra4j.core.data;

/** The batch of a step as a function of seed and step: each epoch is a permutation of the examples, so resuming is a number. */
public final class BatchStream {
  public BatchStream(PackedDataset dataset, int batchSize, long seed) { throw new UnsupportedOperationException("not yet"); }
  /** The batch of step s; consecutive steps walk through the epoch's permutation, an epoch's remainder is completed by the next epoch. */
  public Batch at(long step) { throw new UnsupportedOperationException("not yet"); }
}
