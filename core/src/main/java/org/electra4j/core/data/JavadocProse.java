package org.electra4j.core.data;

import java.util.Locale;
import java.util.function.BiConsumer;
import org.electra4j.core.data.JdkProse.Kind;

/**
 * Turns one documentation comment into paragraphs of plain text: resolves inline tags and entities, drops code, tables and block tags
 * without prose, and takes HTML and Markdown away. One pass over the characters.
 */
final class JavadocProse {
  private static final int LONGEST_ENTITY = 10;
  private static final int DEEPEST_NESTING = 16;

  private final String text;
  private final boolean markdown;
  private final BiConsumer<Kind, String> paragraphs;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int end;
  private int nesting;
  private Kind kind = Kind.DESCRIPTION;
  /** Within a block tag that holds no prose. */
  private boolean ignored;
  /** Something in this paragraph cannot be resolved here, such as an inherited text. */
  private boolean incomplete;

  private JavadocProse(String text, boolean markdown, BiConsumer<Kind, String> paragraphs) {
    this.text = text;
    this.markdown = markdown;
    this.paragraphs = paragraphs;
    end = text.length();
  }

  /** Gives each paragraph of a comment, on one line, with its kind to the consumer. */
  static void read(String comment, boolean markdown, BiConsumer<Kind, String> paragraphs) {
    new JavadocProse(comment, markdown, paragraphs).read();
  }

  private void read() {
    while (at < end) {
      beginLine();
      while (at < end && text.charAt(at) != '\n') {
        next();
      }
      at++;
      space();
    }
    endParagraph();
  }

  private void beginLine() {
    int start = at;
    while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    if (at == end || text.charAt(at) == '\n') {
      endParagraph();
    } else if (text.charAt(at) == '@' && at + 1 < end && Character.isLetter(text.charAt(at + 1))) {
      blockTag();
    } else if (markdown) {
      beginMarkdownLine(at - start);
    }
  }

  private void beginMarkdownLine(int indent) {
    char c = text.charAt(at);
    if (text.startsWith("```", at) || text.startsWith("~~~", at)) {
      endParagraph();
      at = after(text.substring(at, at + 3), after("\n", at));
      at = lineEnd(at);
    } else if (c == '|' || c == '#' || indent >= 4 && out.isEmpty()) {
      endParagraph();
      at = lineEnd(at);
    } else if ((c == '-' || c == '*' || c == '+') && at + 1 < end && text.charAt(at + 1) == ' ') {
      endParagraph();
      at++;
    }
  }

  private void blockTag() {
    endParagraph();
    int nameEnd = wordEnd(at);
    String name = text.substring(at + 1, nameEnd);
    at = skipSpaces(nameEnd);
    ignored = false;
    switch (name) {
      case "param" -> {
        kind = Kind.PARAM;
        at = wordEnd(at);
      }
      case "throws", "exception" -> {
        kind = Kind.THROWS;
        at = wordEnd(at);
      }
      case "return" -> kind = Kind.RETURN;
      case "implSpec", "implNote", "apiNote", "deprecated" -> kind = Kind.DESCRIPTION;
      default -> ignored = true;
    }
  }

  /** Reads one character or construct of running text. */
  private void next() {
    char c = text.charAt(at);
    switch (c) {
      case '{' -> brace();
      case '<' -> tag();
      case '&' -> entity();
      case '`', '*', '[' -> {
        if (markdown) {
          markdownMark(c);
        } else {
          plain(c);
        }
      }
      default -> plain(c);
    }
  }

  private void plain(char c) {
    if (c <= ' ' || c == '\u00a0') {
      at++;
      space();
      return;
    }
    // This character as it stands, and with it the rest of its word: one copy for all of them.
    int from = at++;
    while (at < end && isOfWord(text.charAt(at))) {
      at++;
    }
    out.append(text, from, at);
  }

  /** Whether next() would take it as it stands, in HTML as in Markdown. */
  private static boolean isOfWord(char c) {
    return c > ' ' && c != '{' && c != '<' && c != '&' && c != '`' && c != '*' && c != '[' && c != '\u00a0';
  }

