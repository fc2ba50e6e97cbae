package org.electra4j.experiments.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.electra4j.core.data.DatasetSettings;
import org.electra4j.core.data.DatasetWriter;
import org.electra4j.core.data.Example;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.data.Packing;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.optim.AdamWConfig;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.core.train.Flops;
import org.electra4j.core.train.PretrainConfig;
import org.electra4j.core.train.Pretrainer;
import org.electra4j.core.train.StepMetrics;
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

/** A whole pre-training step: data, masking, both networks forward and backward with dropout, clipping, AdamW. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 8)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class StepBenchmark {
  private static final int BATCH = 32;
  private static final int SPECIAL = 5;
  private static final long SEED = 7;
  /** The discriminator's last layer leans to one side at its start, by how much depends on the seed. */
  private static final double CHANCE_TOLERANCE = 0.05;

  /** ELECTRA-Small as published at length 128, or the size that sweeps train at length 64; 32 examples per step. */
  @Param({"small", "sweep"})
  public String what;

  /** Workers; the caller is one of them. */
  @Param("1")
  public int threads;

  private Path folder;
  private PackedDataset data;
  private WorkerPool workers;
  private Pretrainer pretrainer;

  private static ElectraConfig config(String what) {
    return what.equals("small") ? ElectraConfig.small(30_522) : ElectraConfig.sweep(8192);
  }

  private static int length(String what) {
    return what.equals("small") ? 128 : 64;
  }

  /** The matrix products and the positions of one step. */
  static Work work(String what) {
    double tokens = BATCH * length(what);
    return Work.training(tokens * Flops.perToken(config(what), length(what)), tokens);
  }

  /** What a peer has to know to do the same step. */
  static SequencedMap<String, Object> sizes(String what) {
    ElectraConfig config = config(what);
    SequencedMap<String, Object> sizes = new LinkedHashMap<>();
    sizes.put("what", what);
    sizes.put("batch", BATCH);
    sizes.put("length", length(what));
    sizes.put("masked", config.masking().draws(length(what), length(what)));
    sizes.put("vocabulary", config.vocabularySize());
    sizes.put("positions", config.maxPositions());
    sizes.put("embedding", config.embeddingSize());
    sizes.put("layers", config.layers());
    sizes.put("dropout", config.dropout());
    sizes.put("discriminator", network(config.main()));
    sizes.put("generator", network(config.generator()));
    return sizes;
  }

  private static Map<String, Integer> network(EncoderConfig size) {
    return Map.of("hidden", size.hiddenSize(), "heads", size.heads(), "feedForward", size.feedForwardSize());
  }

  /** Makes random text and checks that the first loss is what chance gives: a step that computes something else has no speed. */
  @Setup(Level.Trial)
  public void setUp() throws IOException {
    ElectraConfig config = config(what);
    int length = length(what);
    folder = Files.createTempDirectory("electra4j-bench");
    Path file = folder.resolve("random.data");
    DatasetSettings settings = new DatasetSettings(length, Packing.FULL, 0, config.vocabularySize(), "00".repeat(32), 0, 2, 3, 4);
    try (DatasetWriter writer = new DatasetWriter(file, settings)) {
      Draws draws = new Draws(SEED, 0);
      for (int example = 0; example < 8 * BATCH; example++) {
        int[] ids = new int[length];
        for (int position = 0; position < length; position++) {
          ids[position] = SPECIAL + draws.below(Purpose.PACKING, (long) example * length + position, config.vocabularySize() - SPECIAL);
        }
        ids[0] = settings.classifier();
        ids[length - 1] = settings.separator();
        writer.add(new Example(ids, length));
      }
      writer.commit();
    }
    data = PackedDataset.open(file);
    workers = new WorkerPool(threads);
    PretrainConfig training = new PretrainConfig(length, BATCH, BATCH, 1_000_000, 5e-4, 10_000, AdamWConfig.PUBLISHED, 1);
    pretrainer = Pretrainer.create(config, training, SEED, data, new SpecialTokens(0, 2, 3, 4), workers);
    double chance = StrictMath.log(config.vocabularySize()) + 50 * StrictMath.log(2);
    double loss = pretrainer.step().losses().total();
    if (!(Math.abs(loss - chance) < CHANCE_TOLERANCE * chance)) {
      throw new IllegalStateException("first loss %s: wanted about %s".formatted(loss, chance));
    }
  }

  /** One update. */
  @Benchmark
  public StepMetrics step() {
    return pretrainer.step();
  }

  /** Frees memory, threads and the file. */
  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    pretrainer.close();
    workers.close();
    data.close();
    Files.delete(folder.resolve("random.data"));
    Files.delete(folder);
  }
}
