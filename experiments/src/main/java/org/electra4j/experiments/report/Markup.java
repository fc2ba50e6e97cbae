package org.electra4j.experiments.report;

/** Texts inside documents: what came from a file or a name stays text. */
final class Markup {
  private Markup() {}

  /** For HTML, as content or inside a quoted attribute. */
  static String html(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(point -> {
      switch (point) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.appendCodePoint(readable(point));
      }
    });
    return safe.toString();
  }

  /** For a cell or a line of Markdown: no table, no element and no line ends by it. */
  static String markdown(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(point -> {
      switch (point) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '|' -> safe.append("\\|");
        case '\n', '\r' -> safe.append(' ');
        default -> safe.appendCodePoint(readable(point));
      }
    });
    return safe.toString();
  }

  /** Control characters are in no document. */
  private static int readable(int point) {
    return Character.getType(point) == Character.CONTROL && point != '\n' && point != '\t' || Character.getType(point)
        == Character.SURROGATE ? 0xfffd : point;
  }
}
