package org.electra4j.core.finetune;

import java.util.List;

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

  /**
   * One labelled text or pair of texts.
   *
   * @param first text
   * @param second text, or null
   * @param label number of the class, or the value of a regression, from 0 to 1
   */
  public record Example(String first, String second, float label) {}

  /** Whether a value is predicted instead of a class. */
  public boolean regression() {
    return labels.isEmpty();
  }
}
