package org.electra4j.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.core.text.WordPieceTrainer;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What computes something else has no speed: right answers pass the checks, wrong ones do not. */
class AnswersTest {
  private static final TextNormalizer UNCASED = new TextNormalizer(true, true);

  static Stream<String> rowKernels() {
    return Area.ROWS.whats().stream().map(what -> what.substring(0, what.indexOf(' ')));
  }

  @ParameterizedTest
  @MethodSource("rowKernels")
  void ofRowKernels(String name) {
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(2)) {
      RowKernel kernel = RowKernel.of(name, new RowOperands(arena, workers, 5, 37));
      // Before the first pass there is nothing but zeros.
      assertThatThrownBy(() -> kernel.check().run()).isInstanceOf(IllegalStateException.class).hasMessageContaining("wanted");
      kernel.pass().accept(0);
      kernel.check().run();
      kernel.pass().accept(RowOperands.SETS - 1);
    }
  }

  @Test
  void ofPeers() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment wanted = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 3, -4);
      Operands.checkNear("sum", arena.allocateFrom(ValueLayout.JAVA_FLOAT, 3.0001f, -4), wanted, 1e-4);
      assertThatThrownBy(() -> Operands.checkNear("sum", arena.allocateFrom(ValueLayout.JAVA_FLOAT, 3.01f, -4), wanted, 1e-4))
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("relative distance");
      assertThatThrownBy(() -> Operands.checkNear("sum", arena.allocateFrom(ValueLayout.JAVA_FLOAT, Float.NaN, -4), wanted, 1e-4))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void ofText() {
    GeneratedText text = new GeneratedText(60_000);
    Map<String, Long> counts = new HashMap<>();
    text.lines().forEach(line -> UNCASED.words(line).forEach(word -> counts.merge(word, 1L, Long::sum)));
    Vocabulary vocabulary = new WordPieceTrainer(500, 2, 100).train(counts);
    TextAnswers.checkVocabulary(vocabulary, counts, 500);
    assertThatThrownBy(() -> TextAnswers.checkVocabulary(vocabulary, counts, 501)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TextAnswers.checkVocabulary(vocabulary, Map.of("qx", 7L, vocabulary.token(499).replace("#", ""), 1L), 500))
        .isInstanceOf(IllegalStateException.class);
    WordPieceTokenizer tokenizer = new WordPieceTokenizer(vocabulary, UNCASED);
    TextAnswers.checkIds(tokenizer, text.lines());
    TextAnswers.checkIds(tokenizer, List.of("qqzzkk \u4e00 a" + "b".repeat(3)));
  }

  @Test
  void theTextIsTheSameEachTime() {
    GeneratedText text = new GeneratedText(20_000);
    assertThat(text.bytes()).isBetween(20_000L, 24_000L);
    assertThat(text.lines()).isEqualTo(new GeneratedText(20_000).lines());
    long bytes = text.documents().stream()
        .mapToLong(document -> 1 + String.join("\n", document).getBytes(StandardCharsets.UTF_8).length + 1).sum();
    assertThat(text.bytes()).isEqualTo(bytes);
  }
}
