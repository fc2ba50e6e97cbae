package org.electra4j.core.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Lines of a file to documents. Which form they have is seen from the first line that is not blank: WikiExtractor's begins with
 * {@code <doc}, JSON lines with a brace, in a file whose name says so; all else is text with blank lines between documents.
 */
abstract class DocumentLines extends DocumentPieces {
  private static final Pattern JSON_NAME = Pattern.compile("(?i).*\\.(jsonl|ndjson|json)(\\.gz|\\.zst)?");
  private static final Pattern DOC_BEGINS = Pattern.compile("<doc( [^>]*)?>");
  private static final String DOC_ENDS = "</doc>";

  private DocumentLines(String file, Consumer<List<String>> consumer) {
    super(file, "line", consumer);
  }

  /** For a file that begins with this line. */
  static DocumentLines of(String first, String file, String field, Consumer<List<String>> consumer) {
    if (DOC_BEGINS.matcher(first).matches()) {
      return new WikiExtractor(file, consumer);
    }
    return first.startsWith("{") && jsonLines(file) ? new JsonLines(file, field, consumer) : new BlankLines(file, consumer);
  }

  /** Whether a file's name says that it holds JSON lines. */
  static boolean jsonLines(String file) {
    return JSON_NAME.matcher(file).matches();
  }

  /** The next line, without white space around it. */
  abstract void line(String text, long number);

  private static final class BlankLines extends DocumentLines {
    BlankLines(String file, Consumer<List<String>> consumer) {
      super(file, consumer);
    }

    @Override
    void line(String text, long number) {
      if (text.isEmpty()) {
        documentEnds();
      } else {
        add(text, number);
      }
    }
  }

  /** Each line an object with a text. */
  private static final class JsonLines extends DocumentLines {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final String field;

    JsonLines(String file, String field, Consumer<List<String>> consumer) {
      super(file, consumer);
      this.field = field;
    }

    @Override
    void line(String line, long number) {
      if (line.isEmpty()) {
        return;
      }
      JsonNode text;
      try {
        text = JSON.readTree(line).path(field);
      } catch (JsonProcessingException e) {
        throw wrong(number, "is not JSON (%s); expected an object on each line".formatted(e.getOriginalMessage()));
      }
      if (!text.isTextual()) {
        throw wrong(number, "has no text named %s; expected one in each object: name another with --text-field".formatted(field));
      }
      document(text.textValue(), number);
    }
  }

  /** Articles between doc tags. */
  private static final class WikiExtractor extends DocumentLines {
    private long begun;

    WikiExtractor(String file, Consumer<List<String>> consumer) {
      super(file, consumer);
    }

    @Override
    void line(String text, long number) {
      if (text.equals(DOC_ENDS)) {
        documentEnds();
        begun = 0;
      } else if (begun == 0) {
        if (DOC_BEGINS.matcher(text).matches()) {
          begun = number;
        } else if (!text.isEmpty()) {
          throw wrong(number, "stands outside <doc> and </doc>, which WikiExtractor puts around each article");
        }
      } else if (!text.isEmpty()) {
        add(text, number);
      }
    }

    @Override
    long end() {
      if (begun > 0) {
        throw wrong(begun, "<doc> has no </doc>; the file ends too early");
      }
      return super.end();
    }
  }
}
