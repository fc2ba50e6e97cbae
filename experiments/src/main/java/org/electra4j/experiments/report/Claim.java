package org.electra4j.experiments.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * Something that the paper says of its average GLUE score, and which of our cells would show it.
 *
 * @param text in our own words
 * @param where section, table or figure of the paper
 * @param contrasts each of which must lie above zero, or about zero where a margin is given
 * @param margin points of 100 within which cells count as equal; 0 for a claim that one is better
 */
record Claim(String text, String where, List<Contrast> contrasts, double margin) {

  Claim {
    contrasts = List.copyOf(contrasts);
    if (contrasts.isEmpty() || !(margin >= 0)) {
      throw new IllegalArgumentException("claim '%s' has %d contrasts and margin %s: expected one or more, and 0 or more"
          .formatted(text, contrasts.size(), margin));
    }
  }

  /** Every better cell lies above every worse one. */
  static Claim better(String text, String where, List<String> better, List<String> worse) {
    return new Claim(text, where, Contrast.pairs(better, worse), 0);
  }

  /** Two cells lie within a margin of each other. */
  static Claim close(String text, String where, String first, String second, double margin) {
    return new Claim(text, where, List.of(Contrast.of(first, second)), margin);
  }

  boolean equality() {
    return margin > 0;
  }

  SequencedSet<String> cells() {
    SequencedSet<String> cells = new LinkedHashSet<>();
    contrasts.forEach(contrast -> cells.addAll(contrast.weights().keySet()));
    return cells;
  }
}
