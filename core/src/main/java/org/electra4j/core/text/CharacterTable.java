package org.electra4j.core.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What each code point becomes in one mode of normalisation: an entry of 32 bits, in pages of 256.
 *
 * <p>The facts come from a resource and not from {@link Character} or {@link java.text.Normalizer}, whose answers change with the
 * Unicode version of the JDK; ids would change with them. {@code character_table.py} among the tests writes it.
 */
final class CharacterTable {
  /** Bits of an entry that hold the resulting code point (0: unchanged), or the place of a sequence. */
  static final int RESULT = 0x1FFFFF;
  /** The character is a word of its own. */
  static final int ALONE = 1 << 21;
  /** The character ends a word. */
  static final int SPACE = 1 << 22;
  /** The character vanishes. */
  static final int DROP = 1 << 23;
  /** The character becomes several; the bits of RESULT say where they stand. */
  static final int SEQUENCE = 1 << 24;
  /** The character sorts itself among its neighbours by its combining class. */
  static final int ORDERED = 1 << 25;
  /** With DROP: ordered characters do not pass the place where this one stood. */
  static final int BARRIER = 1 << 26;

  private static final String RESOURCE = "characters.txt";
  private static final int[] NOTHING_SPECIAL = new int[256];
  private static final CharacterTable[] BY_MODE = new CharacterTable[4];

  private final int[][] pages = new int[Character.MAX_CODE_POINT + 1 >> 8][];
  private final Map<Integer, Integer> combiningClasses;
  private int[] sequences = new int[64];
  private int sequencesEnd;

  private CharacterTable(Facts facts, boolean lowerCase, boolean stripAccents) {
    combiningClasses = facts.combiningClasses;
    Arrays.fill(pages, NOTHING_SPECIAL);
    for (int codePoint = facts.mentioned.nextSetBit(0); codePoint >= 0; codePoint = facts.mentioned.nextSetBit(codePoint + 1)) {
      int entry = entry(facts, codePoint, lowerCase, stripAccents);
      if (entry != 0) {
        int page = codePoint >> 8;
        if (pages[page] == NOTHING_SPECIAL) {
          pages[page] = new int[256];
        }
        pages[page][codePoint & 0xFF] = entry;
      }
    }
  }

  /** The table of a mode, made when first asked for. */
  static CharacterTable of(boolean lowerCase, boolean stripAccents) {
    int mode = (lowerCase ? 1 : 0) + (stripAccents ? 2 : 0);
    synchronized (BY_MODE) {
      if (BY_MODE[mode] == null) {
        BY_MODE[mode] = new CharacterTable(Facts.read(), lowerCase, stripAccents);
      }
      return BY_MODE[mode];
    }
  }

  /** What the code point becomes; 0 for itself. */
  int entry(int codePoint) {
    return pages[codePoint >> 8][codePoint & 0xFF];
  }

  /** How many code points stand in a sequence. */
  int sequenceLength(int entry) {
    return sequences[entry & RESULT];
  }

  /** A code point of a sequence. */
  int inSequence(int entry, int index) {
    return sequences[(entry & RESULT) + 1 + index];
  }

  /** 0 for a character that nothing may pass. */
  int combiningClass(int codePoint) {
    return combiningClasses.getOrDefault(codePoint, 0);
  }

  private int entry(Facts facts, int codePoint, boolean lowerCase, boolean stripAccents) {
    if (facts.dropped.get(codePoint)) {
      return DROP;
    }
    if (facts.spaces.get(codePoint)) {
      return SPACE;
    }
    int[] result = {codePoint};
    if (stripAccents) {
      if (facts.marks.get(codePoint)) {
        return facts.markStarters.get(codePoint) ? DROP | BARRIER : DROP;
      }
      result = facts.stripped.getOrDefault(codePoint, result);
    }
    if (lowerCase) {
      result = Arrays.stream(result).flatMap(c -> Arrays.stream(facts.lowered.getOrDefault(c, new int[] {c}))).toArray();
    }
    int flags = facts.ideographs.get(codePoint) ? ALONE : 0;
    if (result.length > 1) {
      if (flags != 0 || Arrays.stream(result).anyMatch(facts.punctuation::get)) {
        throw new IllegalStateException("%s: U+%04X becomes several characters that stand alone".formatted(RESOURCE, codePoint));
      }
      return SEQUENCE | add(result);
    }
    flags |= facts.punctuation.get(result[0]) ? ALONE : 0;
    flags |= stripAccents && facts.combiningClasses.containsKey(result[0]) ? ORDERED : 0;
    return flags | (result[0] == codePoint ? 0 : result[0]);
  }

