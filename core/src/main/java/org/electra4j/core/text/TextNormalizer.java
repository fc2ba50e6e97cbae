package org.electra4j.core.text;

/** BERT-compatible cleaning, CJK spacing, lower case, accents, punctuation (electra.md 5.2). */
public record TextNormalizer(boolean lowerCase, boolean stripAccents) {
  /** Words and punctuation marks of the text, in order. */
  public java.util.List<String> words(CharSequence text) { throw new UnsupportedOperationException("not yet"); }
}
