package org.electra4j.core.objective;

import org.electra4j.core.text.Vocabulary;

/**
 * Ids that masking treats in a way of their own.
 *
 * @param pad fills examples up
 * @param classifier stands first
 * @param separator ends a segment
 * @param mask replaces a masked token
 */
public record SpecialTokens(int pad, int classifier, int separator, int mask) {

  /** Those of a vocabulary. */
  public static SpecialTokens of(Vocabulary vocabulary) {
    return new SpecialTokens(vocabulary.pad(), vocabulary.classifier(), vocabulary.separator(), vocabulary.mask());
  }

  /** Whether a position holding this id may be masked; [UNK] may, as published. */
  boolean maskable(int id) {
    return id != pad && id != classifier && id != separator && id != mask;
  }
}
