package org.electra4j.experiments.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.electra4j.core.data.DatasetSettings;
import org.electra4j.core.data.DatasetWriter;
import org.electra4j.core.data.Example;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.data.Packing;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.optim.AdamWConfig;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.core.train.PretrainConfig;
import org.electra4j.core.train.Pretrainer;
import org.electra4j.core.train.StepMetrics;
import org.electra4j.simd.WorkerPool;

/** A training on random tokens, whose steps are timed. */
public final class RandomTraining implements AutoCloseable {
  private static final int BATCHES = 8;
  private static final int SPECIAL = 5;
  private static final long SEED = 7;
  /** The discriminator's last layer leans to one side at its start, by how much depends on the seed. */
  private static final double CHANCE_TOLERANCE = 0.05;

  private final Path folder;
  private final PackedDataset data;
  private final WorkerPool workers;
  private final Pretrainer pretrainer;

  /** Makes random text and checks that the first loss is what chance gives: a step that computes something else has no speed. */
  public RandomTraining(StepShape shape, int threads) throws IOException {
    folder = Files.createTempDirectory("electra4j-bench");
    data = randomText(shape);
    workers = new WorkerPool(threads);
    PretrainConfig config = new PretrainConfig(shape.length(), shape.examples(), shape.examples(), 1_000_000, 5e-4, 10_000,
        AdamWConfig.PUBLISHED, 1);
    pretrainer = Pretrainer.create(shape.model(), config, SEED, data, new SpecialTokens(0, 2, 3, 4), workers);
    double chance = StrictMath.log(shape.model().vocabularySize()) + 50 * StrictMath.log(2);
    double loss = pretrainer.step().losses().total();
    if (!(Math.abs(loss - chance) < CHANCE_TOLERANCE * chance)) {
      throw new IllegalStateException("first loss %s: wanted about %s".formatted(loss, chance));
    }
  }

  private PackedDataset randomText(StepShape shape) throws IOException {
    int vocabulary = shape.model().vocabularySize();
    int length = shape.length();
    Path file = file();
    DatasetSettings settings = new DatasetSettings(length, Packing.FULL, 0, vocabulary, "00".repeat(32), 0, 2, 3, 4);
    try (DatasetWriter writer = new DatasetWriter(file, settings)) {
      Draws draws = new Draws(SEED, 0);
      for (int example = 0; example < BATCHES * shape.examples(); example++) {
        int[] ids = new int[length];
        for (int position = 0; position < length; position++) {
          ids[position] = SPECIAL + draws.below(Purpose.PACKING, (long) example * length + position, vocabulary - SPECIAL);
        }
        ids[0] = settings.classifier();
        ids[length - 1] = settings.separator();
        writer.add(new Example(ids, length));
      }
      writer.commit();
    }
    return PackedDataset.open(file);
  }

  private Path file() {
    return folder.resolve("random.data");
  }

  /** One update: data, masking, both networks forward and backward with dropout, clipping, AdamW. */
  public StepMetrics step() {
    return pretrainer.step();
  }

  /** Frees memory, threads and the file. */
  @Override
  public void close() throws IOException {
    pretrainer.close();
    workers.close();
    data.close();
    Files.delete(file());
    Files.delete(folder);
  }
}
