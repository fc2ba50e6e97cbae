package org.electra4j.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordPieceTrainerTest {

  @Test
  void beginsWithSpecialTokensAlphabetAndContinuations() {
    assertThat(tokens(new WordPieceTrainer(100, 100, 100).train(Map.of("ba", 3L, "cb", 2L))))
        .containsExactly("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "##a", "##b");
  }

  @Test
  void theMostFrequentPairIsMergedFirst() {
    assertThat(merges(new WordPieceTrainer(100, 1, 100), Map.of("hug", 10L, "pug", 5L, "pun", 12L, "bun", 4L, "hugs", 5L)))
        .startsWith("##ug", "##un", "hug", "pun");
  }

  @Test
  void amongEquallyFrequentPairsSmallerIdsAreFirst() {
    assertThat(merges(new WordPieceTrainer(100, 1, 100), Map.of("db", 2L, "ca", 2L, "cb", 2L))).containsExactly("ca", "cb", "db");
  }

  @Test
  void aPairOfExactlyTheLeastFrequencyIsMergedARarerOneNot() {
    Map<String, Long> words = Map.of("ab", 5L, "cd", 4L);
    assertThat(merges(new WordPieceTrainer(100, 4, 100), words)).containsExactly("ab", "cd");
    assertThat(merges(new WordPieceTrainer(100, 5, 100), words)).containsExactly("ab");
    assertThat(merges(new WordPieceTrainer(100, 6, 100), words)).isEmpty();
  }

  @Test
  void stopsAtItsSize() {
    assertThat(new WordPieceTrainer(10, 1, 100).train(Map.of("abc", 5L)).size()).isEqualTo(10);
    assertThat(tokens(new WordPieceTrainer(11, 1, 100).train(Map.of("abc", 5L)))).endsWith("##c", "ab").hasSize(11);
  }

  @Test
  void theAlphabetKeepsTheMostFrequentCharactersAndAmongEqualOnesTheSmaller() {
    assertThat(tokens(new WordPieceTrainer(100, 100, 2).train(Map.of("z", 9L, "c", 3L, "b", 3L, "a", 1L)))).endsWith("b", "z").hasSize(7);
  }

  @Test
  void charactersOutsideTheAlphabetLeaveTheirNeighboursAdjacent() {
    assertThat(merges(new WordPieceTrainer(100, 1, 2), Map.of("axb", 3L, "ab", 2L))).containsExactly("ab");
    assertThat(merges(new WordPieceTrainer(100, 1, 2), Map.of("xab", 1L, "ab", 1L, "ba", 1L))).contains("##ab");
  }

  @Test
  void countsBeyond32BitsCount() {
    assertThat(merges(new WordPieceTrainer(100, 2, 100), Map.of("ab", 3_000_000_000L, "cd", 2_999_999_999L, "ef", 2_000_000_000L)))
        .containsExactly("ab", "cd", "ef");
    assertThatThrownBy(() -> new WordPieceTrainer(100, 2, 100).train(Map.of("aa", Long.MAX_VALUE))).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void overlappingPairsAreMergedFromTheLeft() {
    assertThat(merges(new WordPieceTrainer(100, 1, 100), Map.of("aaaaa", 1L))).containsExactly("##aa", "aaa", "aaaaa");
  }

  @Test
  void charactersBeyondTheBasicPlaneAreWhole() {
    String wide = Character.toString(0x1F600);
    assertThat(tokens(new WordPieceTrainer(100, 1, 100).train(Map.of(wide + wide, 1L)))).endsWith(wide, "##" + wide, wide + wide);
  }

  @Test
  void theCommittedVocabularyIsMadeAgain() throws IOException {
    assertThat(tokens(new WordPieceTrainer(800, 2, 1000).train(MadeUpText.wordCounts()))).isEqualTo(tokens(MadeUpText.vocabulary()));
  }

  @Test
  void theOrderOfTheMapDoesNotMatter() throws IOException {
    Map<String, Long> counts = MadeUpText.wordCounts();
    List<String> words = new ArrayList<>(new TreeMap<>(counts).keySet());
    List<String> expected = tokens(new WordPieceTrainer(600, 1, 150).train(counts));
    assertThat(expected).hasSize(600);
    SplittableRandom random = new SplittableRandom(22);
    for (int round = 0; round < 5; round++) {
      for (int i = words.size() - 1; i > 0; i--) {
        Collections.swap(words, i, random.nextInt(i + 1));
      }
      Map<String, Long> shuffled = new LinkedHashMap<>();
      words.forEach(word -> shuffled.put(word, counts.get(word)));
      assertThat(tokens(new WordPieceTrainer(600, 1, 150).train(shuffled))).as("seed 22, round %d", round).isEqualTo(expected);
    }
  }

  @Test
  void equalsCountingEverythingAnewAfterEachMerge() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Map<String, Long> counts = new HashMap<>();
      int letters = random.nextInt(2, 7);
      for (int word = random.nextInt(1, 40); word >= 0; word--) {
        StringBuilder text = new StringBuilder();
        for (int letter = random.nextInt(1, 12); letter > 0; letter--) {
          text.append((char) ('a' + random.nextInt(letters)));
        }
        counts.put(text.toString(), random.nextLong(1, 6));
      }
      int size = random.nextInt(20, 120);
      int minFrequency = random.nextInt(1, 4);
      int limit = random.nextInt(1, 7);
      assertThat(tokens(new WordPieceTrainer(size, minFrequency, limit).train(counts))).as("seed %d", seed)
          .isEqualTo(reference(counts, size, minFrequency, limit));
    }
  }

  @Test
  void whatCannotBeTrainedIsRefused() {
    assertThatThrownBy(() -> new WordPieceTrainer(100, 2, 100).train(Map.of())).isInstanceOf(VocabularyException.class)
        .hasMessage("a vocabulary cannot be trained from no words: expected a text with at least one letter");
    assertThatThrownBy(() -> new WordPieceTrainer(8, 2, 100).train(Map.of("abc", 1L))).isInstanceOf(VocabularyException.class)
        .hasMessage("a vocabulary of 8 tokens has no room for 5 special tokens and 5 pieces of one character: expected a size of at least "
            + "10, or a smaller limit of the alphabet");
    assertThatThrownBy(() -> new WordPieceTrainer(100, 2, 100).train(Map.of("abc", 0L))).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("word abc occurs 0 times, wanted at least 1");
    assertThatThrownBy(() -> new WordPieceTrainer(0, 2, 100)).hasMessage("size is 0, wanted at least 1");
    assertThatThrownBy(() -> new WordPieceTrainer(1, 0, 100)).hasMessage("minFrequency is 0, wanted at least 1");
    assertThatThrownBy(() -> new WordPieceTrainer(1, 2, 0)).hasMessage("limitAlphabet is 0, wanted at least 1");
  }

  /** The rules of the class's documentation with strings and nothing kept. */
  private static List<String> reference(Map<String, Long> counts, int size, int minFrequency, int limit) {
    Map<String, Long> characters = new TreeMap<>();
    counts.forEach((word, count) -> word.chars().forEach(c -> characters.merge(Character.toString(c), count, Long::sum)));
    List<String> alphabet = new ArrayList<>(characters.keySet());
    alphabet.sort(Comparator.comparing((String c) -> -characters.get(c)).thenComparing(c -> c));
    alphabet = alphabet.subList(0, Math.min(limit, alphabet.size())).stream().sorted().toList();
    List<String> vocabulary = new ArrayList<>(Vocabulary.SPECIAL);
    vocabulary.addAll(alphabet);
    alphabet.stream().filter(c -> counts.keySet().stream().anyMatch(word -> word.indexOf(c, 1) > 0)).map(c -> "##" + c)
        .forEach(vocabulary::add);
    Map<List<String>, Long> words = new HashMap<>();
    List<String> kept = alphabet;
    counts.forEach((word, count) -> words.merge(IntStream.range(0, word.length())
        .filter(i -> kept.contains(word.substring(i, i + 1)))
        .mapToObj(i -> (i == 0 ? "" : "##") + word.charAt(i)).toList(), count, Long::sum));
    while (vocabulary.size() < size) {
      Map<List<String>, Long> pairs = new HashMap<>();
      words.forEach((word, count) -> IntStream.range(1, word.size())
          .forEach(i -> pairs.merge(word.subList(i - 1, i + 1), count, Long::sum)));
      List<String> best = pairs.keySet().stream().min(Comparator.comparing((List<String> pair) -> -pairs.get(pair))
          .thenComparing(pair -> vocabulary.indexOf(pair.get(0))).thenComparing(pair -> vocabulary.indexOf(pair.get(1)))).orElse(null);
      if (best == null || pairs.get(best) < minFrequency) {
        break;
      }
      String merged = best.get(0) + best.get(1).substring(2);
      if (!vocabulary.contains(merged)) {
        vocabulary.add(merged);
      }
      Map<List<String>, Long> before = new HashMap<>(words);
      words.clear();
      before.forEach((word, count) -> words.merge(replaced(word, best, merged), count, Long::sum));
    }
    return vocabulary;
  }

  private static List<String> replaced(List<String> word, List<String> pair, String merged) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < word.size(); i++) {
      if (i + 1 < word.size() && word.subList(i, i + 2).equals(pair)) {
        result.add(merged);
        i++;
      } else {
        result.add(word.get(i));
      }
    }
    return result;
  }

  private static List<String> merges(WordPieceTrainer trainer, Map<String, Long> counts) {
    return tokens(trainer.train(counts)).stream().filter(token -> !Vocabulary.SPECIAL.contains(token))
        .filter(token -> token.codePointCount(token.startsWith("##") ? 2 : 0, token.length()) > 1).toList();
  }

  private static List<String> tokens(Vocabulary vocabulary) {
    return IntStream.range(0, vocabulary.size()).mapToObj(vocabulary::token).toList();
  }
}
