package org.electra4j.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextNormalizerTest {
  private static final TextNormalizer CASED = MadeUpText.CASED;
  private static final TextNormalizer UNCASED = MadeUpText.UNCASED;

  @Test
  void whiteSpaceOfEveryKindSeparatesWords() {
    assertThat(CASED.words(" a\tb\nc\rd\u00A0e\u2003f\u3000g\u2028h\u2029i ")).containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i");
    assertThat(CASED.words("")).isEmpty();
    assertThat(CASED.words(" \t\n\u3000 ")).isEmpty();
  }

  @Test
  void controlFormatAndPrivateCharactersVanishWithinAWord() {
    assertThat(CASED.words("a\0b\u0007c\u0085d\u200Be\uFEFFf\u00ADg\uFFFDh\uE000i\u001Cj")).containsExactly("abcdefghij");
    assertThat(CASED.words("\u200B \u0000")).isEmpty();
  }

  @Test
  void halvesOfSurrogatePairsVanish() {
    assertThat(CASED.words("a\uD83Db\uDE00c\uD83D")).containsExactly("abc");
    assertThat(CASED.words("a\uD83D\uDE00b")).containsExactly("a\uD83D\uDE00b");
  }

  @Test
  void ideographsStandAloneHangulAndKanaDoNot() {
    assertThat(CASED.words("ab中文cd")).containsExactly("ab", "中", "文", "cd");
    assertThat(CASED.words("한국어 ひらカタ")).containsExactly("한국어", "ひらカタ");
    assertThat(CASED.words("x\uD840\uDC00y")).containsExactly("x", "\uD840\uDC00", "y");
  }

  @Test
  void huggingFacesGapAmongTheIdeographsIsKept() {
    String inGap = Character.toString(0x2B820);
    String behindIt = Character.toString(0x2B920);
    assertThat(CASED.words("a" + inGap + "b")).containsExactly("a" + inGap + "b");
    assertThat(CASED.words("a" + behindIt + "b")).containsExactly("a", behindIt, "b");
  }

  @Test
  void punctuationStandsAloneOtherSymbolsDoNot() {
    assertThat(CASED.words("don't!?")).containsExactly("don", "'", "t", "!", "?");
    assertThat(CASED.words("a$b+c<d=e>f^g`h|i~j")).containsExactly("a", "$", "b", "+", "c", "<", "d", "=", "e", ">", "f", "^", "g", "`",
        "h", "|", "i", "~", "j");
    assertThat(CASED.words("5€ ©x «y»…—z")).containsExactly("5€", "©x", "«", "y", "»", "…", "—", "z");
    assertThat(CASED.words("[MASK]")).containsExactly("[", "MASK", "]");
  }

  @Test
  void uncasedLosesAccentsComposedOrNot() {
    assertThat(UNCASED.words("Élève E\u0301lève ÀÇñ Ộ")).containsExactly("eleve", "eleve", "acn", "o");
    assertThat(UNCASED.words("\u0301 a")).containsExactly("a");
    assertThat(UNCASED.words("Łódź ø đ")).containsExactly("łodz", "ø", "đ");
    assertThat(UNCASED.words("≠ \u037E")).containsExactly("=", ";");
  }

  @Test
  void casedKeepsAccentsAsTheyAre() {
    assertThat(CASED.words("Élève E\u0301")).containsExactly("Élève", "E\u0301");
  }

  @Test
  void eitherOptionWorksAlone() {
    assertThat(new TextNormalizer(true, false).words("ÉLÈVE 한")).containsExactly("élève", "한");
    assertThat(new TextNormalizer(false, true).words("ÉLÈVE")).containsExactly("ELEVE");
  }

  @Test
  void strippingTakesHangulAndKanaApart() {
    assertThat(UNCASED.words("한 가 が")).containsExactly("\u1112\u1161\u11AB", "\u1100\u1161", "か");
  }

  @Test
  void lowerCaseIgnoresNeighboursAndLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.of("tr"));
    try {
      assertThat(UNCASED.words("TITLE İI ΟΣ")).containsExactly("title", "ii", "οσ");
      assertThat(new TextNormalizer(true, false).words("İ")).containsExactly("i\u0307");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void marksThatStayAreInCanonicalOrder() {
    String tone = "\u302E";
    String killer = "\u1B44";
    assertThat(UNCASED.words("a" + tone + killer)).containsExactly("a" + killer + tone);
    assertThat(UNCASED.words("a" + killer + tone)).containsExactly("a" + killer + tone);
    assertThat(CASED.words("a" + tone + killer)).containsExactly("a" + tone + killer);
    String vowelSign = "\u0941";
    assertThat(UNCASED.words("a" + tone + vowelSign + killer)).as("a dropped starter holds the order up")
        .containsExactly("a" + tone + killer);
  }

  @Test
  void longWordsComeWhole() {
    assertThat(CASED.words("x".repeat(100_000) + " y")).containsExactly("x".repeat(100_000), "y");
  }

  @Test
  void randomTextsGiveWordsThatStayAsTheyAre() {
    long seed = 20;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 3000; round++) {
      String text = RandomText.of(random, 60);
      for (TextNormalizer normalizer : List.of(CASED, new TextNormalizer(true, false), UNCASED)) {
        List<String> words = normalizer.words(text);
        assertThat(words).as("seed %d, round %d", seed, round).doesNotContain("");
        assertThat(normalizer.words(String.join(" ", words))).as("seed %d, round %d", seed, round).isEqualTo(words);
      }
    }
  }
}
