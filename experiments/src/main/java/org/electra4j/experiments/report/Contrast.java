package org.electra4j.experiments.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A difference between cells: the sum of their scores, each with a weight.
 *
 * @param name such as "1/4 − 1"
 * @param weights by cell; they add up to zero
 */
record Contrast(String name, SequencedMap<String, Integer> weights) {

  Contrast {
    if (weights.values().stream().mapToInt(Integer::intValue).sum() != 0) {
      throw new IllegalArgumentException("weights are " + weights + ": expected a sum of zero");
    }
  }

  /** How far the first lies above the second. */
  static Contrast of(String first, String second) {
    SequencedMap<String, Integer> weights = new LinkedHashMap<>();
    weights.put(first, 1);
    weights.put(second, -1);
    return new Contrast(first + " − " + second, weights);
  }

  /** How far the difference between two cells lies above that between two others, which may share a cell. */
  static Contrast ofDifferences(String first, String second, String third, String fourth) {
    SequencedMap<String, Integer> weights = new LinkedHashMap<>();
    weights.put(first, 1);
    weights.merge(second, -1, Integer::sum);
    weights.merge(third, -1, Integer::sum);
    weights.merge(fourth, 1, Integer::sum);
    return new Contrast("(%s − %s) − (%s − %s)".formatted(first, second, third, fourth), weights);
  }

  /** Every one of these beside every one of those. */
  static List<Contrast> pairs(Collection<String> these, Collection<String> those) {
    return these.stream().flatMap(first -> those.stream().map(second -> of(first, second))).toList();
  }
}
