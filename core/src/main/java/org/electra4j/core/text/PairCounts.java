package org.electra4j.core.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * How often each pair of neighbouring pieces occurs in weighted words, kept while pairs are merged.
 *
 * <p>A merge visits only words that hold its pair. The queue is corrected late: an entry promises at least the pair's count, and is put
 * back with the true count when it comes up.
 */
final class PairCounts {
  private static final Comparator<Entry> MOST_FREQUENT_FIRST = Comparator.comparingLong((Entry entry) -> -entry.count)
      .thenComparingInt(entry -> entry.pair.left).thenComparingInt(entry -> entry.pair.right);

  private final List<int[]> words = new ArrayList<>();
  private final List<Long> weights = new ArrayList<>();
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Entry> queue = new PriorityQueue<>(MOST_FREQUENT_FIRST);
  private boolean filled;

  /** Two pieces side by side. */
  static final class Pair {
    private final int left;
    private final int right;
    private long count;
    /** The largest count promised by its entries in the queue. */
    private long queued;
    /** Words that hold it, or held it once: [wordCount]. */
    private int[] words = new int[2];
    private int wordCount;

    private Pair(int left, int right) {
      this.left = left;
      this.right = right;
    }

    /** Id of the first piece. */
    int left() {
      return left;
    }

    /** Id of the second piece. */
    int right() {
      return right;
    }

    private void standsIn(int word) {
      if (wordCount > 0 && words[wordCount - 1] == word) {
        return;
      }
      if (wordCount == words.length) {
        words = Arrays.copyOf(words, 2 * wordCount);
      }
      words[wordCount++] = word;
    }
  }

  private record Entry(Pair pair, long count) {}

  /** Takes a word in, before the first merge. */
  void addWord(int[] pieces, long weight) {
    words.add(pieces);
    weights.add(weight);
    for (int i = 1; i < pieces.length; i++) {
      Pair pair = pair(pieces[i - 1], pieces[i]);
      pair.count += weight;
      pair.standsIn(words.size() - 1);
    }
  }

  /** The most frequent pair, of equally frequent ones that with the smallest ids; null if none occurs so often. */
  Pair mostFrequent(long minFrequency) {
    if (!filled) {
      pairs.values().forEach(this::enqueue);
      filled = true;
    }
    while (!queue.isEmpty()) {
      Entry entry = queue.poll();
      Pair pair = entry.pair;
      if (entry.count == pair.count) {
        pair.queued = 0;
        return pair.count >= minFrequency ? pair : null;
      }
      if (entry.count == pair.queued) {
        pair.queued = 0;
        enqueue(pair);
      }
    }
    return null;
  }

  /** Puts the merged piece in the place of the pair, in each word from left to right. */
  void merge(Pair pair, int merged) {
    List<Pair> grown = new ArrayList<>();
    for (int i = 0; i < pair.wordCount; i++) {
      int word = pair.words[i];
      int[] before = words.get(word);
      int[] after = replaced(before, pair, merged);
      if (after.length == before.length) {
        continue;
      }
      words.set(word, after);
      long weight = weights.get(word);
      for (int piece = 1; piece < before.length; piece++) {
        pair(before[piece - 1], before[piece]).count -= weight;
      }
      for (int piece = 1; piece < after.length; piece++) {
        Pair neighbours = pair(after[piece - 1], after[piece]);
        neighbours.count += weight;
        if (neighbours.left == merged || neighbours.right == merged) {
          neighbours.standsIn(word);
          grown.add(neighbours);
        }
      }
    }
    grown.forEach(this::enqueue);
  }

  private static int[] replaced(int[] pieces, Pair pair, int merged) {
    int[] result = new int[pieces.length];
    int length = 0;
    for (int i = 0; i < pieces.length; i++) {
      boolean here = pieces[i] == pair.left && i + 1 < pieces.length && pieces[i + 1] == pair.right;
      result[length++] = here ? merged : pieces[i];
      i += here ? 1 : 0;
    }
    return length == pieces.length ? pieces : Arrays.copyOf(result, length);
  }

  private void enqueue(Pair pair) {
    if (pair.count > pair.queued) {
      pair.queued = pair.count;
      queue.add(new Entry(pair, pair.count));
    }
  }

  private Pair pair(int left, int right) {
    return pairs.computeIfAbsent((long) left << 32 | right, key -> new Pair(left, right));
  }
}
