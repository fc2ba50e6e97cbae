package org.electra4j.core.text;

import java.util.Arrays;

/** Walks over the normalised words of a text, one at a time, in one buffer. */
final class WordCursor {
  private final CharacterTable table;
  private final String text;
  private int position;
  private char[] word = new char[32];
  private int length;
  private int barrier;

  WordCursor(CharacterTable table, String text) {
    this.table = table;
    this.text = text;
  }

  /** The UTF-16 units of the current word are the first {@link #length()} here. Replaced when a longer word comes. */
  char[] word() {
    return word;
  }

  /** UTF-16 units of the current word. */
  int length() {
    return length;
  }

  /** Moves to the next word; false if there is none. */
  boolean next() {
    length = 0;
    barrier = 0;
    int end = text.length();
    while (position < end) {
      int codePoint = text.charAt(position);
      if (Character.isHighSurrogate((char) codePoint)) {
        codePoint = text.codePointAt(position);
      }
      int entry = table.entry(codePoint);
      if ((entry & CharacterTable.ALONE) != 0 && length > 0) {
        return true;
      }
      position += Character.charCount(codePoint);
      if ((entry & ~CharacterTable.RESULT) == 0) {
        append(entry == 0 ? codePoint : entry);
      } else if ((entry & CharacterTable.SPACE) != 0) {
        if (length > 0) {
          return true;
        }
      } else if ((entry & CharacterTable.ALONE) != 0) {
        append(result(entry, codePoint));
        return true;
      } else {
        special(entry, codePoint);
      }
    }
    return length > 0;
  }

  private void special(int entry, int codePoint) {
    if ((entry & CharacterTable.DROP) != 0) {
      if ((entry & CharacterTable.BARRIER) != 0) {
        barrier = length;
      }
    } else if ((entry & CharacterTable.SEQUENCE) != 0) {
      int count = table.sequenceLength(entry);
      for (int index = 0; index < count; index++) {
        append(table.inSequence(entry, index));
      }
    } else {
      insert(result(entry, codePoint));
    }
  }

  private static int result(int entry, int codePoint) {
    int result = entry & CharacterTable.RESULT;
    return result == 0 ? codePoint : result;
  }

  private void append(int codePoint) {
    if (length + 2 > word.length) {
      word = Arrays.copyOf(word, 2 * word.length);
    }
    if (codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
      word[length++] = (char) codePoint;
    } else {
      length += Character.toChars(codePoint, word, length);
    }
  }

  /** Canonical order: before those neighbours whose combining class is higher. */
  private void insert(int codePoint) {
    int combiningClass = table.combiningClass(codePoint);
    int place = length;
    while (place > barrier) {
      int before = Character.codePointBefore(word, place);
      if (table.combiningClass(before) <= combiningClass) {
        break;
      }
      place -= Character.charCount(before);
    }
    int end = length;
    append(codePoint);
    if (place < end) {
      int units = length - end;
      System.arraycopy(word, place, word, place + units, end - place);
      Character.toChars(codePoint, word, place);
    }
  }
}
