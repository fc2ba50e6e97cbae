package org.electra4j.core.data;

/**
 * One batch of packed examples.
 *
 * @param size number of examples
 * @param length positions per example
 * @param ids token ids, [size * length], padded with the vocabulary's pad id
 * @param segmentIds 0 or 1, [size * length]
 * @param lengths positions that are not padding, [size]
 * @param falseNeighbours whether the second segment is from another document than the first, [size]
 */
public record Batch(int size, int length, int[] ids, int[] segmentIds, int[] lengths, boolean[] falseNeighbours) {

  /** With second segments that all follow the first. */
  public Batch(int size, int length, int[] ids, int[] segmentIds, int[] lengths) {
    this(size, length, ids, segmentIds, lengths, new boolean[size]);
  }

  /** The same with other tokens. */
  public Batch withIds(int[] ids) {
    return new Batch(size, length, ids, segmentIds, lengths, falseNeighbours);
  }
}
