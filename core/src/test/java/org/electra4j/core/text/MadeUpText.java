package org.electra4j.core.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The committed text of invented sentences in many scripts, and the vocabulary that was trained from it. */
final class MadeUpText {
  static final TextNormalizer CASED = new TextNormalizer(false, false);
  static final TextNormalizer UNCASED = new TextNormalizer(true, true);

  private MadeUpText() {}

  static List<String> lines() throws IOException {
    return new String(resource("made-up.txt"), StandardCharsets.UTF_8).lines().toList();
  }

  static Vocabulary vocabulary() throws IOException {
    return Vocabulary.of(new String(resource("vocab-small.txt"), StandardCharsets.UTF_8).lines().toList());
  }

  /** Cased and uncased words together, which the vocabulary serves both. */
  static Map<String, Long> wordCounts() throws IOException {
    Map<String, Long> counts = new HashMap<>();
    for (String line : lines()) {
      CASED.words(line).forEach(word -> counts.merge(word, 1L, Long::sum));
      UNCASED.words(line).forEach(word -> counts.merge(word, 1L, Long::sum));
    }
    return counts;
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = MadeUpText.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
