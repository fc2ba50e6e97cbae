package org.electra4j.experiments.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;

/** What the text benchmarks should have made, found in plain ways. */
final class TextAnswers {
  private static final String CONTINUATION = "##";

  private TextAnswers() {}

  /** Refuses a vocabulary of another size, or whose first merge is not of the pair of characters that the words hold most often. */
  static void checkVocabulary(Vocabulary vocabulary, Map<String, Long> counts, int size) {
    Map<String, Long> pairs = new HashMap<>();
    counts.forEach((word, count) -> {
      for (int i = 1; i < word.length(); i++) {
        pairs.merge((i == 1 ? "" : CONTINUATION) + word.substring(i - 1, i + 1), count, Long::sum);
      }
    });
    String first = IntStream.range(0, vocabulary.size()).mapToObj(vocabulary::token).filter(pairs::containsKey).findFirst()
        .orElse("nothing");
    long most = Collections.max(pairs.values());
    if (vocabulary.size() != size || pairs.getOrDefault(first, 0L) != most) {
      throw new IllegalStateException("found a vocabulary of %d pieces that merges %s first, wanted %d and a pair that occurs %d times"
          .formatted(vocabulary.size(), first, size, most));
    }
  }

  /** Refuses ids that are not those of the longest pieces, word by word from left to right. */
  static void checkIds(WordPieceTokenizer tokenizer, List<String> lines) {
    for (String line : lines) {
      List<Integer> wanted = new ArrayList<>();
      tokenizer.normalizer().words(line).forEach(word -> wanted.addAll(pieces(tokenizer.vocabulary(), word)));
      int[] found = tokenizer.encode(line);
      if (!Arrays.equals(found, wanted.stream().mapToInt(Integer::intValue).toArray())) {
        throw new IllegalStateException("%s: found ids %s, wanted %s".formatted(line, Arrays.toString(found), wanted));
      }
    }
  }

  private static List<Integer> pieces(Vocabulary vocabulary, String word) {
    List<Integer> ids = new ArrayList<>();
    int start = 0;
    while (start < word.length()) {
      int end = word.length();
      while (end > start && vocabulary.id((start == 0 ? "" : CONTINUATION) + word.substring(start, end)) < 0) {
        end--;
      }
      if (end == start) {
        return List.of(vocabulary.unknown());
      }
      ids.add(vocabulary.id((start == 0 ? "" : CONTINUATION) + word.substring(start, end)));
      start = end;
    }
    return ids;
  }

  /** Tokens of text in a file of packed examples. */
  static long tokensOf(Path file) {
    try (PackedDataset data = PackedDataset.open(file)) {
      return Arrays.stream(data.tokenCounts()).sum();
    }
  }
}
