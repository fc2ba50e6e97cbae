package org.electra4j.core.text;

/** Greedy longest-match word pieces. Safe for use by several threads. */
public final class WordPieceTokenizer {
  public WordPieceTokenizer(Vocabulary vocabulary, TextNormalizer normalizer) { throw new UnsupportedOperationException("not yet"); }
  public Vocabulary vocabulary() { throw new UnsupportedOperationException("not yet"); }
  public TextNormalizer normalizer() { throw new UnsupportedOperationException("not yet"); }
  /** Token ids of the text, without special tokens. */
  public int[] encode(CharSequence text) { throw new UnsupportedOperationException("not yet"); }
}
