package org.electra4j.core.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.electra4j.core.checkpoint.Checkpoint;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.optim.AdamWConfig;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTunerTest {
  private static final int WORDS = 20;
  private static final WordPieceTokenizer TOKENIZER = new WordPieceTokenizer(Vocabulary.of(Stream.concat(
      Stream.of(Vocabulary.PAD, Vocabulary.UNKNOWN, Vocabulary.CLASSIFIER, Vocabulary.SEPARATOR, Vocabulary.MASK, "good", "bad"),
      IntStream.range(0, WORDS).mapToObj(i -> "w" + i)).toList()), new TextNormalizer(true, true));
  private static final ElectraConfig MODEL = ElectraConfig.tiny(TOKENIZER.vocabulary().size());
  private static final FineTuner.Listener SILENT = (step, steps, loss) -> {};

  @Test
  void aTaskDecidedByOneTokenIsLearnedFromRandomWeights() {
    List<Double> losses = new ArrayList<>();
    FineTuner.Result result = run(words(400, 200), config(3e-3, 5), 1, 1, null, (step, steps, loss) -> {
      assertThat(step).isEqualTo(losses.size() + 1);
      assertThat(steps).isEqualTo(125);
      losses.add(loss);
    });
    assertThat(result.score()).isBetween(0.95, 1.0);
    assertThat(result.metrics()).containsExactly(Map.entry("accuracy", result.score()));
    assertThat(result.steps()).isEqualTo(125);
    assertThat(losses).hasSize(125);
    assertThat(losses.getFirst()).as("mean loss of a guess").isBetween(0.4, 1.2);
    assertThat(losses.subList(105, 125).stream().mapToDouble(Double::doubleValue).average().orElseThrow()).isBetween(0.0, 0.3);
  }

  @Test
  void aValueIsLearnedFromRandomWeights() {
    FineTuner.Result result = run(values(240, 100), config(5e-3, 6), 1, 1, null, SILENT);
    assertThat(result.metrics().sequencedKeySet()).containsExactly("spearman", "pearson");
    assertThat(result.score()).isEqualTo(result.metrics().get("spearman")).isBetween(0.9, 1.0);
    assertThat(result.metrics().get("pearson")).isBetween(0.9, 1.0);
  }

  @Test
  void weightsAreAFunctionOfTheSeedAndNotOfTheThreads() {
    Task task = words(50, 20);
    FineTuneConfig config = config(1e-3, 2.5);
    FineTuner.Result one = run(task, config, 1, 1, null, SILENT);
    assertThat(one.steps()).isEqualTo(Math.ceilDiv(50, 16) * 5 / 2);
    assertThat(run(task, config, 1, 2, null, SILENT)).isEqualTo(one);
    assertThat(run(task, config, 1, 3, null, SILENT)).isEqualTo(one);
    assertThat(run(task, config, 2, 1, null, SILENT).hashOfWeights()).isNotEqualTo(one.hashOfWeights());
  }

  @Test
  void dropoutIsTheConfigurationsAndNotTheModels() {
    Task task = words(50, 20);
    FineTuneConfig config = config(1e-3, 1).withDropout(0.1);
    FineTuner.Result dropped = run(MODEL.withDropout(0.1), task, config, 1, 1, null, SILENT);
    assertThat(run(MODEL.withDropout(0), task, config, 1, 1, null, SILENT)).isEqualTo(dropped);
    assertThat(run(MODEL.withDropout(0), task, config.withDropout(0), 1, 1, null, SILENT).hashOfWeights())
        .isNotEqualTo(dropped.hashOfWeights());
  }

  @Test
  void aCheckpointGivesTheEncoderAndNothingElse(@TempDir Path folder) {
    Task task = words(20, 20);
    // One update, at rate zero: what is hashed is what training starts from.
    FineTuneConfig still = config(1e-3, 0.5);
    Path checkpoint = folder.resolve("pretrained.safetensors");
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(1)) {
      Classifier pretrained = new Classifier(MODEL, task, new Workspace(arena, workers), 1, 5);
      pretrained.memory().initialise(workers, 77);
      Checkpoint.write(checkpoint, pretrained.memory(), Map.of(), List.of());

      Classifier expected = new Classifier(MODEL, task, new Workspace(arena, workers), 1, 5);
      expected.memory().initialise(workers, 1);
      assertThat(run(task, still, 1, 1, null, SILENT).hashOfWeights()).isEqualTo(expected.memory().hashOfWeights());
      for (int i = 0; i < expected.encoderParameters().size(); i++) {
        expected.encoderParameters().get(i).value().segment().copyFrom(pretrained.encoderParameters().get(i).value().segment());
      }
      assertThat(run(task, still, 1, 1, checkpoint, SILENT).hashOfWeights()).isEqualTo(expected.memory().hashOfWeights());
    }
  }

  @Test
  void aLossThatIsNotFiniteStopsTheRun() {
    Task task = words(40, 20);
    assertThatThrownBy(() -> run(task, config(1e30, 3), 1, 1, null, SILENT)).isInstanceOf(FineTuneException.class)
        .hasMessageMatching("fine-tuning words stopped at step \\d+: found that .* is (NaN|Infinity|not finite), expected "
            + "finite numbers; lower the learning rate \\(it is 1.0E30\\) or check the checkpoint");
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    Task task = words(20, 20);
    assertThatThrownBy(() -> run(ElectraConfig.tiny(9), task, config(1e-3, 1), 1, 1, null, SILENT)).isInstanceOf(ConfigException.class)
        .hasMessage("vocabularySize is 9, the vocabulary has 27 tokens: expected the vocabulary of pre-training");
    assertThatThrownBy(() -> run(MODEL.withPositions(16), task, config(1e-3, 1), 1, 1, null, SILENT)).isInstanceOf(ConfigException.class)
        .hasMessage("length is 32: expected at most the model's maxPositions, 16");
  }

  private static FineTuner.Result run(Task task, FineTuneConfig config, long seed, int threads, Path checkpoint,
      FineTuner.Listener listener) {
    return run(MODEL, task, config, seed, threads, checkpoint, listener);
  }

  private static FineTuner.Result run(ElectraConfig model, Task task, FineTuneConfig config, long seed, int threads, Path checkpoint,
      FineTuner.Listener listener) {
    try (WorkerPool workers = new WorkerPool(threads)) {
      return FineTuner.run(model, checkpoint, TOKENIZER, task, config, seed, workers, listener);
    }
  }

  private static FineTuneConfig config(double learningRate, double epochs) {
    return new FineTuneConfig(MODEL.dropout(), learningRate, 0.9, epochs, 0.1, 16, 32, new AdamWConfig(0.9, 0.999, 1e-6, 0), 1);
  }

  /** Whether "good" or "bad" stands somewhere among other words. */
  private static Task words(int train, int dev) {
    SplittableRandom random = new SplittableRandom(5);
    return new Task("words", List.of("bad", "good"), Metric.ACCURACY, examples(random, train), examples(random, dev));
  }

  private static List<Example> examples(SplittableRandom random, int count) {
    return IntStream.range(0, count).mapToObj(i -> {
      List<String> words = noise(random, 4 + random.nextInt(12));
      int label = random.nextInt(2);
      words.set(random.nextInt(words.size()), label == 1 ? "good" : "bad");
      return new Example(String.join(" ", words), null, label);
    }).toList();
  }

  /** Which share of the second text is "good". */
  private static Task values(int train, int dev) {
    SplittableRandom random = new SplittableRandom(6);
    return new Task("sts-b", List.of(), Metric.SPEARMAN, pairs(random, train), pairs(random, dev));
  }

  private static List<Example> pairs(SplittableRandom random, int count) {
    return IntStream.range(0, count).mapToObj(i -> {
      List<String> words = noise(random, 8);
      int good = random.nextInt(words.size() + 1);
      for (int place = 0; place < good; place++) {
        words.set(place, "good");
      }
      return new Example(String.join(" ", noise(random, 3)), String.join(" ", words), (float) good / words.size());
    }).toList();
  }

  private static List<String> noise(SplittableRandom random, int count) {
    return IntStream.range(0, count).mapToObj(i -> "w" + random.nextInt(WORDS)).collect(Collectors.toCollection(ArrayList::new));
  }
}
