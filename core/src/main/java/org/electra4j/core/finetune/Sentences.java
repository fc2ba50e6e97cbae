package org.electra4j.core.finetune;

import java.util.ArrayList;
import java.util.List;

/**
 * Sentences of a paragraph, by a simple rule: a full stop, question or exclamation mark ends one if a space follows, and then an
 * upper-case letter or one of a script without cases. The full-width marks of Chinese and Japanese end one whatever follows.
 *
 * <p>A full stop after a single letter, or several of them between full stops (as in "i.e."), ends none. What the rule misses stays joined.
 */
final class Sentences {
  private static final String FULL_WIDTH = "\u3002\uff01\uff1f";

  private Sentences() {}

  /** In their order, none empty. */
  static List<String> of(String paragraph) {
    List<String> sentences = new ArrayList<>();
    int from = 0;
    for (int i = 0; i + 2 < paragraph.length(); i++) {
      if (FULL_WIDTH.indexOf(paragraph.charAt(i)) >= 0 || ends(paragraph, from, i)) {
        sentences.add(paragraph.substring(from, i + 1));
        from = i + 1;
      }
    }
    sentences.add(paragraph.substring(from));
    return sentences.stream().map(String::strip).filter(sentence -> !sentence.isEmpty()).toList();
  }

  private static boolean ends(String text, int from, int mark) {
    char character = text.charAt(mark);
    if (character != '.' && character != '!' && character != '?') {
      return false;
    }
    if (text.charAt(mark + 1) != ' ' || !mayBegin(text.codePointAt(mark + 2))) {
      return false;
    }
    return character != '.' || !initials(text.substring(Math.max(from, text.lastIndexOf(' ', mark) + 1), mark));
  }

  private static boolean mayBegin(int letter) {
    return Character.isUpperCase(letter) || Character.isLetter(letter) && !Character.isLowerCase(letter);
  }

  /** Whether a word is single letters with full stops between them. */
  private static boolean initials(String word) {
    int first = word.startsWith("(") ? 1 : 0;
    for (int i = first; i < word.length(); i++) {
      if ((word.charAt(i) == '.') != ((i - first) % 2 == 1)) {
        return false;
      }
    }
    return (word.length() - first) % 2 == 1 && Character.isLetter(word.charAt(first));
  }
}
