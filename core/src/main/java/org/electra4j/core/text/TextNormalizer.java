package org.electra4j.core.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into words and punctuation marks as BERT does, to the code point as Hugging Face's fast tokenizers do it.
 *
 * <p>In this order: control, format and private-use characters vanish; white space separates words; a CJK ideograph is a word of its own
 * (Hangul and Kana are not); accents go, by canonical decomposition without the marks; each character becomes its lower case; a
 * punctuation mark is a word of its own. The result does not depend on the JDK's Unicode version, nor on the locale.
 *
 * <p>Stripping decomposes Hangul syllables to their letters and takes the dots from Kana: for Korean or Japanese leave it off.
 *
 * @param lowerCase each character becomes its lower case, whatever stands beside it
 * @param stripAccents accents are taken off; with or without lower case
 */
public record TextNormalizer(boolean lowerCase, boolean stripAccents) {

  /** Words and punctuation marks of the text, in order. Unpaired surrogates vanish. */
  public List<String> words(CharSequence text) {
    List<String> words = new ArrayList<>();
    WordCursor cursor = cursor(text);
    while (cursor.next()) {
      words.add(new String(cursor.word(), 0, cursor.length()));
    }
    return words;
  }

  /** The same words, one at a time and without strings. */
  WordCursor cursor(CharSequence text) {
    return new WordCursor(CharacterTable.of(lowerCase, stripAccents), text.toString());
  }
}
