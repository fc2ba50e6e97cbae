package org.electra4j.core.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.electra4j.core.data.DocumentSource;
import org.electra4j.core.data.HeldOut;
import org.electra4j.core.finetune.Task.Example;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTasksTest {
  private static final int SENTENCES = 10;

  @ParameterizedTest
  @ValueSource(strings = {"word-order", "sentence-order", "same-document"})
  void classesAreBalancedAndNoTextStandsOnBothSides(String name) {
    Task task = TextTasks.of(text(600), name, 200, 40);
    for (List<Example> side : List.of(task.train(), task.dev())) {
      Map<Float, Long> counts = side.stream().collect(Collectors.groupingBy(Example::label, Collectors.counting()));
      assertThat(counts).hasSize(2);
      assertThat(new HashSet<>(counts.values())).hasSize(1);
      assertThat(texts(side)).doesNotHaveDuplicates();
    }
    assertThat(task.train()).hasSizeBetween(180, 200);
    assertThat(task.dev()).hasSizeBetween(30, 40);
    assertThat(texts(task.dev())).doesNotContainAnyElementsOf(texts(task.train())).allMatch(text -> HeldOut.contains(document(text)));
    assertThat(texts(task.train())).noneMatch(text -> HeldOut.contains(document(text)));
    assertThat(texts(task.train()).stream().map(TextTasksTest::document).distinct().count()).as("documents").isGreaterThan(100);
    assertThat(TextTasks.of(text(600), name, 200, 40)).isEqualTo(task);
  }

  @Test
  void halfOfTheSentencesHaveTwoNeighboursExchanged() {
    Task task = TextTasks.of(text(200), "word-order", 200, 40);
    assertThat(task.labels()).containsExactly("exchanged", "in order");
    for (Example example : task.train()) {
      int document = document(example.first());
      String original = sentence(document, sentenceOf(example.first()));
      String[] words = example.first().split(" ");
      String[] before = original.split(" ");
      int[] moved = IntStream.range(0, words.length).filter(i -> !words[i].equals(before[i])).toArray();
      if (example.label() == 1) {
        assertThat(example.first()).isEqualTo(original);
      } else {
        assertThat(moved).as(example.first()).hasSize(2);
        assertThat(moved[1]).isEqualTo(moved[0] + 1);
        assertThat(moved[0]).isPositive();
        assertThat(moved[1]).isLessThan(words.length - 1);
        assertThat(words[moved[0]]).isEqualTo(before[moved[1]]);
        assertThat(words[moved[1]]).isEqualTo(before[moved[0]]);
      }
    }
  }

  @Test
  void halfOfTheNeighboursAreSwapped() {
    Task task = TextTasks.of(text(200), "sentence-order", 200, 40);
    assertThat(task.train()).allMatch(example -> document(example.first()) == document(example.second())
        && sentenceOf(example.second()) - sentenceOf(example.first()) == (example.label() == 1 ? 1 : -1));
  }

  @Test
  void halfOfThePairsComeFromOneDocument() {
    Task task = TextTasks.of(text(200), "same-document", 200, 40);
    assertThat(task.train()).allMatch(example -> (document(example.first()) == document(example.second())) == (example.label() == 1));
    assertThat(task.train()).filteredOn(example -> example.label() == 1)
        .allMatch(example -> sentenceOf(example.second()) - sentenceOf(example.first()) == SENTENCES / 2);
  }

  @Test
  void shortAndLongSentencesAreLeftOut() {
    List<String> lines = List.of("Too short.", "One " + "word ".repeat(40) + "too many.", "This one has enough of different words.");
    DocumentSource text = DocumentSource.of(IntStream.range(0, 80).mapToObj(i -> lines.stream()
        .map(line -> line.replace("One", "One" + i).replace("This", "This" + i)).toList()).toList(), "some text");
    Task task = TextTasks.of(text, "word-order", 200, 40);
    assertThat(texts(task.train())).isNotEmpty().allMatch(each -> each.startsWith("This"));
  }

  @Test
  void aTextThatIsTooSmallIsRefused() {
    assertThatThrownBy(() -> TextTasks.of(text(19), "word-order", 100, 100)).isInstanceOf(TaskException.class)
        .hasMessageContaining("task word-order: some text gives").hasMessageContaining("0 to score");
    assertThatThrownBy(() -> TextTasks.of(text(19), "colour", 100, 100)).isInstanceOf(TaskException.class)
        .hasMessageContaining("'colour': expected one of word-order, sentence-order, same-document");
  }

  @Test
  void aSampleIsDrawnWithoutRegardToOrder() {
    List<Example> examples = IntStream.range(0, 1000).mapToObj(i -> new Example("text " + i, null, i % 2)).toList();
    Task sampled = new Task("cola", List.of("0", "1"), Metric.MATTHEWS, examples, examples).sampled(500, 100);
    assertThat(sampled.train()).hasSize(500).isSubsetOf(examples);
    assertThat(sampled.dev()).hasSize(100).isNotEqualTo(sampled.train().subList(0, 100));
    assertThat(sampled.train().stream().filter(each -> each.label() == 1).count()).as("of 500, labels in turn").isBetween(220L, 280L);
    assertThat(sampled.train()).isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
  }

  private static int number(Example example) {
    return Integer.parseInt(example.first().substring("text ".length()));
  }

  private static List<String> texts(List<Example> examples) {
    return examples.stream().flatMap(example -> Stream.of(example.first(), example.second())).filter(text -> text != null).toList();
  }

  private static int document(String text) {
    return Integer.parseInt(text.replaceAll(".*d(\\d+)s\\d+x.*", "$1"));
  }

  private static int sentenceOf(String text) {
    return Integer.parseInt(text.replaceAll(".*d\\d+s(\\d+)x.*", "$1"));
  }

  private static String sentence(int document, int number) {
    return "Here d%ds%dx stands some other text of %d words.".formatted(document, number, number);
  }

  private static DocumentSource text(int documents) {
    return DocumentSource.of(IntStream.range(0, documents).mapToObj(document -> IntStream.range(0, SENTENCES / 2)
        .mapToObj(i -> sentence(document, 2 * i) + " " + sentence(document, 2 * i + 1)).toList()).toList(), "some text");
  }
}
