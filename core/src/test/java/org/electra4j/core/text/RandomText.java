package org.electra4j.core.text;

import java.util.SplittableRandom;

/** Texts of random characters: letters, accents, every code point, halves of surrogate pairs. */
final class RandomText {
  private RandomText() {}

  static String of(SplittableRandom random, int characters) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < characters; i++) {
      switch (random.nextInt(8)) {
        case 0 -> text.append((char) random.nextInt(Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1));
        case 1 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
        case 2 -> text.append((char) random.nextInt(0x300, 0x370));
        case 3 -> text.append((char) random.nextInt(0x370, 0xFFFF));
        case 4 -> text.append(' ');
        default -> text.append((char) random.nextInt(0x20, 0x250));
      }
    }
    return text.toString();
  }
}
