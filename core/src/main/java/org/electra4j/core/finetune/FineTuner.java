package org.electra4j.core.finetune;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.electra4j.core.checkpoint.Checkpoint;
import org.electra4j.core.huggingface.ModelFolder;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.optim.AdamW;
import org.electra4j.core.optim.GradientNorm;
import org.electra4j.core.optim.WarmupLinear;
import org.electra4j.core.random.Draws;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.simd.WorkerPool;

/** Fine-tunes the main network with a classifier on [CLS], a step at a time, and scores it. */
public final class FineTuner implements AutoCloseable {

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

  private final ElectraConfig model;
  private final Task task;
  private final FineTuneConfig config;
  private final long seed;
  private final WorkerPool workers;
  private final int pad;
  private final List<EncodedExample> train;
  private final List<EncodedExample> dev;
  private final int[] trainLengths;
  private final Arena arena;
  private final Classifier classifier;
  private final WarmupLinear schedule;
  private final AdamW optimizer;
  private long stepsDone;
  private long epochsBegun;
  /** Batches of this epoch that are still to come. */
  private Iterator<int[]> batches = Collections.emptyIterator();

  private FineTuner(ElectraConfig model, Task task, FineTuneConfig config, long seed, WorkerPool workers, int pad,
      List<EncodedExample> train, List<EncodedExample> dev, Arena arena, Classifier classifier) {
    this.model = model;
    this.task = task;
    this.config = config;
    this.seed = seed;
    this.workers = workers;
    this.pad = pad;
    this.train = train;
    this.dev = dev;
    this.trainLengths = lengths(train);
    this.arena = arena;
    this.classifier = classifier;
    schedule = new WarmupLinear(config.learningRate(), steps(), config.warmupShare() * steps());
    optimizer = new AdamW(classifier.memory(), workers, config.optimizer(), classifier.rates(config.layerDecay()));
  }

  /**
   * At its start: from a checkpoint, or from random initial weights where it is null. The workers are the caller's.
   *
   * @param model as the checkpoint was trained; its generator and its dropout are not read
   * @throws ConfigException if model, vocabulary and configuration do not fit together
   */
  public static FineTuner start(ElectraConfig model, Path checkpoint, WordPieceTokenizer tokenizer, Task task, FineTuneConfig config,
      long seed, WorkerPool workers) {
    check(model, tokenizer, config);
    ExampleEncoder encoder = new ExampleEncoder(tokenizer, config.length());
    List<EncodedExample> train = encoder.encode(task.train());
    List<EncodedExample> dev = encoder.encode(task.dev());
    int longest = Stream.of(train, dev).flatMap(List::stream).mapToInt(EncodedExample::length).max().orElseThrow();
    Arena arena = Arena.ofShared();
    try {
      ElectraConfig tuned = model.withDropout(config.dropout());
      Classifier classifier = new Classifier(tuned, task, new Workspace(arena, workers), config.batchSize(), longest);
      classifier.memory().initialise(workers, seed);
      if (checkpoint != null) {
        Checkpoint.readValues(checkpoint, classifier.encoderParameters());
      }
      return new FineTuner(model, task, config, seed, workers, tokenizer.vocabulary().pad(), train, dev, arena, classifier);
    } catch (Throwable failure) {
      arena.close();
      throw failure;
    }
  }

  /** From {@link #start} to the score; the listener is told of each step. FineTuneException if the loss or a weight is not finite. */
  public static Result run(ElectraConfig model, Path checkpoint, WordPieceTokenizer tokenizer, Task task, FineTuneConfig config, long seed,
      WorkerPool workers, Listener listener) {
    try (FineTuner tuner = start(model, checkpoint, tokenizer, task, config, seed, workers)) {
      return tuner.finish(listener);
    }
  }

  /** All steps that are left, then the score; the listener is told of each step. */
  public Result finish(Listener listener) {
    while (stepsDone < steps()) {
      double loss = step();
      listener.stepped(stepsDone, steps(), loss);
    }
    return score();
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

  /** Updates of the whole fine-tuning. */
  public long steps() {
    return config.steps(train.size());
  }

  /** Updates done. */
  public long stepsDone() {
    return stepsDone;
  }

  /** One update; the mean loss of its examples. FineTuneException if loss, gradient or a weight is not finite. */
  public double step() {
    if (!batches.hasNext()) {
      batches = BatchOrder.epoch(trainLengths, config.batchSize(), new Draws(seed, epochsBegun++)).iterator();
    }
    int[] places = batches.next();
    classifier.memory().zeroGradients(workers);
    classifier.forward(TaskBatch.of(train, places, pad), new Draws(seed, stepsDone), true);
    check(classifier.loss(), "the loss", stepsDone);
    classifier.backward();
    double norm = GradientNorm.of(classifier.memory(), workers);
    check(norm, "the gradient's norm", stepsDone);
    if (!optimizer.step(schedule.at(stepsDone), GradientNorm.scale(norm, config.maxGradientNorm()))) {
      throw stopped("a new weight is not finite", stepsDone);
    }
    stepsDone++;
    return classifier.loss() / places.length;
  }

  /** On the task's dev examples. */
  public Result score() {
    SequencedMap<String, Double> metrics = metrics();
    return new Result(metrics.get(task.metric().key()), metrics, stepsDone, classifier.memory().hashOfWeights());
  }

  /**
   * Writes the model as it is now for transformers: ElectraForSequenceClassification, with the task's labels.
   *
   * @param folder its own
   * @param around vocabulary, length and what README.md says
   */
  public void save(Path folder, ModelFolder.Surroundings around) {
    classifier.write(folder, model.main(), task.labels(), around);
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

  private SequencedMap<String, Double> metrics() {
    float[] predicted = new float[dev.size()];
    for (int[] places : BatchOrder.byLength(lengths(dev), config.batchSize())) {
      classifier.forward(TaskBatch.of(dev, places, pad), new Draws(seed, stepsDone), false);
      check(classifier.loss(), "the loss of the dev set", stepsDone - 1);
      float[] predictions = classifier.predictions();
      for (int i = 0; i < places.length; i++) {
        predicted[places[i]] = predictions[i];
      }
    }
    float[] gold = new float[dev.size()];
    for (int i = 0; i < gold.length; i++) {
      gold[i] = dev.get(i).label();
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

  /** Frees the model's memory. */
  @Override
  public void close() {
    arena.close();
  }
}
