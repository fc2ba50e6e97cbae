package org.electra4j.experiments.run;

import java.util.Map;
import java.util.function.Supplier;
import org.electra4j.core.data.Packing;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.Settings;
import org.electra4j.core.nn.Start;
import org.electra4j.core.optim.AdamWConfig;
import org.electra4j.core.train.PretrainConfig;
import org.electra4j.core.train.PretrainSettings;

/** Configurations with a name, for {@code pretrain}. */
public enum Preset {
  /** For trials: about a minute on two cores. */
  TINY(() -> new Configuration(ElectraConfig.tiny(4096),
      new PretrainConfig(64, 32, 32, 500, 1e-3, 50, AdamWConfig.PUBLISHED, 1), data(Packing.FULL, 10, 512))),
  /**
   * For a first model of one's own: four layers of 128 for 25 million tokens, by what runs of that size showed (docs/numerics.md): no
   * dropout, a start that looks beside itself, small batches. Under an hour on two cores. Four threads or processes can share one.
   */
  MINI(() -> new Configuration(
      ElectraConfig.sweep(16_000).withPositions(128).withDropout(0).withStart(new Start.Neighbours(0.02, 3)),
      new PretrainConfig(128, 16, 4, 12_000, 5e-4, 500, AdamWConfig.PUBLISHED, 1, 4), data(Packing.FULL, 100, 2048))),
  /** ELECTRA-Small (paper, table 6), whose batches eight threads or processes can share. */
  SMALL(() -> new Configuration(ElectraConfig.small(30_522), PretrainSettings.apply(PretrainConfig.small(), Map.of("shards", "8")),
      data(Packing.PUBLISHED, 1000, 4096))),
  /** ELECTRA-Base (paper, table 6), for sixteen. */
  BASE(() -> new Configuration(ElectraConfig.base(30_522),
      new PretrainConfig(512, 256, 4, 766_000, 2e-4, 10_000, AdamWConfig.PUBLISHED, 1, 16), data(Packing.PUBLISHED, 1000, 4096)));

  private final Supplier<Configuration> configuration;

  Preset(Supplier<Configuration> configuration) {
    this.configuration = configuration;
  }

  private static DataConfig data(Packing packing, int logEvery, int evaluationExamples) {
    return new DataConfig(packing, 1, true, true, logEvery, evaluationExamples);
  }

  /** Its configuration. */
  public Configuration configuration() {
    return configuration.get();
  }

  /** By name; ConfigException for one that is not there. */
  public static Preset of(String name) {
    return Settings.choice("preset", name, Preset.class);
  }
}
