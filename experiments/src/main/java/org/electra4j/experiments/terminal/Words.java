package org.electra4j.experiments.terminal;

import java.util.Locale;

/** Figures as a person reads them, the same in every locale. */
public final class Words {
  private Words() {}

  /** String.format in the root locale. */
  public static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /** With separators of thousands: 14,196,219. */
  public static String count(long value) {
    return format("%,d", value);
  }

  /** Three digits and a suffix: 5.2, 950, 12.3 k, 4.56 M, 7.89 G and so on. */
  public static String brief(double value) {
    String[] suffixes = {"", " k", " M", " G", " T", " P", " E"};
    int at = 0;
    double shown = value;
    while (Math.abs(shown) >= 999.5 && at < suffixes.length - 1) {
      shown /= 1000;
      at++;
    }
    if (at == 0) {
      return format(shown < 9.95 ? "%.1f" : "%.0f", shown);
    }
    return format(shown >= 99.95 ? "%.0f%s" : shown >= 9.995 ? "%.1f%s" : "%.2f%s", shown, suffixes[at]);
  }

  /** Bytes in KiB, MiB or GiB. */
  public static String bytes(long bytes) {
    if (bytes < 1 << 20) {
      return format("%d KiB", Math.ceilDiv(bytes, 1024));
    }
    return bytes < 1 << 30 ? format("%d MiB", bytes >> 20) : format("%.1f GiB", bytes / (double) (1 << 30));
  }

  /** A time span: 8 s, 4 min 05 s, 3 h 12 min, 5 d 04 h. */
  public static String seconds(double seconds) {
    if (!(seconds >= 0) || seconds > 1e10) {
      return "?";
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return format("%d s", whole);
    }
    if (whole < 3600) {
      return format("%d min %02d s", whole / 60, whole % 60);
    }
    long hours = whole / 3600;
    return hours < 24 ? format("%d h %02d min", hours, whole / 60 % 60) : format("%d d %02d h", hours / 24, hours % 24);
  }

  /** A share in percent, without decimals. */
  public static String percent(double share) {
    return Double.isFinite(share) ? format("%.0f %%", 100 * share) : "-";
  }

  /** A figure with these decimals, or a dash where there is none. */
  public static String decimals(double value, int decimals) {
    return Double.isNaN(value) ? "-" : format("%." + decimals + "f", value);
  }

  /** Twelve digits of a checksum: enough to compare by eye. */
  public static String checksum(String hexadecimal) {
    return hexadecimal.length() > 12 ? hexadecimal.substring(0, 12) : hexadecimal;
  }

  /** Singular or plural with its number: 1 document, 12 documents. */
  public static String plural(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }
}
