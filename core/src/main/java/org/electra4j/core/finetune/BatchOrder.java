package org.electra4j.core.finetune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;

/**
 * Which examples go together: neighbours in length, so that little padding is computed.
 *
 * <p>An epoch shuffles all examples, takes pools of {@link #BATCHES_PER_POOL} batches in that order, sorts each pool by length, cuts it
 * into batches and shuffles these. Each example is there once an epoch; one batch holds what the batch size leaves over.
 */
final class BatchOrder {
  /** The longer, the less padding, and the more alike are the examples of a batch. */
  static final int BATCHES_PER_POOL = 50;

  /** Draws for the order of batches begin here, beyond those for the order of examples. */
  private static final long BATCH_DRAWS = 1L << 32;

  private BatchOrder() {}

  /** Places of the examples of each batch of an epoch; the draws' step is the epoch. */
  static List<int[]> epoch(int[] lengths, int batchSize, Draws draws) {
    List<Integer> order = new ArrayList<>(places(lengths));
    draws.shuffle(Purpose.TASK_ORDER, 0, order);
    int poolSize = batchSize * BATCHES_PER_POOL;
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < order.size(); from += poolSize) {
      batches.addAll(byLength(order.subList(from, Math.min(order.size(), from + poolSize)), lengths, batchSize));
    }
    draws.shuffle(Purpose.TASK_ORDER, BATCH_DRAWS, batches);
    return batches;
  }

  /** Places of the examples of each batch, all examples in ascending length. */
  static List<int[]> byLength(int[] lengths, int batchSize) {
    return byLength(places(lengths), lengths, batchSize);
  }

  private static List<Integer> places(int[] lengths) {
    return IntStream.range(0, lengths.length).boxed().toList();
  }

  private static List<int[]> byLength(List<Integer> places, int[] lengths, int batchSize) {
    int[] sorted = places.stream().sorted(Comparator.comparingInt(place -> lengths[place])).mapToInt(Integer::intValue).toArray();
    return IntStream.range(0, Math.ceilDiv(sorted.length, batchSize))
        .mapToObj(batch -> IntStream.range(batch * batchSize, Math.min(sorted.length, (batch + 1) * batchSize)).map(i -> sorted[i])
            .toArray())
        .toList();
  }
}
