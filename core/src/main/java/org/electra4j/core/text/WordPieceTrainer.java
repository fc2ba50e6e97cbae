package org.electra4j.core.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Trains a WordPiece vocabulary from word counts: pairs of neighbouring pieces are merged, the most frequent first.
 *
 * <p>This is what Hugging Face's trainer of that name does (Google's was never published). The vocabulary is a function of the counts
 * alone, whatever the order of the map:
 * <ol>
 *   <li>The special tokens [PAD] [UNK] [CLS] [SEP] [MASK] have the ids 0 to 4.
 *   <li>Then come the {@code limitAlphabet} most frequent characters, in order of code points; among equally frequent ones the smaller code
 *       points stay. Other characters are taken out of their words, and their neighbours become adjacent.
 *   <li>Then, in order of code points, the same characters with {@code ##}, where they occur within a word.
 *   <li>Then a piece for each merge. Among equally frequent pairs the one with the smaller left id, then the smaller right id, is first. A
 *       merge that makes a piece which is there already adds nothing. The vocabulary is complete when it has {@code size} tokens or no pair
 *       occurs {@code minFrequency} times.
 * </ol>
 */
public final class WordPieceTrainer {
  private final int size;
  private final int minFrequency;
  private final int limitAlphabet;

  /**
   * IllegalArgumentException for a number below 1.
   *
   * @param size most tokens that the vocabulary may have
   * @param minFrequency least number of occurrences of a pair that is merged
   * @param limitAlphabet most characters that are kept
   */
  public WordPieceTrainer(int size, int minFrequency, int limitAlphabet) {
    this.size = atLeastOne("size", size);
    this.minFrequency = atLeastOne("minFrequency", minFrequency);
    this.limitAlphabet = atLeastOne("limitAlphabet", limitAlphabet);
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s is %d, wanted at least 1".formatted(name, value));
    }
    return value;
  }

  /**
   * A vocabulary for words that occur so often. VocabularyException if there are no words, or the size leaves no room for the special
   * tokens and the characters; IllegalArgumentException for a count below 1.
   */
  public Vocabulary train(Map<String, Long> wordCounts) {
    Map<Integer, Long> characters = new HashMap<>();
    wordCounts.forEach((word, count) -> {
      if (count < 1) {
        throw new IllegalArgumentException("word %s occurs %d times, wanted at least 1".formatted(word, count));
      }
      word.codePoints().forEach(character -> characters.merge(character, count, Math::addExact));
    });
    if (characters.isEmpty()) {
      throw new VocabularyException("a vocabulary cannot be trained from no words: expected a text with at least one letter");
    }
    Pieces pieces = new Pieces(alphabet(characters));
    PairCounts pairs = pieces.split(wordCounts);
    if (pieces.names.size() > size) {
      int special = Vocabulary.SPECIAL.size();
      throw new VocabularyException("a vocabulary of %d tokens has no room for %d special tokens and %d pieces of one character: "
          .formatted(size, special, pieces.names.size() - special)
          + "expected a size of at least %d, or a smaller limit of the alphabet".formatted(pieces.names.size()));
    }
    while (pieces.names.size() < size) {
      PairCounts.Pair pair = pairs.mostFrequent(minFrequency);
      if (pair == null) {
        break;
      }
      pairs.merge(pair, pieces.merged(pair.left(), pair.right()));
    }
    return Vocabulary.of(pieces.names);
  }

  /** The characters that stay, ascending. */
  private int[] alphabet(Map<Integer, Long> characters) {
    return characters.entrySet().stream()
        .sorted(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
        .limit(limitAlphabet).mapToInt(Map.Entry::getKey).sorted().toArray();
  }

  /** Pieces by id, and back. */
  private static final class Pieces {
    final List<String> names = new ArrayList<>(Vocabulary.SPECIAL);
    private final int[] alphabet;
    private final Map<String, Integer> ids = new HashMap<>();

    Pieces(int[] alphabet) {
      this.alphabet = alphabet;
      Vocabulary.SPECIAL.forEach(special -> ids.put(special, ids.size()));
      for (int character : alphabet) {
        id(Character.toString(character));
      }
    }

    /** The words as pieces of one character; those that continue a word get their ids here. */
    PairCounts split(Map<String, Long> wordCounts) {
      Set<Integer> inside = new HashSet<>();
      wordCounts.keySet().forEach(word -> word.codePoints().skip(1).forEach(inside::add));
      Map<Integer, Integer> beginning = new HashMap<>();
      Map<Integer, Integer> continuing = new HashMap<>();
      for (int character : alphabet) {
        beginning.put(character, ids.get(Character.toString(character)));
        if (inside.contains(character)) {
          continuing.put(character, id(Vocabulary.CONTINUATION + Character.toString(character)));
        }
      }
      PairCounts pairs = new PairCounts();
      wordCounts.forEach((word, count) -> {
        int[] pieces = new int[word.length()];
        int length = 0;
        for (int i = 0; i < word.length(); i += Character.charCount(word.codePointAt(i))) {
          Integer id = (i == 0 ? beginning : continuing).get(word.codePointAt(i));
          if (id != null) {
            pieces[length++] = id;
          }
        }
        pairs.addWord(Arrays.copyOf(pieces, length), count);
      });
      return pairs;
    }

    /** The id of two pieces put together. */
    int merged(int left, int right) {
      String continued = names.get(right);
      return id(names.get(left) + continued.substring(Vocabulary.CONTINUATION.length()));
    }

    private int id(String name) {
      return ids.computeIfAbsent(name, added -> {
        names.add(added);
        return names.size() - 1;
      });
    }
  }
}
