package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.core.objective.Stage;
import org.electra4j.core.optim.WarmupLinear;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagePlanTest {
  private static final ElectraConfig TWO_STAGE = ElectraSettings.apply(TinyData.TINIEST,
      Map.of("training", "two-stage", "generatorSteps", "3", "generatorSize", "1", "sharing", "none"));

  @TempDir
  private Path folder;

  @Test
  void everyStageIsATrainingOfItsOwn() {
    StagePlan plan = StagePlan.of(TWO_STAGE, TinyData.CONFIG);
    WarmupLinear second = new WarmupLinear(1e-3, 47, 5);
    for (long step = 0; step < 50; step++) {
      assertThat(plan.at(step)).isEqualTo(step < 3 ? Stage.GENERATOR : Stage.MAIN);
      assertThat(plan.copiesBefore(step)).isEqualTo(step == 3);
      assertThat(plan.rate(step)).isEqualTo(step < 3 ? new WarmupLinear(1e-3, 3, 5).at(step) : second.at(step - 3));
    }
  }

  @Test
  void oneStageIsThePublishedSchedule() {
    StagePlan plan = StagePlan.of(TinyData.TINIEST, TinyData.CONFIG);
    for (long step = 0; step < 50; step++) {
      assertThat(plan.at(step)).isEqualTo(Stage.TOGETHER);
      assertThat(plan.copiesBefore(step)).isFalse();
      assertThat(plan.rate(step)).isEqualTo(new WarmupLinear(1e-3, 50, 5).at(step));
    }
  }

  @Test
  void theSecondStageNeedsAStep() {
    PretrainConfig three = PretrainSettings.apply(TinyData.CONFIG, Map.of("steps", "3"));
    assertThatThrownBy(() -> StagePlan.of(TWO_STAGE, three)).isInstanceOf(ConfigException.class)
        .hasMessage("generatorSteps is 3: expected fewer than steps, which is 3");
  }

  /** The frozen network's values and moments stay, bit for bit; at the change the encoder is copied, heads and moments are not. */
  @Test
  void whatDoesNotLearnIsNotTouched() {
    try (PackedDataset data = TinyData.write(folder.resolve("data"), 20, 1); WorkerPool workers = new WorkerPool(2);
        Pretrainer pretrainer = Pretrainer.create(TWO_STAGE, PretrainSettings.apply(TinyData.CONFIG, Map.of("warmupSteps", "0")), 7, data,
            TinyData.SPECIAL, workers)) {
      Map<String, String> start = state(pretrainer);
      for (int step = 0; step < 3; step++) {
        StepMetrics metrics = pretrainer.step();
        assertThat(metrics.losses().prediction()).isZero();
        assertThat(metrics.losses().total()).isEqualTo(metrics.losses().maskedLm());
      }
      Map<String, String> changed = state(pretrainer);
      changed.forEach((name, hash) -> {
        if (name.contains("main/")) {
          assertThat(hash).as(name).isEqualTo(start.get(name));
        } else if (name.equals("generator/layer/0/attention/output/weight")) {
          assertThat(hash).as(name).isNotEqualTo(start.get(name));
        }
      });
      StepMetrics metrics = pretrainer.step();
      assertThat(metrics.losses().maskedLm()).as("still measured").isPositive();
      assertThat(metrics.losses().total()).isEqualTo(50 * metrics.losses().prediction());
      Map<String, String> after = state(pretrainer);
      after.forEach((name, hash) -> {
        if (name.contains("generator/")) {
          assertThat(hash).as(name).isEqualTo(changed.get(name));
        }
      });
      assertThat(after.get("main/layer/0/attention/output/weight")).isNotEqualTo(changed.get("main/layer/0/attention/output/weight"));
    }
  }

  /** With a rate of zero, which warm-up gives the stage's first update, what the main network has are the generator's weights. */
  @Test
  void theMainNetworkBeginsWithTheGeneratorsWeights() {
    try (PackedDataset data = TinyData.write(folder.resolve("data"), 20, 1); WorkerPool workers = new WorkerPool(2);
        Pretrainer pretrainer = Pretrainer.create(TWO_STAGE, TinyData.CONFIG, 7, data, TinyData.SPECIAL, workers)) {
      Map<String, String> start = state(pretrainer);
      for (int step = 0; step < 4; step++) {
        pretrainer.step();
      }
      Map<String, String> after = state(pretrainer);
      for (String name : List.of("embeddings/word", "embeddings/norm/scale", "projection/weight", "layer/0/feed_forward/out/weight")) {
        assertThat(after.get("main/" + name)).as(name).isEqualTo(after.get("generator/" + name))
            .isNotEqualTo(start.get("main/" + name));
      }
      assertThat(after.get("main/head/dense/weight")).isEqualTo(start.get("main/head/dense/weight"));
    }
  }

  /** Values and moments of every parameter, as text. */
  private static Map<String, String> state(Pretrainer pretrainer) {
    Map<String, String> state = new LinkedHashMap<>();
    pretrainer.memory().plan().parameters().forEach(parameter -> {
      state.put(parameter.name(), Arrays.toString(parameter.value().toArray()));
      state.put("moment1/" + parameter.name(), Arrays.toString(pretrainer.memory().firstMoment(parameter).toArray()));
      state.put("moment2/" + parameter.name(), Arrays.toString(pretrainer.memory().secondMoment(parameter).toArray()));
    });
    return state;
  }
}
