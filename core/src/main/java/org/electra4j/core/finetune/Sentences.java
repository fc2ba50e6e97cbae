package org.electra4j.core.finetune;

import java.util.ArrayList;
import java.util.List;

/**
 * Sentences of a paragraph, by a simple rule: a full stop, question or exclamation mark ends one if a space and an upper-case letter
 * follow.
 *
 * <p>A full stop after a single letter, or several of them between full stops (as in "i.e."), ends none. What the rule misses stays joined.
 */
final class Sentences {
  private Sentences() {}

  /** In their order, none empty. */
  static List<String> of(String paragraph) {
    List<String> sentences = new ArrayList<>();
    int from = 0;
    for (int i = 0; i + 2 < paragraph.length(); i++) {
      if (ends(paragraph, from, i)) {
        sentences.add(paragraph.substring(from, i + 1));
        from = i + 2;
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
    if (text.charAt(mark + 1) != ' ' || !Character.isUpperCase(text.codePointAt(mark + 2))) {
      return false;
    }
    return character != '.' || !initials(text.substring(Math.max(from, text.lastIndexOf(' ', mark) + 1), mark));
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
