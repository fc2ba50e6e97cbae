package org.electra4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.Start;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskRecipe;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.objective.Stage;
import org.electra4j.core.objective.WeightSharing;
import org.electra4j.core.optim.AdamW;
import org.electra4j.core.optim.AdamWConfig;
import org.electra4j.core.optim.GradientNorm;
import org.electra4j.core.optim.WarmupLinear;
import org.electra4j.core.random.Draws;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;

/**
 * The whole model against Hugging Face's, in double precision, from the same weights and the same masked and corrupted batch: logits,
 * losses, every gradient, and ten steps of the published AdamW. {@code src/test/python/golden_state.py} writes the golden states.
 */
class GoldenStateTest {
  private static final int STEPS = 10;
  private static final Draws DRAWS = new Draws(0, 0);

  /** The golden state's own setting, as in the script. */
  private record Setting(String name, ElectraConfig config, int batch, int length, int[] lengths, int samples, float spread, double peak) {}

  @Test
  void tinyModel() throws IOException {
    ElectraConfig config = new ElectraConfig(200, 128, 32, 32, 2, 8, 1, 0, Objective.electra(new LearnedGenerator(0.5,
        WeightSharing.EMBEDDINGS)), MaskRecipe.PUBLISHED, 1, 50, new Start.Published(0.02));
    compare(new Setting("tiny", config, 3, 24, new int[] {24, 17, 5}, 4096, 0.125f, 1e-3));
  }

  @Test
  void smallModel() throws IOException {
    compare(new Setting("small", ElectraConfig.small(30522).withDropout(0), 2, 128, new int[] {128, 100}, 64, 0.03125f, 1e-4));
  }