  private int add(int[] sequence) {
    int start = sequencesEnd;
    sequencesEnd += 1 + sequence.length;
    if (sequencesEnd > sequences.length) {
      sequences = Arrays.copyOf(sequences, 2 * sequencesEnd);
    }
    sequences[start] = sequence.length;
    System.arraycopy(sequence, 0, sequences, start + 1, sequence.length);
    return start;
  }

  /** The resource, as sets and maps. */
  private static final class Facts {
    private static final int FIRST_HANGUL = 0xAC00;
    private static final int LAST_HANGUL = 0xD7A3;

    final BitSet mentioned = new BitSet();
    final BitSet dropped = new BitSet();
    final BitSet spaces = new BitSet();
    final BitSet ideographs = new BitSet();
    final BitSet punctuation = new BitSet();
    final BitSet marks = new BitSet();
    final BitSet markStarters = new BitSet();
    final Map<Integer, Integer> combiningClasses = new HashMap<>();
    final Map<Integer, int[]> stripped = new HashMap<>();
    final Map<Integer, int[]> lowered = new HashMap<>();

    static Facts read() {
      try (BufferedReader lines = new BufferedReader(new InputStreamReader(
          CharacterTable.class.getResourceAsStream(RESOURCE), StandardCharsets.US_ASCII))) {
        Facts facts = new Facts();
        lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> facts.add(line.split(" ")));
        facts.addHangul();
        return facts;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void add(String[] fields) {
      switch (fields[0]) {
        case "drop" -> addRange(dropped, fields);
        case "space" -> addRange(spaces, fields);
        case "ideograph" -> addRange(ideographs, fields);
        case "punctuation" -> addRange(punctuation, fields);
        case "mark" -> addRange(marks, fields);
        case "mark-starter" -> {
          addRange(marks, fields);
          addRange(markStarters, fields);
        }
        case "ordered" -> {
          int combiningClass = Integer.parseInt(fields[1]);
          range(fields).forEach(codePoint -> {
            combiningClasses.put(codePoint, combiningClass);
            mentioned.set(codePoint);
          });
        }
        case "strip" -> addMap(stripped, fields);
        case "lower" -> addMap(lowered, fields);
        default -> throw new IllegalStateException("%s: no such kind of line: %s".formatted(RESOURCE, fields[0]));
      }
    }

    private static IntStream range(String[] fields) {
      return IntStream.rangeClosed(hexadecimal(fields[fields.length - 2]), hexadecimal(fields[fields.length - 1]));
    }

    private void addRange(BitSet set, String[] fields) {
      range(fields).forEach(codePoint -> {
        set.set(codePoint);
        mentioned.set(codePoint);
      });
    }

    private void addMap(Map<Integer, int[]> map, String[] fields) {
      int first = hexadecimal(fields[1]);
      for (int field = 2; field < fields.length; field++) {
        if (!fields[field].equals(".")) {
          map.put(first + field - 2, Arrays.stream(fields[field].split("\\+")).mapToInt(Facts::hexadecimal).toArray());
          mentioned.set(first + field - 2);
        }
      }
    }

    /** Syllables to their conjoining letters: arithmetic of the Unicode standard, 3.12. */
    private void addHangul() {
      for (int codePoint = FIRST_HANGUL; codePoint <= LAST_HANGUL; codePoint++) {
        int index = codePoint - FIRST_HANGUL;
        int leading = 0x1100 + index / (21 * 28);
        int vowel = 0x1161 + index / 28 % 21;
        int trailing = 0x11A7 + index % 28;
        stripped.put(codePoint, index % 28 == 0 ? new int[] {leading, vowel} : new int[] {leading, vowel, trailing});
      }
      mentioned.set(FIRST_HANGUL, LAST_HANGUL + 1);
    }

    private static int hexadecimal(String digits) {
      return Integer.parseInt(digits, 16);
    }
  }
}
