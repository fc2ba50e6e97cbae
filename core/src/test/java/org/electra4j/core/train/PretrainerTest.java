package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.objective.ReplacementSource.Unigram;
import org.electra4j.core.optim.WarmupLinear;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PretrainerTest {
  @TempDir
  private Path folder;
  private PackedDataset data;
  private WorkerPool workers;

  @BeforeEach
  void open() {
    data = TinyData.write(folder.resolve("data"), 40, 1);
    workers = new WorkerPool(2);
  }

  @AfterEach
  void close() {
    workers.close();
    data.close();
  }

  @Test
  void lossesFallAndAreReportedAsTheyAre() {
    PretrainConfig config = PretrainSettings.apply(TinyData.CONFIG, Map.of("steps", "400", "learningRate", "1e-2"));
    WarmupLinear schedule = new WarmupLinear(1e-2, 400, 5);
    try (Pretrainer pretrainer = create(TinyData.MODEL.withDropout(0), config)) {
      double first = 0;
      double last = 0;
      for (int step = 0; step < 60; step++) {
        StepMetrics metrics = pretrainer.step();
        assertThat(metrics.step()).isEqualTo(step + 1).isEqualTo(pretrainer.stepsDone());
        assertThat(metrics.learningRate()).isEqualTo(schedule.at(step));
        assertThat(metrics.losses().total()).isCloseTo(metrics.losses().maskedLm() + 50 * metrics.losses().prediction(),
            withPercentage(1e-9));
        assertThat(metrics.replaced()).isBetween(0.02, 0.2);
        assertThat(metrics.tokens()).isBetween(6 * TinyData.LENGTH / 2, 6 * TinyData.LENGTH);
        first = step == 0 ? metrics.losses().maskedLm() : first;
        last += step >= 50 ? metrics.losses().maskedLm() / 10 : 0;
      }
      assertThat(first).isCloseTo(Math.log(TinyData.VOCABULARY), withPercentage(2));
      assertThat(last).isLessThan(first - 0.5);
    }
  }

  @Test
  void evaluatingIsAMeasurementAndNoMore() {
    try (PackedDataset heldOut = TinyData.write(folder.resolve("held-out"), 11, 2);
        Pretrainer evaluated = create(TinyData.MODEL, TinyData.CONFIG);
        Pretrainer left = create(TinyData.MODEL, TinyData.CONFIG)) {
      for (int step = 0; step < 3; step++) {
        Evaluation evaluation = evaluated.evaluate(heldOut, 100);
        assertThat(evaluated.evaluate(heldOut, 100)).isEqualTo(evaluation);
        assertThat(evaluation.tokens()).isEqualTo(heldOut.tokens());
        assertThat(evaluated.step()).isEqualTo(left.step());
      }
      assertThat(evaluated.hashOfWeights()).isEqualTo(left.hashOfWeights());
    }
  }

  @Test
  void anUntrainedModelEvaluatesAtChance() {
    try (PackedDataset heldOut = TinyData.write(folder.resolve("held-out"), 200, 2);
        Pretrainer pretrainer = create(TinyData.MODEL, TinyData.CONFIG)) {
      Evaluation evaluation = pretrainer.evaluate(heldOut, 150);
      assertThat(evaluation.maskedLmLoss()).isCloseTo(Math.log(TinyData.VOCABULARY), withPercentage(1));
      assertThat(evaluation.maskedLmAccuracy()).isBetween(0.0, 0.03);
      assertThat(evaluation.predictionLoss()).isCloseTo(Math.log(2), withPercentage(5));
      assertThat(evaluation.auc()).isBetween(0.4, 0.6);
      assertThat(evaluation.replaced()).isBetween(0.11, 0.15);
      assertThat(evaluation.tokens()).isLessThan(150 * TinyData.LENGTH);
    }
  }

  @Test
  void theCutIntoMicroBatchesIsNoPartOfAnEvaluationsMeaning() {
    PretrainConfig whole = PretrainSettings.apply(TinyData.CONFIG, Map.of("microBatch", "6"));
    try (PackedDataset heldOut = TinyData.write(folder.resolve("held-out"), 10, 2);
        Pretrainer parts = create(TinyData.MODEL, TinyData.CONFIG);
        Pretrainer together = create(TinyData.MODEL, whole)) {
      Evaluation inParts = parts.evaluate(heldOut, 10);
      Evaluation atOnce = together.evaluate(heldOut, 10);
      assertThat(inParts.maskedLmLoss()).isCloseTo(atOnce.maskedLmLoss(), withPercentage(1e-9));
      assertThat(inParts.predictionLoss()).isCloseTo(atOnce.predictionLoss(), withPercentage(1e-9));
      assertThat(inParts.auc()).isEqualTo(atOnce.auc());
      assertThat(inParts.replaced()).isEqualTo(atOnce.replaced());
    }
  }

  @Test
  void whereNothingIsLearnedThereIsNoMaskedLmFigure() {
    try (Pretrainer pretrainer = create(TinyData.MODEL.withSource(new Unigram()), TinyData.CONFIG)) {
      assertThat(pretrainer.step().losses().maskedLm()).isZero();
      Evaluation evaluation = pretrainer.evaluate(data, 5);
      assertThat(evaluation.maskedLmLoss()).isNaN();
      assertThat(evaluation.maskedLmAccuracy()).isNaN();
      assertThat(evaluation.predictionLoss()).isPositive();
    }
  }

  @Test
  void aLossThatIsNotFiniteWritesNoWeight() {
    PretrainConfig wild = PretrainSettings.apply(TinyData.CONFIG, Map.of("learningRate", "1e30", "warmupSteps", "0"));
    try (Pretrainer pretrainer = create(TinyData.MODEL, wild)) {
      pretrainer.step();
      Path checkpoint = folder.resolve("checkpoint");
      pretrainer.save(checkpoint, Map.of(), List.of());
      String before = pretrainer.hashOfWeights();
      assertThatThrownBy(pretrainer::step).isInstanceOf(PretrainException.class).hasMessageStartingWith("step 2: the ")
          .hasMessageContaining("expected a finite number; no weight was changed, and the newest checkpoint is " + checkpoint)
          .hasMessageEndingWith("try a lower learningRate or more warmupSteps");
      assertThat(pretrainer.hashOfWeights()).isEqualTo(before);
      assertThat(pretrainer.stepsDone()).isEqualTo(1);
    }
  }

  @Test
  void weightsThatAreNotFiniteAreNeverSaved() {
    PretrainConfig wild = PretrainSettings.apply(TinyData.CONFIG, Map.of("learningRate", "1e39", "warmupSteps", "0"));
    try (Pretrainer pretrainer = create(TinyData.MODEL, wild)) {
      assertThatThrownBy(pretrainer::step).isInstanceOf(PretrainException.class)
          .hasMessageStartingWith("step 1: a weight is no longer finite").hasMessageContaining("there is no checkpoint yet");
      Path file = folder.resolve("checkpoint");
      assertThatThrownBy(() -> pretrainer.save(file, Map.of(), List.of())).isInstanceOf(PretrainException.class);
      assertThatThrownBy(pretrainer::step).isInstanceOf(PretrainException.class);
      assertThat(file).doesNotExist();
    }
  }

  /** NaN and both infinities, in weights and in either moment, before each step of a run. */
  @Test
  void whatIsNotFiniteAnywhereStopsTheRunAndIsNeverSaved() {
    SplittableRandom random = new SplittableRandom(29);
    float[] bad = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int step = 1; step <= 25; step++) {
      for (int place = 0; place < 3; place++) {
        try (Pretrainer pretrainer = create(TinyData.TINIEST, TinyData.CONFIG)) {
          for (int done = 1; done < step; done++) {
            pretrainer.step();
          }
          ParameterMemory memory = pretrainer.memory();
          MemorySegment segment = List.of(memory.values(), memory.firstMoments(), memory.secondMoments()).get(place);
          // A vector of the main network that each step uses whole.
          Parameter parameter = memory.plan().get("main/embeddings/norm/scale");
          long at = parameter.offset() + random.nextLong(parameter.size());
          segment.setAtIndex(ValueLayout.JAVA_FLOAT, at, bad[random.nextInt(bad.length)]);
          assertThatThrownBy(pretrainer::step).as("step %d, place %d", step, place).isInstanceOf(PretrainException.class)
              .hasMessageStartingWith("step " + step + ": ");
          Path file = folder.resolve("checkpoint");
          assertThatThrownBy(() -> pretrainer.save(file, Map.of(), List.of())).isInstanceOf(PretrainException.class);
          assertThat(file).doesNotExist();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"12", "64"})
  void lengthsThatDoNotFitAreRefused(String length) {
    PretrainConfig config = PretrainSettings.apply(TinyData.CONFIG, Map.of("length", length));
    assertThatThrownBy(() -> create(TinyData.MODEL, config)).isInstanceOf(ConfigException.class)
        .hasMessage("length is " + length + ": expected 16, which the examples have");
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> create(TinyData.MODEL.withPositions(8), TinyData.CONFIG)).isInstanceOf(ConfigException.class)
        .hasMessage("length is 16: expected at most maxPositions, which is 8");
    ElectraConfig other = ElectraSettings.apply(TinyData.MODEL, Map.of("vocabularySize", "100"));
    assertThatThrownBy(() -> create(other, TinyData.CONFIG)).isInstanceOf(ConfigException.class)
        .hasMessage("vocabularySize is 100: expected 200, which the examples have");
  }

  private Pretrainer create(ElectraConfig model, PretrainConfig config) {
    return Pretrainer.create(model, config, 7, data, TinyData.SPECIAL, workers);
  }
}
