package org.electra4j.experiments.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.electra4j.core.data.DatasetBuilder;
import org.electra4j.core.data.DatasetSettings;
import org.electra4j.core.data.ExamplePacker;
import org.electra4j.core.data.Packing;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.core.text.WordPieceTrainer;
import org.electra4j.experiments.run.DataPreparation;
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

/** From text to a vocabulary, token ids and packed examples; packing alone is one thread's work. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1000, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class TextBenchmark {
  /** The size of the vocabulary. */
  static final int PIECES = 8192;
  private static final long TEXT_BYTES = 4_000_000;
  private static final int LENGTH = 128;
  private static final int TASK_LINES = 64;

  /** Token ids of the text; a vocabulary trained from it; ids packed to examples; text to a file of packed examples. */
  @Param({"encode", "train-vocabulary", "pack", "build-dataset"})
  public String what;

  /** Workers; the caller is one of them. */
  @Param("1")
  public int threads;

  private final TextNormalizer normalizer = new TextNormalizer(true, true);
  private WorkerPool workers;
  private GeneratedText text;
  private List<String> lines;
  private WordPieceTokenizer tokenizer;
  private DatasetSettings settings;
  private List<List<int[]>> encoded;
  private Path folder;

  /** The text that all of them read. */
  static GeneratedText text() {
    return Once.TEXT;
  }

  /** The whole text, once. */
  static Work work(String what) {
    return Work.text(text().bytes());
  }

  /** Generates the text and checks the answer. */
  @Setup(Level.Trial)
  public void setUp() throws IOException {
    workers = new WorkerPool(threads);
    text = text();
    lines = text.lines();
    folder = Files.createTempDirectory("electra4j-bench");
    Map<String, Long> counts = DatasetBuilder.wordCounts(text, normalizer, workers, done -> { });
    Vocabulary vocabulary = train(counts);
    TextAnswers.checkVocabulary(vocabulary, counts, PIECES);
    tokenizer = new WordPieceTokenizer(vocabulary, normalizer);
    settings = DatasetSettings.of(vocabulary, LENGTH, Packing.FULL, 1);
    encoded = text.documents().stream().map(document -> document.stream().map(tokenizer::encode).toList()).toList();
    TextAnswers.checkIds(tokenizer, lines.subList(0, 2000));
    long tokens = encoded.stream().flatMap(List::stream).mapToLong(ids -> ids.length).sum();
    if (packed() != tokens || built() != tokens || encoded() != tokens) {
      throw new IllegalStateException("found %d tokens packed, %d in the file and %d encoded, wanted %d in each".formatted(packed(),
          built(), encoded(), tokens));
    }
  }

  private Vocabulary train(Map<String, Long> counts) {
    return new WordPieceTrainer(PIECES, DataPreparation.MIN_FREQUENCY, DataPreparation.LIMIT_ALPHABET).train(counts);
  }

  /** One pass over the text; returns what was made, so that it has to be made. */
  @Benchmark
  public long pass() throws IOException {
    return switch (what) {
      case "encode" -> encoded();
      case "train-vocabulary" -> train(DatasetBuilder.wordCounts(text, normalizer, workers, done -> { })).size();
      case "pack" -> packed();
      default -> built();
    };
  }

  /** Tokens of the text, encoded by all workers. */
  private long encoded() {
    long[] tokens = new long[Math.ceilDiv(lines.size(), TASK_LINES)];
    workers.run(tokens.length, (task, worker) -> {
      for (String line : lines.subList(task * TASK_LINES, Math.min(lines.size(), (task + 1) * TASK_LINES))) {
        tokens[task] += tokenizer.encode(line).length;
      }
    });
    long sum = 0;
    for (long some : tokens) {
      sum += some;
    }
    return sum;
  }

  /** Tokens of text in the packed examples. */
  private long packed() {
    ExamplePacker packer = new ExamplePacker(settings);
    long[] tokens = {0};
    for (int document = 0; document < encoded.size(); document++) {
      packer.pack(document, encoded.get(document),
          example -> tokens[0] += example.ids().length - (example.secondSegment() == example.ids().length ? 2 : 3));
    }
    return tokens[0];
  }

  /** Tokens of text in a file of packed examples. */
  private long built() throws IOException {
    Path file = folder.resolve("text.packed");
    DatasetBuilder.build(text, tokenizer, LENGTH, Packing.FULL, 1, file, workers, done -> { });
    long tokens = TextAnswers.tokensOf(file);
    Files.delete(file);
    return tokens;
  }

  /** Ends the threads and removes the folder. */
  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    workers.close();
    Files.delete(folder);
  }

  private static final class Once {
    static final GeneratedText TEXT = new GeneratedText(TEXT_BYTES);
  }
}
