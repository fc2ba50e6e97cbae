package org.electra4j.core.finetune;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;

/**
 * A labelled task with its examples.
 *
 * @param name such as cola
 * @param labels names of the classes in the order of their numbers; empty for a regression
 * @param metric the task's own score
 * @param train examples to fine-tune on
 * @param dev examples to score
 */
public record Task(String name, List<String> labels, Metric metric, List<Example> train, List<Example> dev) {
  private static final long SAMPLE_SEED = 20_200_325;

  /**
   * One labelled text or pair of texts.
   *
   * @param first text
   * @param second text, or null
   * @param label number of the class, or the value of a regression, from 0 to 1
   */
  public record Example(String first, String second, float label) {
    /** The same with its texts exchanged. */
    Example swapped() {
      return new Example(second, first, label);
    }
  }

  /** IllegalArgumentException for no examples, or a label that is no class of the task, or no value from 0 to 1. */
  public Task {
    labels = List.copyOf(labels);
    train = List.copyOf(train);
    dev = List.copyOf(dev);
    check(name, labels, train);
    check(name, labels, dev);
  }

  private static void check(String name, List<String> labels, List<Example> examples) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("task %s: no examples, expected some to train on and some to score".formatted(name));
    }
    for (Example example : examples) {
      float label = example.label();
      boolean fits = labels.isEmpty() ? label >= 0 && label <= 1 : label >= 0 && label < labels.size() && label == (int) label;
      if (!fits) {
        throw new IllegalArgumentException("task %s: label %s, expected %s".formatted(name, label,
            labels.isEmpty() ? "0 to 1" : "a whole number below " + labels.size()));
      }
    }
  }

  /**
   * With at most so many examples. Which ones is drawn by a fixed seed, so that it is the same for every model and fine-tuning; they keep
   * their order.
   */
  public Task sampled(int maxTrain, int maxDev) {
    return new Task(name, labels, metric, sample(train, maxTrain, 0), sample(dev, maxDev, 1));
  }

  private static List<Example> sample(List<Example> all, int most, int side) {
    if (all.size() <= most) {
      return all;
    }
    Draws draws = new Draws(SAMPLE_SEED, side);
    return IntStream.range(0, all.size()).boxed().sorted(Comparator.comparingLong(i -> draws.bits(Purpose.TASK_DATA, i))).limit(most)
        .sorted().map(all::get).toList();
  }

  /** Whether a value is predicted instead of a class. */
  public boolean regression() {
    return labels.isEmpty();
  }

  /** Numbers that the classifier puts out: one per class, or one. */
  int outputs() {
    return regression() ? 1 : labels.size();
  }

  /** The task's own metric, then the others that GLUE reports of it. */
  List<Metric> metrics() {
    Metric other = switch (name) {
      case "cola" -> Metric.ACCURACY;
      case "mrpc", "qqp" -> Metric.F1;
      case "sts-b" -> Metric.PEARSON;
      default -> metric;
    };
    return Stream.of(metric, other).distinct().toList();
  }
}
