package org.electra4j.experiments.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.electra4j.core.model.ConfigException;

/**
 * One key of a configuration record: how its value is written, and how a record with another value is made.
 *
 * @param <C> the record
 * @param key as users write it
 * @param get the value as text
 * @param put the record with the value of this text
 */
record Setting<C>(String key, Function<C, String> get, BiFunction<C, String, C> put) {

  /** All keys and values, in the order of the settings. */
  static <C> SequencedMap<String, String> of(List<Setting<C>> settings, C config) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    settings.forEach(setting -> values.put(setting.key, setting.get.apply(config)));
    return values;
  }

  /** A whole number of at least {@code least}. */
  static int integer(String key, String value, int least) {
    long parsed = longInteger(key, value);
    if (parsed < least || parsed > Integer.MAX_VALUE) {
      throw refused(key, value, least == Integer.MIN_VALUE ? "a whole number" : "a whole number of at least " + least);
    }
    return (int) parsed;
  }

  /** A whole number. */
  static long longInteger(String key, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw refused(key, value, "a whole number");
    }
  }

  /** A finite number from {@code least} to {@code most}. */
  static double number(String key, String value, double least, double most) {
    try {
      double parsed = Double.parseDouble(value);
      if (parsed >= least && parsed <= most && Double.isFinite(parsed)) {
        return parsed;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw refused(key, value, most == Double.MAX_VALUE ? "a number of at least " + least : "a number from " + least + " to " + most);
  }

  /** true or false. */
  static boolean bool(String key, String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused(key, value, "true or false");
    };
  }

  /** A constant's name in lower case with hyphens. */
  static <E extends Enum<E>> E constant(String key, String value, Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).filter(each -> name(each).equals(value)).findFirst()
        .orElseThrow(() -> refused(key, value,
            Arrays.stream(type.getEnumConstants()).map(Setting::name).collect(Collectors.joining(" or "))));
  }

  /** How users write a constant. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ConfigException refused(String key, String value, String expected) {
    return new ConfigException("%s is %s: expected %s".formatted(key, value, expected));
  }
}
