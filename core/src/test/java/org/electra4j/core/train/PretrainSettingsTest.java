package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.optim.AdamWConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PretrainSettingsTest {
  private static final PretrainConfig SMALL = PretrainConfig.small();

  @Test
  void theKeysAndTheirOrderAreFixed() {
    assertThat(PretrainSettings.of(SMALL).toString()).isEqualTo("{length=128, batchSize=128, microBatch=16, steps=1000000, "
        + "learningRate=5e-4, warmupSteps=10000, beta1=0.9, beta2=0.999, epsilon=1e-6, weightDecay=0.01, maxGradientNorm=1}");
  }

  @Test
  void everyConfigurationComesBackFromItsStrings() {
    PretrainConfig every = new PretrainConfig(9, 8, 7, 6, 1 / 3.0, 4.5, new AdamWConfig(0, 0.1 + 0.2, 1e-12, 0), 0.25);
    assertThat(PretrainSettings.apply(SMALL, PretrainSettings.of(every))).isEqualTo(every);
    assertThat(PretrainSettings.apply(SMALL, Map.of())).isEqualTo(SMALL);
  }

  @ParameterizedTest
  @CsvSource({"length, 2, at least 3", "batchSize, 0, at least 1", "microBatch, 129, '1 to batchSize, which is 128'", "microBatch, 0, 1 to",
      "steps, -1, 0 to", "steps, 2000000000000, 0 to", "learningRate, 0, above 0", "learningRate, -1, above 0",
      "learningRate, 1/0, above 0", "warmupSteps, -1, 0 or more", "beta1, 1, below 1", "beta2, -0.1, 0 or more",
      "epsilon, 0, above 0", "weightDecay, -1, 0 or more",
      "maxGradientNorm, 0, above 0", "steps, 1e3, a whole number", "learningRate, fast, a number"})
  void aValueThatIsNoneIsRefused(String key, String value, String message) {
    assertThatThrownBy(() -> PretrainSettings.apply(SMALL, Map.of(key, value))).isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(key + " is ").hasMessageContaining(message);
  }

  /** A preset's shards fit themselves to another batch; those that are asked for must fit. */
  @ParameterizedTest
  @CsvSource({"128, 16, 8", "128, 32, 4", "64, 16, 4", "96, 16, 2", "32, 32, 1", "48, 16, 1", "7, 3, 1", "1024, 16, 8"})
  void shardsAreHalvedAsFarAsTheBatchAsks(int batchSize, int microBatch, int shards) {
    PretrainConfig eight = PretrainSettings.apply(SMALL, Map.of("shards", "8"));
    Map<String, String> batch = Map.of("batchSize", Integer.toString(batchSize), "microBatch", Integer.toString(microBatch));
    assertThat(PretrainSettings.apply(eight, batch).shards()).isEqualTo(shards);
    assertThat(PretrainSettings.apply(SMALL, batch).shards()).isEqualTo(1);
  }

  @Test
  void anUnknownKeyIsNamedWithItsNearest() {
    assertThatThrownBy(() -> PretrainSettings.apply(SMALL, Map.of("learnRate", "1"))).isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("there is no key learnRate: did you mean learningRate? The keys are length, batchSize, ");
  }
}
