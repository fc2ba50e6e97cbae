package org.electra4j.core.data;

/**
 * One batch of packed examples.
 *
 * @param size number of examples
 * @param length positions per example
 * @param ids token ids, [size * length], padded with the vocabulary's pad id
 * @param segmentIds 0 or 1, [size * length]
 * @param lengths positions that are not padding, [size]
 */
public record Batch(int size, int length, int[] ids, int[] segmentIds, int[] lengths) {}
