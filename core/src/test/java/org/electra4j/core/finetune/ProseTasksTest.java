package org.electra4j.core.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.electra4j.core.data.HeldOut;
import org.electra4j.core.data.JdkProse.Kind;
import org.electra4j.core.data.JdkProse.Paragraph;
import org.electra4j.core.finetune.Task.Example;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProseTasksTest {
  private static final int DOCUMENTS = 600;
  private static final String EVERYWHERE = "this very sentence stands in every single document";

  @ParameterizedTest
  @ValueSource(strings = {"paragraph-kind", "module"})
  void classesAreBalancedAndNoTextStandsOnBothSides(String name) {
    Task task = ProseTasks.of(paragraphs(), name, 120, 40);
    for (List<Example> side : List.of(task.train(), task.dev())) {
      Map<Float, Long> counts = side.stream().collect(Collectors.groupingBy(Example::label, Collectors.counting()));
      assertThat(counts).hasSize(task.labels().size());
      assertThat(new HashSet<>(counts.values())).hasSize(1);
      assertThat(texts(side)).doesNotHaveDuplicates().allMatch(text -> !text.toLowerCase(Locale.ROOT).contains(EVERYWHERE));
    }
    assertThat(task.train()).hasSizeBetween(100, 120);
    assertThat(task.dev()).hasSizeBetween(20, 40);
    assertThat(texts(task.dev())).doesNotContainAnyElementsOf(texts(task.train()));
    assertThat(texts(task.dev())).allMatch(text -> HeldOut.contains(documentOf(text)));
    assertThat(texts(task.train())).noneMatch(text -> HeldOut.contains(documentOf(text)));
    assertThat(ProseTasks.of(paragraphs(), name, 120, 40)).isEqualTo(task);
  }

  @Test
  void theKindOfAParagraphIsItsLabel() {
    Task task = ProseTasks.of(paragraphs(), "paragraph-kind", 120, 40);
    assertThat(task.labels()).containsExactly("description", "param", "return", "throws");
    assertThat(task.train()).allMatch(example -> example.first().contains(task.labels().get((int) example.label())));
  }

  @Test
  void theModulesWithMostDescriptionsAreTold() {
    Task task = ProseTasks.of(paragraphs(), "module", 120, 40);
    assertThat(task.labels()).containsExactlyInAnyOrder("module.0", "module.1", "module.2", "module.3", "module.4", "module.5");
    assertThat(task.train()).allMatch(example -> example.first().contains(task.labels().get((int) example.label())));
  }

  @Test
  void aCorpusThatIsTooSmallIsRefused() {
    List<Paragraph> few = paragraphs().subList(0, 20);
    assertThatThrownBy(() -> ProseTasks.of(few, "module", 100, 100)).isInstanceOf(TaskException.class)
        .hasMessageContaining("task module: the corpus gives").hasMessageContaining("0 to score");
    assertThatThrownBy(() -> ProseTasks.of(few, "colour", 100, 100)).isInstanceOf(TaskException.class)
        .hasMessageContaining("'colour': expected one of paragraph-kind, module");
  }

  private static List<String> texts(List<Example> examples) {
    return examples.stream().flatMap(example -> Stream.of(example.first(), example.second())).filter(text -> text != null).toList();
  }

  private static int documentOf(String text) {
    return Integer.parseInt(text.replaceAll(".*document (\\d+).*", "$1"));
  }

  private static List<Paragraph> paragraphs() {
    List<Paragraph> paragraphs = new ArrayList<>();
    for (int document = 0; document < DOCUMENTS; document++) {
      // Held-out documents are every twentieth: the pattern of modules must not be in step with them. A seventh one is rare.
      int number = document + document / 20 * 5;
      String module = "module." + (number % 19 == 0 ? 6 : number % 6);
      String about = " in document " + document + " of " + module;
      paragraphs.add(new Paragraph(document, module, Kind.DESCRIPTION, "A description of sentence 1" + about
          + ". Here stands its sentence 2" + about + ". And there comes sentence 3" + about + "."));
      paragraphs.add(new Paragraph(document, module, Kind.PARAM, "what the param is" + about));
      paragraphs.add(new Paragraph(document, module, Kind.RETURN, "what is given in return" + about));
      paragraphs.add(new Paragraph(document, module, Kind.THROWS, "if it throws" + about));
      paragraphs.add(new Paragraph(document, module, Kind.PARAM, "short"));
      paragraphs.add(new Paragraph(document, module, Kind.DESCRIPTION, "T" + EVERYWHERE.substring(1) + ". And one follows it."));
      paragraphs.add(new Paragraph(document, module, Kind.PARAM, EVERYWHERE));
    }
    return paragraphs;
  }
}
