package org.electra4j.core.finetune;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;

/**
 * Draws as many candidates of each class, for training and for scoring, so that no text can be known from elsewhere.
 *
 * <p>Left out are texts that stand on both sides of the split or under two labels; of repeated ones the first is kept. Upper and lower case
 * count as the same text.
 */
final class BalancedSample {
  /** Fixed: a task is the same whatever the seed of a fine-tuning. */
  private static final long SEED = 20_200_323;

  /**
   * What may become an example.
   *
   * @param heldOut whether it may be scored, or else trained on
   * @param label number of its class
   * @param texts one or two
   */
  record Candidate(boolean heldOut, int label, List<String> texts) {
    private List<String> keys() {
      return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    }
  }

  private final int classes;
  private final List<Candidate> usable = new ArrayList<>();

  BalancedSample(int classes, List<Candidate> candidates) {
    this.classes = classes;
    Map<String, Candidate> firsts = new HashMap<>();
    Set<String> ambiguous = new HashSet<>();
    for (Candidate candidate : candidates) {
      for (String key : candidate.keys()) {
        Candidate first = firsts.putIfAbsent(key, candidate);
        if (first != null && (first.heldOut != candidate.heldOut || first.label != candidate.label)) {
          ambiguous.add(key);
        }
      }
    }
    Set<String> used = new HashSet<>(ambiguous);
    for (Candidate candidate : candidates) {
      List<String> keys = candidate.keys();
      if (keys.stream().noneMatch(used::contains)) {
        usable.add(candidate);
      }
      used.addAll(keys);
    }
  }

  /** As many of each class, at most {@code most} in all, the classes taking turns; empty if a class has none. */
  List<Candidate> draw(boolean heldOut, int most) {
    List<List<Candidate>> byClass = IntStream.range(0, classes)
        .mapToObj(label -> shuffled(usable.stream().filter(each -> each.heldOut == heldOut && each.label == label).toList(),
            new Draws(SEED, 2L * label + (heldOut ? 1 : 0))))
        .toList();
    int each = Math.min(most / classes, byClass.stream().mapToInt(List::size).min().orElseThrow());
    return IntStream.range(0, each * classes).mapToObj(i -> byClass.get(i % classes).get(i / classes)).toList();
  }

  private static List<Candidate> shuffled(List<Candidate> candidates, Draws draws) {
    List<Candidate> shuffled = new ArrayList<>(candidates);
    draws.shuffle(Purpose.TASK_DATA, 0, shuffled);
    return shuffled;
  }
}
