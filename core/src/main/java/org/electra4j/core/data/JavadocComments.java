package org.electra4j.core.data;

import java.nio.charset.StandardCharsets;

/** Finds the documentation comments of a Java source file: a scanner that knows strings and other comments, so none deceives it. */
final class JavadocComments {
  private final byte[] source;
  private final Receiver receiver;
  private int at;

  /** Takes the comments. */
  @FunctionalInterface
  interface Receiver {
    /**
     * One comment in the order of the file.
     *
     * @param text its lines without the stars or slashes before them
     * @param markdown whether it is of the kind that begins with three slashes
     */
    void comment(String text, boolean markdown);
  }

  private JavadocComments(byte[] source, Receiver receiver) {
    this.source = source;
    this.receiver = receiver;
  }

  /** Gives all documentation comments of a source file in UTF-8 to the receiver. */
  static void scan(byte[] source, Receiver receiver) {
    new JavadocComments(source, receiver).scan();
  }

  private void scan() {
    while (at < source.length) {
      switch (source[at]) {
        case '/' -> slash();
        case '"' -> string();
        case '\'' -> skipQuoted((byte) '\'');
        default -> at++;
      }
    }
  }

  private void slash() {
    if (is(at + 1, '*')) {
      int end = find("*/", at + 2);
      if (is(at + 2, '*') && at + 3 <= end) {
        receiver.comment(withoutMargin(at + 3, end, '*'), false);
      }
      at = end + 2;
    } else if (is(at + 1, '/')) {
      if (isMarkdown(at)) {
        markdown();
      } else {
        at = lineEnd(at);
      }
    } else {
      at++;
    }
  }

  private void markdown() {
    int from = at;
    int end = lineEnd(at);
    for (int next = skipBlanks(end + 1); isMarkdown(next); next = skipBlanks(end + 1)) {
      end = lineEnd(next);
    }
    receiver.comment(withoutMargin(from, end, '/'), true);
    at = end;
  }

  /** Three slashes and no more: rows of slashes are ornaments. */
  private boolean isMarkdown(int place) {
    return is(place, '/') && is(place + 1, '/') && is(place + 2, '/') && !is(place + 3, '/');
  }

  private void string() {
    if (is(at + 1, '"') && is(at + 2, '"')) {
      int end = find("\"\"\"", at + 3);
      while (end < source.length && source[end - 1] == '\\') {
        end = find("\"\"\"", end + 1);
      }
      at = end + 3;
    } else {
      skipQuoted((byte) '"');
    }
  }

  private void skipQuoted(byte quote) {
    at++;
    while (at < source.length && source[at] != quote && source[at] != '\n') {
      at += source[at] == '\\' ? 2 : 1;
    }
    at++;
  }

  private boolean is(int place, char wanted) {
    return place < source.length && source[place] == wanted;
  }

  /** Where the text begins next, or the end of the file. */
  private int find(String text, int from) {
    char first = text.charAt(0);
    for (int place = from; place + text.length() <= source.length; place++) {
      if (source[place] != first) {
        continue;
      }
      int same = 1;
      while (same < text.length() && source[place + same] == text.charAt(same)) {
        same++;
      }
      if (same == text.length()) {
        return place;
      }
    }
    return source.length;
  }

  private int lineEnd(int from) {
    int place = from;
    while (place < source.length && source[place] != '\n') {
      place++;
    }
    return place;
  }

  private int skipBlanks(int from) {
    int place = from;
    while (place < source.length && (source[place] == ' ' || source[place] == '\t')) {
      place++;
    }
    return place;
  }

  /** The lines of a region without blanks, margin characters and one more blank at their beginnings, and without carriage returns. */
  private String withoutMargin(int from, int to, char margin) {
    byte[] text = new byte[to - from];
    int size = 0;
    int place = from;
    while (place < to) {
      int end = Math.min(lineEnd(place), to);
      int start = skipBlanks(place);
      while (start < end && source[start] == margin) {
        start++;
      }
      start += start < end && source[start] == ' ' ? 1 : 0;
      int last = end > start && source[end - 1] == '\r' ? end - 1 : end;
      if (last > start) {
        System.arraycopy(source, start, text, size, last - start);
        size += last - start;
      }
      if (end < to) {
        text[size++] = '\n';
      }
      place = end + 1;
    }
    return new String(text, 0, size, StandardCharsets.UTF_8);
  }
}
