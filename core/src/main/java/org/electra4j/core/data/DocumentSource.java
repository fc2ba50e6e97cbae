package org.electra4j.core.data;

import java.util.List;
import java.util.function.Consumer;

/** A corpus: documents in a fixed order, each a list of non-blank lines. May be read any number of times. */
public interface DocumentSource {
  /** Streams every document to the consumer, in order. */
  void forEachDocument(Consumer<List<String>> consumer);

  /** What it is, for messages and result rows. */
  String description();

  /** Documents that are in memory, each a list of non-blank lines. */
  static DocumentSource of(List<List<String>> documents, String description) {
    List<List<String>> kept = documents.stream().map(List::copyOf).toList();
    return new DocumentSource() {
      @Override
      public void forEachDocument(Consumer<List<String>> consumer) {
        kept.forEach(consumer);
      }

      @Override
      public String description() {
        return description;
      }
    };
  }
}
