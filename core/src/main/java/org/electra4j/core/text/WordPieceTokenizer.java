package org.electra4j.core.text;

import java.util.Arrays;

/**
 * Token ids of a text: normalised words, each cut into the longest pieces of the vocabulary from left to right.
 *
 * <p>A word that cannot be cut whole, or that has more than 100 code points, is one [UNK]. Special tokens are not looked for: "[MASK]" in
 * a text is a bracket, a word and a bracket, so that no corpus can smuggle one in. Immutable, safe for use by several threads.
 */
public final class WordPieceTokenizer {
  /** Hugging Face's bound; the published code's is 200. */
  public static final int MAX_WORD = 100;

  private final Vocabulary vocabulary;
  private final TextNormalizer normalizer;
  private final PieceTrie trie;
  private final int unknown;

  /** Over a vocabulary, whose case should be that of the normaliser. */
  public WordPieceTokenizer(Vocabulary vocabulary, TextNormalizer normalizer) {
    this.vocabulary = vocabulary;
    this.normalizer = normalizer;
    this.trie = new PieceTrie(vocabulary);
    this.unknown = vocabulary.unknown();
  }

  /** What the ids count in. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** What makes the words. */
  public TextNormalizer normalizer() {
    return normalizer;
  }

  /** Token ids of the text, without special tokens around them. */
  public int[] encode(CharSequence text) {
    WordCursor words = normalizer.cursor(text);
    int[] ids = new int[16 + text.length() / 3];
    int count = 0;
    while (words.next()) {
      int length = words.length();
      boolean tooLong = length > MAX_WORD && Character.codePointCount(words.word(), 0, length) > MAX_WORD;
      if (count + (tooLong ? 1 : length) > ids.length) {
        ids = Arrays.copyOf(ids, 2 * ids.length + length);
      }
      int pieces = tooLong ? PieceTrie.NONE : trie.cut(words.word(), length, ids, count);
      if (pieces == PieceTrie.NONE) {
        ids[count] = unknown;
        pieces = 1;
      }
      count += pieces;
    }
    return Arrays.copyOf(ids, count);
  }
}
