package org.electra4j.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordPieceTokenizerTest {
  private static final TextNormalizer CASED = MadeUpText.CASED;

  @Test
  void theLongestPieceWinsAtEachPlace() {
    assertThat(pieces("unaffable", "un", "##aff", "##able", "##a", "una")).containsExactly("[UNK]");
    assertThat(pieces("unaffable", "un", "##aff", "##able", "##a")).containsExactly("un", "##aff", "##able");
    assertThat(pieces("ababa", "ab", "##ab", "##a", "a")).containsExactly("ab", "##ab", "##a");
  }

  @Test
  void aPieceOfOneKindIsNotOfTheOther() {
    assertThat(pieces("ab", "a", "b")).containsExactly("[UNK]");
    assertThat(pieces("b", "a", "##b")).containsExactly("[UNK]");
  }

  @Test
  void aMissingPieceMakesTheWholeWordUnknownAndNoOther() {
    assertThat(pieces("ab axb ab", "ab", "a", "##b")).containsExactly("ab", "[UNK]", "ab");
  }

  @Test
  void hashesOfTheTextAreNoContinuation() {
    assertThat(pieces("##b #", "##b", "b", "#")).containsExactly("#", "#", "b", "#");
  }

  @Test
  void specialTokensOfTheTextAreText() {
    assertThat(pieces("[MASK][PAD]", "[", "]", "MASK", "PAD")).containsExactly("[", "MASK", "]", "[", "PAD", "]");
    assertThat(pieces("[MASK]", "[", "]")).containsExactly("[", "[UNK]", "]");
  }

  @Test
  void wordsOfMoreThanAHundredCodePointsAreUnknown() {
    String wide = Character.toString(0x1D41A);
    String[] pieces = {"a", "##a", wide, "##" + wide};
    assertThat(pieces("a".repeat(100), pieces)).hasSize(100).startsWith("a", "##a");
    assertThat(pieces("a".repeat(101), pieces)).containsExactly("[UNK]");
    assertThat(pieces(wide.repeat(100), pieces)).hasSize(100).startsWith(wide, "##" + wide);
    assertThat(pieces(wide.repeat(101), pieces)).containsExactly("[UNK]");
  }

  @Test
  void piecesOfOneUnitOfASurrogatePairDoNotExist() {
    String first = Character.toString(0x1F600);
    String second = Character.toString(0x1F601);
    assertThat(pieces(first + second, first, "##" + second)).containsExactly(first, "##" + second);
    assertThat(pieces(second, first)).containsExactly("[UNK]");
  }

  @Test
  void nothingGivesNothing() {
    assertThat(pieces("", "a")).isEmpty();
    assertThat(pieces(" \u200B ", "a")).isEmpty();
  }

  @Test
  void encodingIsCuttingTheNormalizersWords() throws IOException {
    long seed = 21;
    SplittableRandom random = new SplittableRandom(seed);
    Vocabulary vocabulary = MadeUpText.vocabulary();
    List<String> lines = MadeUpText.lines();
    for (boolean flag : new boolean[] {false, true}) {
      WordPieceTokenizer tokenizer = new WordPieceTokenizer(vocabulary, new TextNormalizer(flag, flag));
      for (int round = 0; round < 3000; round++) {
        String line = lines.get(random.nextInt(lines.size()));
        String text = RandomText.of(random, random.nextInt(30)) + line.substring(random.nextInt(line.length()))
            + RandomText.of(random, random.nextInt(3));
        assertThat(tokenizer.encode(text)).as("seed %d, round %d", seed, round).isEqualTo(reference(tokenizer, text));
        assertThat(tokenizer.encode(new StringBuilder(text))).isEqualTo(tokenizer.encode(text));
      }
    }
  }

  @Test
  void aBigVocabularyFindsEachOfItsTokens() {
    List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
    for (int i = 0; i < 40_000; i++) {
      tokens.add((i % 2 == 0 ? "" : "##") + Integer.toString(i * 7919, 36));
    }
    WordPieceTokenizer tokenizer = new WordPieceTokenizer(Vocabulary.of(tokens), CASED);
    for (int id = Vocabulary.SPECIAL.size(); id < tokens.size(); id += 2) {
      assertThat(tokenizer.encode(tokens.get(id))).containsExactly(id);
    }
  }

  /** By substrings and the vocabulary's map, as the published code does it. */
  private static int[] reference(WordPieceTokenizer tokenizer, String text) {
    List<Integer> ids = new ArrayList<>();
    for (String word : tokenizer.normalizer().words(text)) {
      List<Integer> cut = new ArrayList<>();
      int start = 0;
      while (start < word.length()) {
        int end = word.length();
        while (end > start && tokenizer.vocabulary().id((start == 0 ? "" : "##") + word.substring(start, end)) < 0) {
          end--;
        }
        if (end == start) {
          break;
        }
        cut.add(tokenizer.vocabulary().id((start == 0 ? "" : "##") + word.substring(start, end)));
        start = end;
      }
      boolean whole = start == word.length() && word.codePointCount(0, word.length()) <= 100;
      ids.addAll(whole ? cut : List.of(tokenizer.vocabulary().unknown()));
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<String> pieces(String text, String... tokens) {
    Vocabulary vocabulary = Vocabulary.of(Stream.concat(Vocabulary.SPECIAL.stream(), Arrays.stream(tokens)).toList());
    int[] ids = new WordPieceTokenizer(vocabulary, CASED).encode(text);
    return Arrays.stream(ids).mapToObj(vocabulary::token).toList();
  }
}
