package org.electra4j.core.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words and numbers of configurations: how they are written, how they are read, and what is said of one that is wrong. */
public final class Settings {
  private static final String NUMBER = "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?";
  /** Above this a double no longer holds every whole number. */
  private static final double WHOLE = 1e15;

  private Settings() {}

  /** Refuses a key that is not among the known ones: names it, the most similar known one, and all of them. */
  public static void checkKeys(Collection<String> found, Collection<String> known) {
    for (String key : found) {
      if (!known.contains(key)) {
        throw new ConfigException("there is no key %s: did you mean %s? The keys are %s"
            .formatted(key, nearest(key, known), String.join(", ", known)));
      }
    }
  }

  /** A number in its shortest form, without a point where it is whole; {@link #number} gives back the same one. */
  public static String text(double number) {
    if (number == Math.rint(number) && Math.abs(number) < WHOLE) {
      return Long.toString((long) number);
    }
    return Double.toString(number).replace(".0E", "E").replace('E', 'e');
  }

  /** A choice as it is written: lower case, with hyphens. */
  public static String text(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A decimal number, or a fraction such as 1/4. */
  public static double number(String key, String text) {
    if (!isNumber(text)) {
      throw new ConfigException("%s is %s: expected a number such as 12, 0.5, 1e-6 or 1/4".formatted(key, text));
    }
    String[] parts = text.strip().split("/");
    double number = Double.parseDouble(parts[0]);
    return parts.length == 1 ? number : number / Double.parseDouble(parts[1]);
  }

  private static boolean isNumber(String text) {
    return text.strip().matches(NUMBER + "(/" + NUMBER + ")?");
  }

  /** A whole number that an int holds. */
  public static int whole(String key, String text) {
    long number = wholeLong(key, text);
    if (number != (int) number) {
      throw new ConfigException("%s is %s: expected a whole number of at most %d".formatted(key, text, Integer.MAX_VALUE));
    }
    return (int) number;
  }

  /** A whole number. */
  public static long wholeLong(String key, String text) {
    if (!text.strip().matches("[+-]?[0-9]{1,18}")) {
      throw new ConfigException("%s is %s: expected a whole number such as 128".formatted(key, text));
    }
    return Long.parseLong(text.strip());
  }

  /** True or false. */
  public static boolean yes(String key, String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ConfigException("%s is %s: expected true or false".formatted(key, text));
    };
  }

  /** One of a kind of choices, written as {@link #text(Enum)} does. */
  public static <E extends Enum<E>> E choice(String key, String text, Class<E> choices) {
    for (E choice : choices.getEnumConstants()) {
      if (text(choice).equalsIgnoreCase(text.strip())) {
        return choice;
      }
    }
    throw new ConfigException("%s is %s: expected one of %s".formatted(key, text,
        Stream.of(choices.getEnumConstants()).map(Settings::text).collect(Collectors.joining(", "))));
  }

  /** Whether two texts are the same word, or the same number. */
  static boolean same(String a, String b) {
    return a.strip().equalsIgnoreCase(b.strip()) || isNumber(a) && isNumber(b) && number("", a) == number("", b);
  }

  /** The most similar of these words, the first among equals. */
  public static String nearest(String word, Collection<String> words) {
    return words.stream().min(Comparator.comparingInt(each -> distance(word.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT))))
        .orElseThrow(() -> new IllegalArgumentException("no words to choose from"));
  }

  /** Levenshtein's: how many letters must be put in, taken out or changed. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
