package org.electra4j.core.finetune;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.electra4j.core.checkpoint.Checkpoint;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.optim.AdamW;
import org.electra4j.core.optim.GradientNorm;
import org.electra4j.core.optim.WarmupLinear;
import org.electra4j.core.random.Draws;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.simd.WorkerPool;

/** Fine-tunes the main network with a classifier on [CLS], and scores it. */
public final class FineTuner {

  /** Told about progress, on the training thread. */
  @FunctionalInterface
  public interface Listener {
    /** Step {@code step} of {@code steps}, counted from 1, is done with this mean loss. */
    void stepped(long step, long steps, double loss);
  }

  /**
   * A score and what led to it.
   *
   * @param score by the task's own metric
   * @param metrics all that are reported of the task, by name, the task's own first; NaN where one is not defined
   * @param steps updates done
   * @param hashOfWeights of the fine-tuned model
   */
  public record Result(double score, SequencedMap<String, Double> metrics, long steps, String hashOfWeights) {}

  private final Task task;
  private final FineTuneConfig config;
  private final long seed;
  private final WorkerPool workers;
  private final int pad;
  private final Classifier classifier;

  private FineTuner(Task task, FineTuneConfig config, long seed, WorkerPool workers, int pad, Classifier classifier) {
    this.task = task;
    this.config = config;
    this.seed = seed;
    this.workers = workers;
    this.pad = pad;
    this.classifier = classifier;
  }

  /**
   * Fine-tunes from a checkpoint, or from random initial weights where it is null.
   *
   * @param model as the checkpoint was trained; its generator is not read
   * @throws ConfigException if model, vocabulary and configuration do not fit together
   * @throws FineTuneException if the loss or a weight is not finite
   */
  public static Result run(ElectraConfig model, Path checkpoint, WordPieceTokenizer tokenizer, Task task, FineTuneConfig config, long seed,
      WorkerPool workers, Listener listener) {
    check(model, tokenizer, config);
    ExampleEncoder encoder = new ExampleEncoder(tokenizer, config.length());
    List<EncodedExample> train = encoder.encode(task.train());
    List<EncodedExample> dev = encoder.encode(task.dev());
    int longest = Stream.of(train, dev).flatMap(List::stream).mapToInt(EncodedExample::length).max().orElseThrow();
    try (Arena arena = Arena.ofShared()) {
      Classifier classifier = new Classifier(model, task, new Workspace(arena, workers), config.batchSize(), longest);
      classifier.memory().initialise(workers, seed);
      if (checkpoint != null) {
        Checkpoint.readValues(checkpoint, classifier.encoderParameters());
      }
      FineTuner tuner = new FineTuner(task, config, seed, workers, tokenizer.vocabulary().pad(), classifier);
      long steps = tuner.train(train, listener);
      SequencedMap<String, Double> metrics = tuner.score(dev, steps);
      return new Result(metrics.get(task.metric().key()), metrics, steps, classifier.memory().hashOfWeights());
    }
  }

  private static void check(ElectraConfig model, WordPieceTokenizer tokenizer, FineTuneConfig config) {
    if (config.length() > model.maxPositions()) {
      throw new ConfigException("length is %d: expected at most the model's maxPositions, %d"
          .formatted(config.length(), model.maxPositions()));
    }
    if (tokenizer.vocabulary().size() != model.vocabularySize()) {
      throw new ConfigException("vocabularySize is %d, the vocabulary has %d tokens: expected the vocabulary of pre-training"
          .formatted(model.vocabularySize(), tokenizer.vocabulary().size()));
    }
  }

  private long train(List<EncodedExample> examples, Listener listener) {
    long steps = config.steps(examples.size());
    WarmupLinear schedule = new WarmupLinear(config.learningRate(), steps, config.warmupShare() * steps);
    AdamW optimizer = new AdamW(classifier.memory(), workers, config.optimizer(), classifier.rates(config.layerDecay()));
    int[] lengths = lengths(examples);
    long step = 0;
    for (long epoch = 0; step < steps; epoch++) {
      for (int[] places : BatchOrder.epoch(lengths, config.batchSize(), new Draws(seed, epoch))) {
        if (step == steps) {
          break;
        }
        double loss = step(TaskBatch.of(examples, places, pad), step, schedule.at(step), optimizer);
        step++;
        listener.stepped(step, steps, loss / places.length);
      }
    }
    return steps;
  }

  private double step(TaskBatch batch, long step, double rate, AdamW optimizer) {
    classifier.memory().zeroGradients(workers);
    classifier.forward(batch, new Draws(seed, step), true);
    check(classifier.loss(), "the loss", step);
    classifier.backward();
    double norm = GradientNorm.of(classifier.memory(), workers);
    check(norm, "the gradient's norm", step);
    if (!optimizer.step(rate, GradientNorm.scale(norm, config.maxGradientNorm()))) {
      throw stopped("a new weight is not finite", step);
    }
    return classifier.loss();
  }

  private void check(double value, String what, long step) {
    if (!Double.isFinite(value)) {
      throw stopped("%s is %s".formatted(what, value), step);
    }
  }

  private FineTuneException stopped(String found, long step) {
    return new FineTuneException(("fine-tuning %s stopped at step %d: found that %s, expected finite numbers; lower the learning rate "
        + "(it is %s) or check the checkpoint").formatted(task.name(), step + 1, found, config.learningRate()));
  }

  private SequencedMap<String, Double> score(List<EncodedExample> examples, long steps) {
    float[] predicted = new float[examples.size()];
    for (int[] places : BatchOrder.byLength(lengths(examples), config.batchSize())) {
      classifier.forward(TaskBatch.of(examples, places, pad), new Draws(seed, steps), false);
      check(classifier.loss(), "the loss of the dev set", steps - 1);
      float[] predictions = classifier.predictions();
      for (int i = 0; i < places.length; i++) {
        predicted[places[i]] = predictions[i];
      }
    }
    float[] gold = new float[examples.size()];
    for (int i = 0; i < gold.length; i++) {
      gold[i] = examples.get(i).label();
    }
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    for (Metric metric : task.metrics()) {
      metrics.put(metric.key(), metric.of(predicted, gold));
    }
    return metrics;
  }

  private static int[] lengths(List<EncodedExample> examples) {
    return examples.stream().mapToInt(EncodedExample::length).toArray();
  }
}
