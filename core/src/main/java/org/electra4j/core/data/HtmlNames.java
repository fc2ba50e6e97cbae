package org.electra4j.core.data;

import java.util.Map;
import java.util.Set;

/** What the tags and entities of documentation comments do to plain text. */
final class HtmlNames {
  private static final Set<String> BREAKING = Set.of("p", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6",
      "blockquote", "div", "br", "hr", "center", "section", "tr", "td", "th", "caption", "details", "summary", "figure", "menu", "dir",
      "tbody", "thead");
  private static final Set<String> TRANSPARENT = Set.of("a", "b", "i", "em", "strong", "code", "tt", "var", "cite", "span", "sub", "dfn",
      "kbd", "small", "big", "font", "u", "q", "samp", "abbr", "img", "nobr", "s", "strike", "del", "ins", "mark", "wbr");
  private static final Set<String> WITHOUT_PROSE = Set.of("pre", "table", "script", "style", "svg", "math");
  private static final Map<String, String> ENTITIES = Map.ofEntries(Map.entry("lt", "<"), Map.entry("gt", ">"), Map.entry("amp", "&"),
      Map.entry("nbsp", " "), Map.entry("quot", "\""), Map.entry("apos", "'"), Map.entry("mdash", " - "), Map.entry("ndash", "-"),
      Map.entry("le", "<="), Map.entry("ge", ">="), Map.entry("ne", "!="), Map.entry("hellip", "..."), Map.entry("rsquo", "'"),
      Map.entry("lsquo", "'"), Map.entry("ldquo", "\""), Map.entry("rdquo", "\""), Map.entry("times", "x"), Map.entry("minus", "-"),
      Map.entry("shy", ""), Map.entry("sol", "/"), Map.entry("bull", " "), Map.entry("middot", " "), Map.entry("zwj", ""),
      Map.entry("copy", "\u00a9"), Map.entry("reg", "\u00ae"), Map.entry("trade", ""), Map.entry("sect", "\u00a7"));

  /** What becomes of a tag. */
  enum Tag {
    /** Taken away. */
    TRANSPARENT,
    /** Ends a paragraph. */
    BREAKING,
    /** Taken away with all that is in it. */
    WITHOUT_PROSE,
    /** Raises what follows. */
    SUPERSCRIPT,
    /** Not a tag of HTML: text, such as a type argument. */
    UNKNOWN
  }

  private HtmlNames() {}

  /** Of a name in lower case. */
  static Tag tag(String name) {
    return TRANSPARENT.contains(name) ? Tag.TRANSPARENT
        : BREAKING.contains(name) ? Tag.BREAKING
        : WITHOUT_PROSE.contains(name) ? Tag.WITHOUT_PROSE
        : name.equals("sup") ? Tag.SUPERSCRIPT : Tag.UNKNOWN;
  }

  /** Text for the entity {@code &name;}, blanks for wide spaces and dashes included; null if there is no such entity. */
  static String entity(String name) {
    if (!name.startsWith("#")) {
      return ENTITIES.get(name);
    }
    try {
      boolean hexadecimal = name.startsWith("#x") || name.startsWith("#X");
      int code = hexadecimal ? Integer.parseInt(name, 2, name.length(), 16) : Integer.parseInt(name, 1, name.length(), 10);
      return code == '\u00a0' || Character.isISOControl(code) ? " " : Character.toString(code);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
