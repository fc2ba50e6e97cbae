package org.electra4j.core.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Puts the pieces of text of a file together to documents, and gives these on. */
abstract class DocumentPieces {
  private static final long MAX_DOCUMENT_CHARS = 1 << 26;

  private final String file;
  private final String unit;
  private final Consumer<List<String>> consumer;
  private List<String> document = new ArrayList<>();
  private long chars;
  private long given;

  /** The unit is what a file's numbers count in messages: its lines or rows. */
  DocumentPieces(String file, String unit, Consumer<List<String>> consumer) {
    this.file = file;
    this.unit = unit;
    this.consumer = consumer;
  }

  final void add(String text, long number) {
    document.add(text);
    chars += text.length();
    if (chars > MAX_DOCUMENT_CHARS) {
      throw new CorpusException(
          "%s: up to %s %d a document of more than %d characters; expected a blank line between documents: insert some".formatted(file,
              unit, number, MAX_DOCUMENT_CHARS));
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

  /** A document in one string, with its line ends. */
  final void document(String text, long number) {
    text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> add(line, number));
    documentEnds();
  }

  /** The file is over; the number of its documents. */
  long end() {
    documentEnds();
    return given;
  }

  final CorpusException wrong(long number, String what) {
    return new CorpusException("%s, %s %d: %s".formatted(file, unit, number, what));
  }
}