  private void space() {
    if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
      out.append(' ');
    }
  }

  /** Running text up to a place, then goes on behind it. */
  private void within(int from, int to, int then) {
    int outerEnd = end;
    at = from;
    end = to;
    nesting++;
    while (at < end) {
      next();
    }
    nesting--;
    end = outerEnd;
    at = then;
  }

  private void verbatim(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c <= ' ') {
        space();
      } else {
        out.append(c);
      }
    }
  }

  private void brace() {
    int close = at + 1 < end && text.charAt(at + 1) == '@' && nesting < DEEPEST_NESTING ? closingBrace(at) : -1;
    if (close < 0) {
      plain('{');
      return;
    }
    int nameEnd = Math.min(wordEnd(at), close);
    String name = text.substring(at + 2, nameEnd);
    int content = Math.min(skipSpaces(nameEnd), close);
    switch (name) {
      case "code", "literal" -> {
        verbatim(content, close);
        at = close + 1;
      }
      case "link", "linkplain", "extLink", "toolGuide" -> {
        int label = skipSpaces(referenceEnd(content, close));
        if (label < close) {
          within(label, close, close + 1);
        } else {
          out.append(reference(text.substring(content, Math.min(label, close)).strip()));
          at = close + 1;
        }
      }
      case "index" -> {
        boolean quoted = content < close && text.charAt(content) == '"';
        int from = quoted ? content + 1 : content;
        int to = quoted ? text.indexOf('"', from) : wordEnd(content);
        verbatim(from, to < 0 ? close : Math.min(to, close));
        at = close + 1;
      }
      case "return" -> {
        endParagraph();
        Kind before = kind;
        kind = Kind.RETURN;
        within(content, close, close + 1);
        if (at < text.length() && text.charAt(at) == '.') {
          at++;
        }
        endParagraph();
        kind = before;
      }
      case "snippet" -> {
        endParagraph();
        at = close + 1;
      }
      case "inheritDoc", "value" -> {
        incomplete = true;
        at = close + 1;
      }
      case "docRoot" -> at = close + 1;
      default -> within(content, close, close + 1);
    }
  }

  private int closingBrace(int open) {
    int depth = 0;
    for (int i = open; i < end; i++) {
      char c = text.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /** A reference ends at white space outside of parentheses and type arguments. */
  private int referenceEnd(int from, int to) {
    int depth = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      depth += c == '(' || c == '<' ? 1 : c == ')' || c == '>' ? -1 : 0;
      if (depth == 0 && c <= ' ') {
        return i;
      }
    }
    return to;
  }

  /** As Javadoc shows it, less packages and arguments: Map.of for java.util.Map#of(K, V). */
  private static String reference(String target) {
    int arguments = target.indexOf('(');
    String name = arguments < 0 ? target : target.substring(0, arguments);
    int member = name.indexOf('#');
    String type = member < 0 ? name : name.substring(0, member);
    type = type.substring(type.lastIndexOf('.') + 1);
    type = type.substring(type.lastIndexOf('/') + 1);
    return member < 0 ? type : type.isEmpty() ? name.substring(member + 1) : type + "." + name.substring(member + 1);
  }

  private void tag() {
    if (text.startsWith("<!--", at)) {
      at = after("-->", at);
      return;
    }
    boolean closing = at + 1 < end && text.charAt(at + 1) == '/';
    int nameStart = closing ? at + 2 : at + 1;
    int nameEnd = nameStart;
    while (nameEnd < end && Character.isLetterOrDigit(text.charAt(nameEnd))) {
      nameEnd++;
    }
    String name = text.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
    int close = tagEnd(nameEnd);
    HtmlNames.Tag tag = HtmlNames.tag(name);
    if (tag == HtmlNames.Tag.UNKNOWN || close < 0) {
      plain('<');
      return;
    }
    at = close + 1;
    switch (tag) {
      case SUPERSCRIPT -> out.append(closing ? "" : "^");
      case BREAKING -> endParagraph();
      case WITHOUT_PROSE -> {
        if (!closing && text.charAt(close - 1) != '/') {
          skipElement(name);
        }
        endParagraph();
      }
      default -> { }
    }
  }

  private int tagEnd(int from) {
    boolean quoted = false;
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (c == '>' && !quoted) {
        return i;
      }
      if (c == '<' && !quoted) {
        return -1;
      }
    }
    return -1;
  }

  /** Moves behind the end tag; behind everything if there is none. */
  private void skipElement(String name) {
    int place = at;
    while (place < end && !text.regionMatches(true, place, "</" + name, 0, name.length() + 2)) {
      place++;
    }
    at = Math.min(end, after(">", place));
  }

  private void entity() {
    int semicolon = text.indexOf(';', at);
    if (semicolon < 0 || semicolon >= end || semicolon - at > LONGEST_ENTITY) {
      plain('&');
      return;
    }
    String name = text.substring(at + 1, semicolon);
    String value = HtmlNames.entity(name);
    if (value == null) {
      plain('&');
      return;
    }
    at = semicolon + 1;
    if (value.startsWith(" ")) {
      space();
    }
    out.append(value.strip());
    if (value.endsWith(" ")) {
      space();
    }
  }

  private void markdownMark(char c) {
    switch (c) {
      case '`' -> {
        int close = text.indexOf('`', at + 1);
        verbatim(at + 1, close < 0 ? end : Math.min(close, end));
        at = close < 0 ? end : close + 1;
      }
      case '*' -> at++;
      default -> {
        int close = text.indexOf(']', at);
        if (close < 0 || close >= end || nesting >= DEEPEST_NESTING) {
          plain(c);
          return;
        }
        int then = close + 1;
        char following = then < end ? text.charAt(then) : ' ';
        if (following == '(' || following == '[') {
          int linkEnd = text.indexOf(following == '(' ? ')' : ']', then);
          within(at + 1, close, linkEnd < 0 ? then : linkEnd + 1);
        } else {
          out.append(reference(text.substring(at + 1, close)));
          at = then;
        }
      }
    }
  }

  private void endParagraph() {
    String paragraph = out.toString().strip();
    if (!paragraph.isEmpty() && !ignored && !incomplete) {
      paragraphs.accept(kind, paragraph);
    }
    out.setLength(0);
    incomplete = false;
  }

  private int after(String mark, int from) {
    int place = text.indexOf(mark, from);
    return place < 0 ? text.length() : place + mark.length();
  }

  private int lineEnd(int from) {
    int place = text.indexOf('\n', from);
    return place < 0 ? end : Math.min(place, end);
  }

  private int wordEnd(int from) {
    int place = from;
    while (place < end && text.charAt(place) > ' ' && (place == from || text.charAt(place) != '}')) {
      place++;
    }
    return place;
  }

  private int skipSpaces(int from) {
    int place = from;
    while (place < end && text.charAt(place) <= ' ') {
      place++;
    }
    return place;
  }
}
