package org.electra4j.experiments.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.electra4j.core.finetune.FineTuneConfig;
import org.electra4j.core.finetune.FineTuner;
import org.electra4j.core.finetune.Metric;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.simd.KernelCompilation;
import org.electra4j.simd.WorkerPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** An epoch of fine-tuning ELECTRA-Small: examples as long as those of a GLUE task, each batch as long as its longest. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1000, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 1000, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class FineTuneBenchmark {
  /** Examples of an epoch: each length of the task in its share. */
  private static final int EXAMPLES = 640;
  /** More than anybody measures. */
  private static final int EPOCHS = 10_000;
  private static final String TASK = "sst-2";
  private static final int VOCABULARY = 30_522;
  private static final int SPECIAL_TOKENS = 2;
  private static final long SEED = 7;
  /** Of a classifier of two classes, before it has learned anything. */
  private static final double CHANCE = StrictMath.log(2);

  /**
   * Token counts, [CLS] and [SEP] included, of SST-2's training sentences under the vocabulary of uncased BERT: every twentieth of the
   * sorted 67,349, from the shortest to the longest.
   */
  private static final int[] SST_2 = {3, 4, 4, 5, 6, 6, 7, 8, 8, 9, 10, 11, 13, 14, 16, 18, 20, 23, 27, 33, 66};

  /** The task whose lengths the examples have. */
  @Param(TASK)
  public String what;

  /** Workers; the caller is one of them. */
  @Param("1")
  public int threads;

  private WorkerPool workers;
  private FineTuner tuner;
  private long stepsOfAnEpoch;

  /** The tokens of an epoch, padding not counted; it has no limit to be compared with, since lengths differ. */
  static Work work(String what) {
    return Work.tokens(IntStream.of(lengths()).sum());
  }

  /** What a peer has to know to do the same epoch. */
  static void describe(Map<String, Object> argument) {
    ElectraConfig model = ElectraConfig.small(VOCABULARY);
    EncoderConfig network = model.main();
    argument.put("what", TASK);
    argument.put("batch", FineTuneConfig.published(TASK, model).batchSize());
    argument.put("lengths", lengths());
    argument.put("sizes", Map.of("vocabulary", VOCABULARY, "positions", model.maxPositions(), "embedding", model.embeddingSize(), "layers",
        model.layers(), "hidden", network.hiddenSize(), "heads", network.heads(), "feedForward", network.feedForwardSize(), "dropout",
        model.dropout()));
  }

  private static int[] lengths() {
    return IntStream.range(0, EXAMPLES).map(FineTuneBenchmark::length).toArray();
  }

  /** Between the two twentieths that the example's place in the sorted lengths lies between. */
  private static int length(int example) {
    double place = (example + 0.5) / EXAMPLES * (SST_2.length - 1);
    int below = (int) place;
    return (int) Math.rint(SST_2[below] + (place - below) * (SST_2[below + 1] - SST_2[below]));
  }

  /** Begins a fine-tuning from random weights; its first loss is checked. */
  @Setup(Level.Trial)
  public void setUp() {
    KernelCompilation.prepare();
    workers = new WorkerPool(threads);
    ElectraConfig model = ElectraConfig.small(VOCABULARY);
    FineTuneConfig config = FineTuneConfig.published(what, model).withEpochs(EPOCHS);
    stepsOfAnEpoch = Math.ceilDiv(EXAMPLES, config.batchSize());
    tuner = FineTuner.start(model, null, tokenizer(), task(), config, SEED, workers);
    double loss = tuner.step();
    if (!(Math.abs(loss - CHANCE) < 0.5 * CHANCE)) {
      throw new IllegalStateException("the first loss is %s, about %.2f was wanted".formatted(loss, CHANCE));
    }
    while (tuner.stepsDone() < stepsOfAnEpoch) {
      tuner.step();
    }
  }

  private static WordPieceTokenizer tokenizer() {
    List<String> special = List.of(Vocabulary.PAD, Vocabulary.UNKNOWN, Vocabulary.CLASSIFIER, Vocabulary.SEPARATOR, Vocabulary.MASK);
    Stream<String> words = IntStream.range(special.size(), VOCABULARY).mapToObj(FineTuneBenchmark::word);
    return new WordPieceTokenizer(Vocabulary.of(Stream.concat(special.stream(), words).toList()), new TextNormalizer(true, true));
  }

  private static String word(int id) {
    return "w" + id;
  }

  /** Random words, and a label that one of them decides. */
  private Task task() {
    List<Task.Example> examples = new ArrayList<>();
    int next = 1;
    for (int length : lengths()) {
      List<String> words = new ArrayList<>();
      for (int position = SPECIAL_TOKENS; position < length; position++) {
        next = (int) ((next * 48_271L) % Integer.MAX_VALUE);
        words.add(word(5 + next % (VOCABULARY - 5)));
      }
      examples.add(new Task.Example(String.join(" ", words), null, next % 2));
    }
    return new Task(what, List.of("0", "1"), Metric.ACCURACY, examples, examples.subList(0, 1));
  }

  /** An epoch. */
  @Benchmark
  public double epoch() {
    double loss = 0;
    for (long step = 0; step < stepsOfAnEpoch; step++) {
      loss += tuner.step();
    }
    return loss;
  }

  /** Frees memory and threads. */
  @TearDown(Level.Trial)
  public void tearDown() {
    tuner.close();
    workers.close();
  }
}
