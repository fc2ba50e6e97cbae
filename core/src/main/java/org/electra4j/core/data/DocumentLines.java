package org.electra4j.core.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Lines of a file to documents. Which form they have is seen from the first line that is not blank: WikiExtractor's begins with
 * {@code <doc}, JSON lines with a brace, in a file whose name says so; all else is text with blank lines between documents.
 */
abstract class DocumentLines {
  private static final long MAX_DOCUMENT_CHARS = 1 << 26;
  private static final Pattern JSON_NAME = Pattern.compile("(?i).*\\.(jsonl|ndjson|json)(\\.gz|\\.zst)?");
  private static final Pattern DOC_BEGINS = Pattern.compile("<doc( [^>]*)?>");
  private static final String DOC_ENDS = "</doc>";

  private final String file;
  private final Consumer<List<String>> consumer;
  private List<String> document = new ArrayList<>();
  private long chars;
  private long given;

  private DocumentLines(String file, Consumer<List<String>> consumer) {
    this.file = file;
    this.consumer = consumer;
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

  /** The file is over; the number of its documents. */
  long end() {
    documentEnds();
    return given;
  }

  final void add(String text, long number) {
    document.add(text);
    chars += text.length();
    if (chars > MAX_DOCUMENT_CHARS) {
      throw new CorpusException(
          "%s: up to line %d a document of more than %d characters; expected a blank line between documents: insert some"
          .formatted(file, number, MAX_DOCUMENT_CHARS));
    }
  }

  final void documentEnds() {
    if (!document.isEmpty()) {
      consumer.accept(document);
      given++;
      document = new ArrayList<>();
    }
    chars = 0;
  }

  final CorpusException wrong(long number, String what) {
    return new CorpusException("%s, line %d: %s".formatted(file, number, what));
  }

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
      text.textValue().lines().map(String::strip).filter(each -> !each.isEmpty()).forEach(each -> add(each, number));
      documentEnds();
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
