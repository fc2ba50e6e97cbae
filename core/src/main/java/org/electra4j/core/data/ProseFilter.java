package org.electra4j.core.data;

import java.util.List;
import java.util.Locale;
import org.electra4j.core.data.JdkProse.Kind;

/** Tells prose from what is code, a fragment or a licence. */
final class ProseFilter {
  private static final int MIN_DESCRIPTION_WORDS = 8;
  private static final int MIN_TAG_WORDS = 6;
  private static final int MIN_CHARS = 30;
  private static final double MIN_LETTERS = 0.85;
  private static final double MAX_CODE_CHARS = 0.02;
  private static final String CODE_CHARS = "{}<>=|\\_/@#$^*[]&~`";
  private static final String SENTENCE_ENDS = ".!?:";
  private static final String CLOSING = ")\"'";
  private static final List<String> LICENCE_MARKS = List.of("copyright", "all rights reserved", "permission is hereby granted",
      "redistribution and use", "redistributions ", "licensed under", "licensed to the", "warranties", "as is\"", "general public license",
      "apache license", "this software");

  private ProseFilter() {}

  /** The paragraph as it is kept, or null if it is not prose. The text of a tag is given the full stop that it often lacks. */
  static String keep(Kind kind, String paragraph) {
    String text = kind == Kind.DESCRIPTION || endsSentence(paragraph) || !endsWord(paragraph) ? paragraph : paragraph + ".";
    int minWords = kind == Kind.DESCRIPTION ? MIN_DESCRIPTION_WORDS : MIN_TAG_WORDS;
    return text.length() >= MIN_CHARS && endsSentence(text) && reads(text, minWords) && !licence(text) ? text : null;
  }

  private static boolean endsWord(String text) {
    return Character.isLetterOrDigit(text.charAt(text.length() - 1)) || CLOSING.indexOf(text.charAt(text.length() - 1)) >= 0;
  }

  private static boolean endsSentence(String text) {
    int last = text.length() - 1;
    while (last > 0 && CLOSING.indexOf(text.charAt(last)) >= 0) {
      last--;
    }
    return SENTENCE_ENDS.indexOf(text.charAt(last)) >= 0;
  }

  private static boolean reads(String text, int minWords) {
    int letters = 0;
    int words = 1;
    int codeChars = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ') {
        words++;
      } else if (Character.isLetter(c)) {
        letters++;
      } else if (CODE_CHARS.indexOf(c) >= 0) {
        codeChars++;
      }
    }
    int spaces = words - 1;
    return words >= minWords && letters + spaces >= MIN_LETTERS * text.length() && codeChars <= MAX_CODE_CHARS * text.length();
  }

  private static boolean licence(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String mark : LICENCE_MARKS) {
      if (lower.contains(mark)) {
        return true;
      }
    }
    return false;
  }
}
