package org.electra4j.core.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.junit.jupiter.api.Test;

class ExampleEncoderTest {
  private static final Vocabulary VOCABULARY = Vocabulary.of(Stream.concat(
      Stream.of(Vocabulary.PAD, Vocabulary.UNKNOWN, Vocabulary.CLASSIFIER, Vocabulary.SEPARATOR, Vocabulary.MASK),
      Stream.of("a", "b", "c", "d", "e", "f")).toList());
  private static final WordPieceTokenizer TOKENIZER = new WordPieceTokenizer(VOCABULARY, new TextNormalizer(true, true));

  @Test
  void oneTextStandsBetweenClassifierAndSeparator() {
    EncodedExample encoded = encode(8, "a B x", null);
    assertThat(tokens(encoded)).containsExactly("[CLS]", "a", "b", "[UNK]", "[SEP]");
    assertThat(encoded.secondBegins()).isEqualTo(5);
    assertThat(encoded.label()).isEqualTo(3);
    assertThat(tokens(encode(4, "a b c d", null))).containsExactly("[CLS]", "a", "b", "[SEP]");
  }

  @Test
  void twoTextsHaveASeparatorEach() {
    EncodedExample encoded = encode(8, "a b", "c d e");
    assertThat(tokens(encoded)).containsExactly("[CLS]", "a", "b", "[SEP]", "c", "d", "e", "[SEP]");
    assertThat(encoded.secondBegins()).isEqualTo(4);
  }

  @Test
  void theLongerTextIsCutFirstAndTheSecondWhereBothAreEqual() {
    assertThat(tokens(encode(6, "a b c", "d"))).containsExactly("[CLS]", "a", "b", "[SEP]", "d", "[SEP]");
    assertThat(tokens(encode(6, "a", "b c d e"))).containsExactly("[CLS]", "a", "[SEP]", "b", "c", "[SEP]");
    assertThat(tokens(encode(6, "a b", "c d"))).containsExactly("[CLS]", "a", "b", "[SEP]", "c", "[SEP]");
    assertThat(tokens(encode(7, "a b c", "d e f"))).containsExactly("[CLS]", "a", "b", "[SEP]", "d", "e", "[SEP]");
  }

  private static EncodedExample encode(int length, String first, String second) {
    return new ExampleEncoder(TOKENIZER, length).encode(new Example(first, second, 3));
  }

  private static List<String> tokens(EncodedExample encoded) {
    return Arrays.stream(encoded.ids()).mapToObj(VOCABULARY::token).toList();
  }
}