  private static void compare(Setting setting) throws IOException {
    Map<String, float[]> golden;
    try (InputStream file = GoldenStateTest.class.getResourceAsStream("golden-" + setting.name + ".safetensors")) {
      golden = GoldenFile.read(file.readAllBytes());
    }
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(2)) {
      Electra electra = Electra.create(setting.config, new Workspace(arena, workers), new SpecialTokens(0, 2, 3, 4), null, setting.batch,
          setting.length);
      for (Parameter parameter : electra.memory().plan().parameters()) {
        start(parameter, setting.spread);
      }
      AdamW optimizer = new AdamW(electra.memory(), workers, AdamWConfig.PUBLISHED, _ -> 1);
      WarmupLinear schedule = new WarmupLinear(setting.peak, 100, 4);
      MaskedBatch masked = masked(setting);
      CorruptedBatch corrupted = CorruptedBatch.of(masked, drawn(setting, masked));
      Worst worst = new Worst();
      for (int step = 0; step < STEPS; step++) {
        electra.memory().zeroGradients(workers);
        electra.forward(masked, DRAWS, Stage.TOGETHER, false);
        electra.judge(corrupted, DRAWS, false);
        float[] losses = golden.get("losses");
        // Step 1 is step 0 again, since its rate is 0. Then rounding goes through the optimizer, and the losses fall.
        double tolerance = step < 2 ? 1e-6 : 2e-4;
        worst.relative("masked-LM loss", electra.losses().maskedLm(), losses[3 * step], tolerance);
        worst.relative("discriminator loss", electra.losses().prediction(), losses[3 * step + 1], tolerance);
        if (step == 0) {
          worst.tensor("generator logits", sampled(electra.generatorLogits(), 8192), golden.get("logits/generator"), 0);
          worst.tensor("discriminator logits", validOnly(setting, electra.discriminatorLogits().toArray()),
              validOnly(setting, golden.get("logits/discriminator")), 0);
        }
        electra.backward();
        if (step == 0) {
          for (Parameter parameter : electra.memory().plan().parameters()) {
            worst.tensor("gradient " + parameter.name(), sampled(parameter.gradient(), setting.samples),
                golden.get("gradient/" + parameter.name()), golden.get("gradient-largest/" + parameter.name())[0]);
          }
        }
        double norm = GradientNorm.of(electra.memory(), workers);
        worst.relative("global norm", norm, losses[3 * step + 2], tolerance);
        optimizer.step(schedule.at(step), GradientNorm.scale(norm, 1));
      }
      for (Parameter parameter : electra.memory().plan().parameters()) {
        worst.tensor("value " + parameter.name(), sampled(parameter.value(), setting.samples), golden.get("value/" + parameter.name()), 0);
      }
      worst.report(setting.name);
    }
  }

  /** The formula of the script: Murmur3's finalizer, uniform in [-1, 1), times spread, around 1 for scales and 0 else. */
  private static void start(Parameter parameter, float spread) {
    CRC32 crc = new CRC32();
    crc.update(parameter.name().getBytes(StandardCharsets.UTF_8));
    boolean scale = parameter.name().endsWith("/scale");
    for (int row = 0; row < parameter.rows(); row++) {
      for (int column = 0; column < parameter.columns(); column++) {
        int word = hash((int) crc.getValue(), row * parameter.columns() + column);
        float unit = ((word >>> 8) - (1 << 23)) * 0x1p-23f;
        parameter.value().set(row, column, scale ? 1f + 0.25f * unit : spread * unit);
      }
    }
  }

  private static int hash(int start, int index) {
    int h = start + index * 0x9E3779B9;
    h = (h ^ h >>> 16) * 0x85EBCA6B;
    h = (h ^ h >>> 13) * 0xC2B2AE35;
    return h ^ h >>> 16;
  }

  private static MaskedBatch masked(Setting setting) {
    int rows = setting.batch * setting.length;
    int[] ids = new int[rows];
    int[] segments = new int[rows];
    int[] positions = new int[rows];
    int draws = 0;
    int tokens = 0;
    for (int example = 0; example < setting.batch; example++) {
      int first = example * setting.length;
      int length = setting.lengths[example];
      tokens += length;
      for (int position = 0; position < length; position++) {
        int word = hash(12345, first + position);
        ids[first + position] = position == 0 ? 2 : position == length - 1 ? 3
            : 5 + Integer.remainderUnsigned(word, setting.config.vocabularySize() - 5);
        segments[first + position] = position < length / 2 ? 0 : 1;
      }
      for (int position = 2; position < length - 1; position += 6) {
        positions[draws++] = first + position;
      }
    }
    positions = java.util.Arrays.copyOf(positions, draws);
    int[] maskedIds = ids.clone();
    int[] targets = new int[draws];
    for (int draw = 0; draw < draws; draw++) {
      targets[draw] = ids[positions[draw]];
      if (draw % 7 != 3) {
        maskedIds[positions[draw]] = 4;
      }
    }
    return new MaskedBatch(new Batch(setting.batch, setting.length, ids, segments, setting.lengths), maskedIds, positions, targets,
        new MaskedBatch.Place(0, 0, draws, draws, tokens, setting.batch));
  }

  private static int[] drawn(Setting setting, MaskedBatch masked) {
    int[] drawn = new int[masked.draws()];
    for (int draw = 0; draw < drawn.length; draw++) {
      int target = masked.targets()[draw];
      drawn[draw] = draw % 4 == 1 ? target : 5 + (target + 11 * draw) % (setting.config.vocabularySize() - 5);
    }
    return drawn;
  }

  private static float[] sampled(Tensor tensor, int samples) {
    float[] all = tensor.toArray();
    int step = Math.max(1, Math.ceilDiv(all.length, samples));
    float[] some = new float[Math.ceilDiv(all.length, step)];
    for (int i = 0; i < some.length; i++) {
      some[i] = all[i * step];
    }
    return some;
  }

  /** Padding has no defined logit. */
  private static float[] validOnly(Setting setting, float[] logits) {
    float[] valid = logits.clone();
    for (int row = 0; row < valid.length; row++) {
      if (row % setting.length >= setting.lengths[row / setting.length]) {
        valid[row] = 0;
      }
    }
    return valid;
  }

  /** The largest relative error so far, by kind of comparison. */
  private static final class Worst {
    private final Map<String, Double> byKind = new java.util.TreeMap<>();

    void relative(String what, double ours, double theirs, double tolerance) {
      add(what, what, Math.abs(ours - theirs) / Math.abs(theirs), tolerance);
    }

    /** Differences relative to the largest magnitude of the whole tensor, or of the samples where that is not known. */
    void tensor(String what, float[] ours, float[] theirs, float largest) {
      assertThat(ours).as(what).hasSameSizeAs(theirs);
      double difference = 0;
      double magnitude = largest;
      for (int i = 0; i < ours.length; i++) {
        difference = Math.max(difference, Math.abs((double) ours[i] - theirs[i]));
        magnitude = Math.max(magnitude, Math.abs(theirs[i]));
      }
      boolean logits = what.endsWith("logits");
      add(what, logits ? what : what.split(" ")[0], difference / magnitude, logits ? 1e-5 : 1e-4);
    }

    private void add(String what, String kind, double error, double tolerance) {
      assertThat(error).as("%s: relative error", what).isLessThan(tolerance);
      byKind.merge(kind, error, Math::max);
    }

    void report(String model) {
      System.getLogger("golden state").log(System.Logger.Level.INFO, model + ": largest relative errors " + byKind);
    }
  }
}
