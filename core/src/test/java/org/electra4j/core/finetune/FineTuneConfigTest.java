package org.electra4j.core.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.util.List;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.nn.Initializer;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.optim.AdamWConfig;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;

class FineTuneConfigTest {

  @Test
  void tableSevenOfThePaper() {
    AdamWConfig undecayed = new AdamWConfig(0.9, 0.999, 1e-6, 0);
    assertThat(FineTuneConfig.published("cola", ElectraConfig.small(30522)))
        .isEqualTo(new FineTuneConfig(0.1, 3e-4, 0.8, 3, 0.1, 32, 128, undecayed, 1));
    assertThat(FineTuneConfig.published("rte", ElectraConfig.base(30522)))
        .isEqualTo(new FineTuneConfig(0.1, 1e-4, 0.8, 10, 0.1, 32, 128, undecayed, 1));
    assertThat(FineTuneConfig.published("sts-b", ElectraConfig.small(30522)).epochs()).isEqualTo(10);
    assertThat(FineTuneConfig.published("cola", ElectraConfig.small(30522).withPositions(64)).length()).isEqualTo(64);
  }

  @Test
  void aPartOfABatchIsAStep() {
    FineTuneConfig config = FineTuneConfig.published("cola", ElectraConfig.small(30522));
    assertThat(config.steps(8551)).isEqualTo(268 * 3);
    assertThat(config.steps(1)).isEqualTo(3);
    assertThat(new FineTuneConfig(0.1, 1e-4, 1, 0.01, 0, 32, 128, config.optimizer(), 1).steps(64)).isEqualTo(1);
  }

  @Test
  void whatHasNoMeaningIsRefusedByName() {
    AdamWConfig adam = AdamWConfig.PUBLISHED;
    assertRefused(() -> new FineTuneConfig(1, 3e-4, 0.8, 3, 0.1, 32, 128, adam, 1), "dropout is 1.0: expected 0 or more, below 1");
    assertRefused(() -> new FineTuneConfig(0.1, 0, 0.8, 3, 0.1, 32, 128, adam, 1), "learningRate is 0.0: expected more than 0");
    assertRefused(() -> new FineTuneConfig(0.1, Double.NaN, 0.8, 3, 0.1, 32, 128, adam, 1), "learningRate is NaN");
    assertRefused(() -> new FineTuneConfig(0.1, 1e-4, 1.1, 3, 0.1, 32, 128, adam, 1), "layerDecay is 1.1: expected more than 0, at most 1");
    assertRefused(() -> new FineTuneConfig(0.1, 1e-4, 0, 3, 0.1, 32, 128, adam, 1), "layerDecay is 0.0");
    assertRefused(() -> new FineTuneConfig(0.1, 1e-4, 0.8, 0, 0.1, 32, 128, adam, 1), "epochs is 0.0");
    assertRefused(() -> new FineTuneConfig(0.1, 1e-4, 0.8, 3, 1.5, 32, 128, adam, 1), "warmupShare is 1.5: expected 0 to 1");
    assertRefused(() -> new FineTuneConfig(0.1, 1e-4, 0.8, 3, 0.1, 0, 128, adam, 1), "batchSize is 0: expected at least 1");
    assertRefused(() -> new FineTuneConfig(0.1, 1e-4, 0.8, 3, 0.1, 32, 4, adam, 1), "length is 4: expected at least 5");
    assertRefused(() -> new FineTuneConfig(0.1, 1e-4, 0.8, 3, 0.1, 32, 128, adam, 0), "maxGradientNorm is 0.0");
  }

  @Test
  void eachLayerLearnsMoreSlowlyThanTheOneAbove() {
    Task task = new Task("t", List.of("a", "b"), Metric.ACCURACY, List.of(new Example("x", null, 0)), List.of(new Example("x", null, 1)));
    ElectraConfig twelveLayers = new ElectraConfig(9, 8, 4, 8, 12, 8, 1, 0.1, ElectraConfig.small(9).objective(),
        ElectraConfig.small(9).masking(), 1, 50, ElectraConfig.small(9).start());
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(1)) {
      Classifier classifier = new Classifier(twelveLayers, task, new Workspace(arena, workers), 1, 5);
      LayerRates rates = classifier.rates(0.8);
      for (Parameter parameter : classifier.memory().plan().parameters()) {
        String name = parameter.name();
        double expected = name.startsWith("classifier") ? 1
            : name.startsWith("main/embeddings") || name.startsWith("main/projection") ? 0.0440
            : StrictMath.pow(0.8, 13 - Integer.parseInt(name.split("/")[2]));
        assertThat(rates.applyAsDouble(parameter)).as(name).isCloseTo(expected, within(5e-5));
      }
      assertThat(rate(classifier, rates, "main/layer/0/feed_forward/norm/shift")).isCloseTo(0.0550, within(5e-5));
      assertThat(rate(classifier, rates, "main/layer/11/attention/output/bias")).isCloseTo(0.64, within(1e-12));
      assertThat(classifier.rates(1).applyAsDouble(classifier.encoderParameters().getFirst())).isEqualTo(1);

      Parameter stranger = new ParameterPlan().declare("classifier/dense/weight", 8, 2, Initializer.ZEROS, true);
      assertThatThrownBy(() -> rates.applyAsDouble(stranger)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("classifier/dense/weight [8, 2] has no layer");
    }
  }

  private static double rate(Classifier classifier, LayerRates rates, String name) {
    return rates.applyAsDouble(classifier.memory().plan().get(name));
  }

  private static void assertRefused(Runnable creation, String message) {
    assertThatThrownBy(creation::run).isInstanceOf(ConfigException.class).hasMessageStartingWith(message);
  }
}
