package org.electra4j.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {
  private static final String SPECIAL = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";

  @TempDir
  private Path folder;

  @Test
  void idsAreLineNumbers() {
    Vocabulary vocabulary = read("[PAD]\nthe\n[UNK]\n[MASK]\n##s\n[CLS]\n[SEP]\n");
    assertThat(vocabulary.size()).isEqualTo(7);
    assertThat(vocabulary.token(4)).isEqualTo("##s");
    assertThat(vocabulary.id("##s")).isEqualTo(4);
    assertThat(vocabulary.id("s")).isEqualTo(-1);
    assertThat(List.of(vocabulary.pad(), vocabulary.unknown(), vocabulary.classifier(), vocabulary.separator(), vocabulary.mask()))
        .containsExactly(0, 2, 5, 6, 3);
    assertThatThrownBy(() -> vocabulary.token(7)).isInstanceOf(IllegalArgumentException.class).hasMessage("token id 7, wanted 0 to 6");
    assertThatThrownBy(() -> vocabulary.token(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsWrittenIsReadAgainAndItsChecksumIsTheFiles() throws Exception {
    Vocabulary vocabulary = MadeUpText.vocabulary();
    Path file = folder.resolve("vocab.txt");
    Files.writeString(file, "older and longer than any vocabulary".repeat(1000));
    vocabulary.write(file);
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).isEqualTo(MadeUpText.resource("vocab-small.txt"));
    assertThat(vocabulary.checksum()).isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    Vocabulary again = Vocabulary.read(file);
    assertThat(again.checksum()).isEqualTo(vocabulary.checksum());
    assertThat(again.id("keeper")).isEqualTo(vocabulary.id("keeper")).isPositive();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void lineEndsOfOtherSystemsAByteOrderMarkAndAMissingLastLineEndChangeNothing() {
    String checksum = read(SPECIAL + "é\n").checksum();
    assertThat(read(SPECIAL.replace("\n", "\r\n") + "é\r\n").checksum()).isEqualTo(checksum);
    assertThat(read("\uFEFF" + SPECIAL + "é\n").checksum()).isEqualTo(checksum);
    assertThat(read(SPECIAL + "é").checksum()).isEqualTo(checksum);
    assertThat(read(SPECIAL + "e\n").checksum()).isNotEqualTo(checksum);
  }

  @Test
  void separatorsOfUnicodeDoNotEndALine() {
    assertThat(read(SPECIAL + "\u2028\n\u0085\n").size()).isEqualTo(7);
  }

  @Test
  void aMissingSpecialTokenIsNamed() {
    for (String special : Vocabulary.SPECIAL) {
      refuses(SPECIAL.replace(special + "\n", "") + "a\n", "special token " + special
          + " is missing among 5 lines: expected all of [PAD] [UNK] [CLS] [SEP] [MASK], each on a line of its own");
    }
    refuses("", "special token [PAD] is missing among 0 lines: expected all of [PAD] [UNK] [CLS] [SEP] [MASK], each on a line of its own");
  }

  @Test
  void paddingThatIsNotFirstIsRefusedWithTheReason() {
    refuses("a\nb\n" + SPECIAL, "[PAD] is on line 3, but must be on line 1, since padding has the id 0 in packed examples and in other "
        + "tools: move it there, if no model has been trained with these ids");
  }

  @Test
  void aTokenOnTwoLinesIsRefusedWithBoth() {
    refuses(SPECIAL + "a\nb\na\n", "lines 6 and 8 are both a, but a token has one id: remove one and train anew");
  }

  @Test
  void anEmptyLineIsRefused() {
    refuses(SPECIAL + "a\n\n", "line 7 is empty: expected a token on each line, remove the line if it is the last");
    refuses(SPECIAL + "\r\na\r\n", "line 6 is empty: expected a token on each line, remove the line if it is the last");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedWithTheirLine() throws IOException {
    Path file = folder.resolve("vocab.txt");
    Files.write(file, (SPECIAL + "a\n\u00E9\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Vocabulary.read(file)).isInstanceOf(VocabularyException.class)
        .hasMessage("vocabulary %s: byte 33 (line 7) is not UTF-8, found 0xe9; convert the text to UTF-8, for instance with iconv", file);
  }

  @Test
  void tokensThatAFileCannotHoldAreRefused() {
    assertThatThrownBy(() -> Vocabulary.of(List.of("[PAD]", "a\nb"))).isInstanceOf(VocabularyException.class).hasMessage(
        "vocabulary: line 2 holds a line break within a token: expected one token per line, lines ending in LF or CRLF");
    assertThatThrownBy(() -> Vocabulary.of(List.of("[PAD]", "a\uD83D"))).isInstanceOf(VocabularyException.class).hasMessage(
        "vocabulary: line 2 holds half of a surrogate pair, which UTF-8 cannot write: expected whole characters");
  }

  @Test
  void filesThatCannotBeReadOrWrittenAreNamed() {
    Path missing = folder.resolve("missing.txt");
    assertThatThrownBy(() -> Vocabulary.read(missing)).isInstanceOf(VocabularyException.class).hasCauseInstanceOf(IOException.class)
        .hasMessage("vocabulary " + missing + ": there is no such file: train one with the command vocab, or name another");
    assertThatThrownBy(() -> Vocabulary.read(folder)).isInstanceOf(VocabularyException.class)
        .hasMessageStartingWith("vocabulary " + folder + ": it cannot be read");
    Vocabulary vocabulary = read(SPECIAL);
    Path below = folder.resolve("vocab.txt").resolve("vocab.txt");
    assertThatThrownBy(() -> vocabulary.write(below)).isInstanceOf(VocabularyException.class).hasCauseInstanceOf(IOException.class)
        .hasMessageStartingWith("vocabulary " + below + ": it cannot be written");
  }

  private void refuses(String content, String message) {
    assertThatThrownBy(() -> read(content)).isInstanceOf(VocabularyException.class)
        .hasMessage("vocabulary " + folder.resolve("vocab.txt") + ": " + message);
  }

  private Vocabulary read(String content) {
    Path file = folder.resolve("vocab.txt");
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Vocabulary.read(file);
  }
}
