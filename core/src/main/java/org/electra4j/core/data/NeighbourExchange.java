package org.electra4j.core.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;

/**
 * Exchanges the second segments of pairs of different documents, so that every segment still stands in one example. Pairs wait for a
 * partner in a pool; one for which none from another document is left stays as it was.
 */
final class NeighbourExchange {
  private static final int POOL = 1024;

  private record Waiting(long document, Example example) {}

  private final Draws draws;
  private final List<Waiting> pool = new ArrayList<>();
  private long drawn;

  NeighbourExchange(long seed) {
    draws = new Draws(seed, 0);
  }

  /** Takes a true pair of a document; gives two false ones whenever the pool is full. */
  void add(long document, Example example, Consumer<Example> consumer) {
    pool.add(new Waiting(document, example));
    if (pool.size() > POOL) {
      exchange(consumer);
    }
  }

  /** Gives all that still wait. */
  void finish(Consumer<Example> consumer) {
    while (!pool.isEmpty()) {
      exchange(consumer);
    }
  }

  /** The pair that waits longest, with one drawn among those of other documents; as it is, if there are none. */
  private void exchange(Consumer<Example> consumer) {
    Waiting first = pool.removeFirst();
    List<Waiting> others = pool.stream().filter(waiting -> waiting.document != first.document).toList();
    if (others.isEmpty()) {
      consumer.accept(first.example);
      return;
    }
    Waiting second = others.get(draws.below(Purpose.FALSE_NEIGHBOURS, drawn++, others.size()));
    pool.remove(second);
    consumer.accept(joined(first.example, second.example));
    consumer.accept(joined(second.example, first.example));
  }

  /** The first segment of one pair with the second of another, [SEP] and all. */
  private static Example joined(Example first, Example second) {
    int firstSize = first.secondSegment();
    int secondSize = second.ids().length - second.secondSegment();
    int[] ids = new int[firstSize + secondSize];
    System.arraycopy(first.ids(), 0, ids, 0, firstSize);
    System.arraycopy(second.ids(), second.secondSegment(), ids, firstSize, secondSize);
    return new Example(ids, firstSize, true);
  }
}
