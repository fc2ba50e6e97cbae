package org.electra4j.core.finetune;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.electra4j.core.data.HeldOut;
import org.electra4j.core.data.JdkProse;
import org.electra4j.core.data.JdkProse.Kind;
import org.electra4j.core.data.JdkProse.Paragraph;
import org.electra4j.core.finetune.BalancedSample.Candidate;
import org.electra4j.core.finetune.Task.Example;

/**
 * Labelled tasks made from the built-in corpus; dev examples come from the documents that are kept from pre-training.
 *
 * <p>Classes are equally frequent, no text stands on both sides, and the draw is fixed: the same archive gives the same tasks.
 * <ul>
 *   <li>paragraph-kind: what a paragraph is about, one of {@link Kind}.
 *   <li>module: which of the {@value #MODULES} modules with most descriptions a description comes from.
 * </ul>
 */
public final class ProseTasks {
  private static final String PARAGRAPH_KIND = "paragraph-kind";
  private static final String MODULE = "module";

  /** Their names: paragraph-kind, module. */
  public static final List<String> NAMES = List.of(PARAGRAPH_KIND, MODULE);

  private static final int MODULES = 6;
  /** Shorter paragraphs say too little of their kind. */
  private static final int KIND_WORDS = 4;
  /** Shorter descriptions say too little of their module. */
  private static final int MODULE_WORDS = 10;

  private ProseTasks() {}

  /** One task with at most so many examples, chosen by a fixed seed; TaskException if it is unknown or the corpus is too small for it. */
  public static Task of(JdkProse prose, String name, int maxTrain, int maxDev) {
    return of(prose.paragraphs(), name, maxTrain, maxDev);
  }

  static Task of(List<Paragraph> paragraphs, String name, int maxTrain, int maxDev) {
    return switch (name) {
      case PARAGRAPH_KIND -> paragraphKind(paragraphs, maxTrain, maxDev);
      case MODULE -> module(paragraphs, maxTrain, maxDev);
      default -> throw new TaskException("no task of the built-in corpus is called '%s': expected one of %s"
          .formatted(name, String.join(", ", NAMES)));
    };
  }

  private static Task paragraphKind(List<Paragraph> paragraphs, int maxTrain, int maxDev) {
    List<String> labels = Stream.of(Kind.values()).map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList();
    List<Candidate> candidates = paragraphs.stream().filter(longer(KIND_WORDS))
        .map(paragraph -> candidate(paragraph, paragraph.kind().ordinal(), List.of(paragraph.text()))).toList();
    return balanced(PARAGRAPH_KIND, labels, candidates, maxTrain, maxDev);
  }

  private static Task module(List<Paragraph> paragraphs, int maxTrain, int maxDev) {
    List<Paragraph> descriptions = paragraphs.stream().filter(paragraph -> paragraph.kind() == Kind.DESCRIPTION)
        .filter(longer(MODULE_WORDS)).toList();
    Map<String, Long> counts = descriptions.stream().collect(Collectors.groupingBy(Paragraph::module, TreeMap::new, Collectors.counting()));
    List<String> labels = counts.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder())).limit(MODULES)
        .map(Map.Entry::getKey).toList();
    List<Candidate> candidates = descriptions.stream().filter(paragraph -> labels.contains(paragraph.module()))
        .map(paragraph -> candidate(paragraph, labels.indexOf(paragraph.module()), List.of(paragraph.text()))).toList();
    return balanced(MODULE, labels, candidates, maxTrain, maxDev);
  }

  private static Task balanced(String name, List<String> labels, List<Candidate> candidates, int maxTrain, int maxDev) {
    BalancedSample sample = new BalancedSample(labels.size(), candidates);
    return task(name, labels, examples(sample.draw(false, maxTrain)), examples(sample.draw(true, maxDev)));
  }

  private static List<Example> examples(List<Candidate> candidates) {
    return candidates.stream().map(candidate -> new Example(candidate.texts().getFirst(), null, candidate.label())).toList();
  }

  private static Task task(String name, List<String> labels, List<Example> train, List<Example> dev) {
    if (train.isEmpty() || dev.isEmpty()) {
      throw new TaskException(("task %s: the corpus gives %d examples to train on and %d to score, expected some of each class %s; "
          + "use the src.zip of a whole JDK and allow at least one example per class").formatted(name, train.size(), dev.size(), labels));
    }
    return new Task(name, labels, Metric.ACCURACY, train, dev);
  }

  private static Candidate candidate(Paragraph paragraph, int label, List<String> texts) {
    return new Candidate(HeldOut.contains(paragraph.document()), label, texts);
  }

  private static Predicate<Paragraph> longer(int words) {
    return paragraph -> words(paragraph.text()) >= words;
  }

  private static int words(String text) {
    return text.strip().split("\\s+").length;
  }
}
