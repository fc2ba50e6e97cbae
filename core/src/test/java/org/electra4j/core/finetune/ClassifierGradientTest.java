package org.electra4j.core.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.electra4j.core.data.Batch;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.model.DoubleElectra;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.Start;
import org.electra4j.core.objective.ReplacementSource.Uniform;
import org.electra4j.core.random.Draws;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every element of every gradient of encoder and head, with dropout on, against central differences of a double-precision twin. */
class ClassifierGradientTest {
  private static final int VOCABULARY = 13;
  private static final double STEP = 1e-5;
  /** Largest difference allowed, relative to the largest gradient of the same parameter. */
  private static final double TOLERANCE = 5e-4;

  @ParameterizedTest
  @CsvSource({"classes, 6", "values, 8"})
  void everyGradientEqualsItsDifferenceQuotient(String kind, int embeddingSize) {
    Task task = kind.equals("classes")
        ? new Task(kind, List.of("a", "b", "c"), Metric.ACCURACY, one(2), one(0))
        : new Task(kind, List.of(), Metric.PEARSON, one(0.5f), one(0));
    float[] labels = kind.equals("classes") ? new float[] {2, 0} : new float[] {0.9f, 0.2f};
    TaskBatch batch = new TaskBatch(batch(), labels);
    Draws draws = new Draws(7, 3);
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(2)) {
      Classifier classifier = new Classifier(config(embeddingSize), task, new Workspace(arena, workers), 2, 7);
      classifier.memory().initialise(workers, 11);
      classifier.memory().zeroGradients(workers);
      classifier.forward(batch, draws, true);
      classifier.backward();

      Map<String, double[]> values = values(classifier);
      DoubleElectra meaning = new DoubleElectra(config(embeddingSize), values, draws, workers);
      DoubleSupplier loss = () -> loss(meaning.classifierLogits(batch()), labels, task.regression());
      assertThat(classifier.loss()).isCloseTo(loss.getAsDouble(), within(1e-5));
      for (Parameter parameter : classifier.memory().plan().parameters()) {
        assertThat(relativeError(parameter, values.get(parameter.name()), loss)).as(parameter.name()).isLessThan(TOLERANCE);
      }
    }
  }

  @Test
  void aWrongGradientIsNoticed() {
    Task task = new Task("values", List.of(), Metric.PEARSON, one(0.5f), one(0));
    TaskBatch batch = new TaskBatch(batch(), new float[] {0.9f, 0.2f});
    Draws draws = new Draws(7, 3);
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(1)) {
      Classifier classifier = new Classifier(config(6), task, new Workspace(arena, workers), 2, 7);
      classifier.memory().initialise(workers, 11);
      classifier.forward(batch, draws, true);
      classifier.backward();
      Map<String, double[]> values = values(classifier);
      // The twin means other dropout draws than those of this step.
      DoubleElectra other = new DoubleElectra(config(6), values, new Draws(7, 4), workers);
      Parameter bias = classifier.memory().plan().get("main/layer/0/feed_forward/in/bias");
      assertThat(relativeError(bias, values.get(bias.name()), () -> loss(other.classifierLogits(batch()), batch.labels(), true)))
          .isGreaterThan(10 * TOLERANCE);
    }
  }

  @Test
  void dropoutIsOffOutsideTraining() {
    Task task = new Task("values", List.of(), Metric.PEARSON, one(0.5f), one(0));
    TaskBatch batch = new TaskBatch(batch(), new float[] {0.9f, 0.2f});
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(1)) {
      Classifier classifier = new Classifier(config(6), task, new Workspace(arena, workers), 2, 7);
      classifier.memory().initialise(workers, 11);
      classifier.forward(batch, new Draws(7, 3), false);
      double[] logits = new DoubleElectra(config(6), values(classifier), null, workers).classifierLogits(batch());
      assertThat(classifier.predictions()[0]).isCloseTo((float) logits[0], within(1e-5f));
      assertThat(classifier.predictions()[1]).isCloseTo((float) logits[1], within(1e-5f));
    }
  }

  /** The sum over the batch of cross-entropies or squared errors. */
  private static double loss(double[] logits, float[] labels, boolean regression) {
    int outputs = logits.length / labels.length;
    return IntStream.range(0, labels.length).mapToDouble(example -> {
      double[] row = Arrays.copyOfRange(logits, example * outputs, (example + 1) * outputs);
      return regression ? (row[0] - labels[example]) * (row[0] - labels[example])
          : Math.log(Arrays.stream(row).map(Math::exp).sum()) - row[(int) labels[example]];
    }).sum();
  }

  private static double relativeError(Parameter parameter, double[] value, DoubleSupplier loss) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < value.length; i++) {
      double kept = value[i];
      value[i] = kept + STEP;
      double above = loss.getAsDouble();
      value[i] = kept - STEP;
      double below = loss.getAsDouble();
      value[i] = kept;
      double quotient = (above - below) / (2 * STEP);
      double gradient = parameter.gradient().get(i / parameter.columns(), i % parameter.columns());
      largest = Math.max(largest, Math.abs(quotient));
      difference = Math.max(difference, Math.abs(quotient - gradient));
    }
    // A key's bias shifts all scores of a query alike: its true gradient is zero, and both sides are rounding.
    return difference / Math.max(largest, 1e-2);
  }

  private static ElectraConfig config(int embeddingSize) {
    ElectraConfig small = ElectraConfig.small(VOCABULARY);
    return new ElectraConfig(VOCABULARY, 9, embeddingSize, 8, 2, 4, 1, ClassifierHead.DROPOUT, small.objective(),
        small.masking(), 1, 50, new Start.Published(0.3)).withSource(new Uniform());
  }

  private static Batch batch() {
    int[] ids = {1, 5, 6, 2, 8, 9, 2, 1, 10, 11, 12, 2, 0, 0};
    int[] segments = {0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0};
    return new Batch(2, 7, ids, segments, new int[] {7, 5});
  }

  private static List<Example> one(float label) {
    return List.of(new Example("x", null, label));
  }

  private static Map<String, double[]> values(Classifier classifier) {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (Parameter parameter : classifier.memory().plan().parameters()) {
      float[] floats = parameter.value().toArray();
      values.put(parameter.name(), IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray());
    }
    return values;
  }
}
