package org.electra4j.experiments.sweep;

import java.util.Map;
import org.electra4j.core.data.Packing;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.Settings;
import org.electra4j.core.nn.Start;
import org.electra4j.core.objective.MaskRecipe;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.WeightSharing;
import org.electra4j.core.optim.AdamWConfig;
import org.electra4j.core.train.PretrainConfig;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.DataConfig;
import org.electra4j.experiments.run.Tuning;

/** Recipes of sweeps: what every cell has in common, and how many seeds. */
public enum SweepPreset {
  /** Three to ten minutes on two cores for each experiment: enough for every generator to learn some context, one seed. */
  QUICK(1) {
    @Override
    public Configuration configuration() {
      return recipe(new Start.Published(0.02), 5e-4, 2, 1000, 100, 25, 1024);
    }

    @Override
    public Tuning tuning() {
      return Tuning.published().with(Map.of("fineTuneMaxTrain", "2000", "fineTuneMaxDev", "1000", "fineTuneLength", "64"));
    }
  },
  /** An hour or two on two cores for each experiment: the recipe of the committed results on Wikipedia and GLUE. */
  OVERNIGHT(3) {
    @Override
    public Configuration configuration() {
      return recipe(new Start.Neighbours(0.02, 3), 2e-4, 2, 6000, 250, 50, 4096);
    }

    @Override
    public Tuning tuning() {
      return Tuning.published().with(Map.of("fineTuneMaxTrain", "2500", "fineTuneLength", "64"));
    }
  },
  /** Days: more layers, steps and seeds, and all examples of the tasks. */
  STANDARD(5) {
    @Override
    public Configuration configuration() {
      return recipe(new Start.Neighbours(0.02, 3), 2e-4, 4, 12_000, 500, 100, 4096);
    }

    @Override
    public Tuning tuning() {
      return Tuning.published().with(Map.of("fineTuneLength", "64"));
    }
  };

  private static final int VOCABULARY = 8192;
  private static final int HIDDEN = 128;
  private static final int HEAD_SIZE = 32;
  /** Two heads in the narrowest networks: one looks before, one after. */
  private static final int MINIMUM_HEADS = 2;
  private static final int LENGTH = 64;
  private static final int BATCH = 16;

  private final int seeds;

  SweepPreset(int seeds) {
    this.seeds = seeds;
  }

  /** What every cell has in common; its source is the paper's default. */
  public abstract Configuration configuration();

  /** How its models are fine-tuned. */
  public abstract Tuning tuning();

  /**
   * The size and schedule at which a small budget shows something: no dropout, small batches, a short warm-up. From the published start at
   * the published rate every generator leaves the unigram entropy in a thousand steps (docs/numerics.md, "Recipe of the sweeps"); the main
   * network needs more of them, and learns soonest from a start beside its neighbours at a low rate (docs/reproducing.md, "The budget").
   */
  private static Configuration recipe(Start start, double rate, int layers, long steps, double warmup, int logEvery,
      int evaluationExamples) {
    ElectraConfig model = new ElectraConfig(VOCABULARY, LENGTH, HIDDEN, HIDDEN, layers, HEAD_SIZE, MINIMUM_HEADS, 0,
        Objective.electra(new LearnedGenerator(0.25, WeightSharing.EMBEDDINGS)), MaskRecipe.PUBLISHED, 1, 50, start);
    PretrainConfig pretrain = new PretrainConfig(LENGTH, BATCH, BATCH, steps, rate, warmup, AdamWConfig.PUBLISHED, 1);
    return new Configuration(model, pretrain, new DataConfig(Packing.FULL, 1, true, true, logEvery, evaluationExamples));
  }

  /** Seeds of each cell. */
  public int seeds() {
    return seeds;
  }

  /** By name; ConfigException for one that is not there. */
  public static SweepPreset of(String name) {
    return Settings.choice("preset", name, SweepPreset.class);
  }
}
