package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.electra4j.core.checkpoint.CheckpointException;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sick runs are noticed within a few steps, healthy ones raise no alarm; and a step that is made twice shows a flipped bit. */
class LossWatchTest {
  private static final int STEPS = 150;

  @TempDir
  private Path folder;

  @Test
  void noAlarmOnHealthyRuns() {
    for (long seed = 1; seed <= 4; seed++) {
      assertThat(train(seed, Long.MAX_VALUE, pretrainer -> { }).spikes()).as("seed %d", seed).isEmpty();
    }
    for (long seed = 1; seed <= 20; seed++) {
      LossWatch watch = new LossWatch();
      SplittableRandom random = new SplittableRandom(seed);
      for (long step = 1; step <= 5000; step++) {
        double curve = 20 + 25 * Math.exp(-step / 300.0);
        assertThat(watch.jumps(step, curve * (1 + 0.03 * random.nextGaussian()))).as("seed %d, step %d", seed, step).isFalse();
      }
    }
  }

  /** Weights grow by half at once, as from a far too high rate. */
  @Test
  void aJumpIsNoticedWithinFiveSteps() {
    for (long seed = 1; seed <= 10; seed++) {
      long at = 40 + 10 * seed;
      LossWatch watch = train(seed, at, pretrainer -> scale(pretrainer, 3));
      assertThat(watch.spikes()).as("seed %d", seed).isNotEmpty();
      assertThat(watch.spikes().getFirst()).as("seed %d", seed).isBetween(at, at + 5);
    }
  }

  private interface Illness {
    void strike(Pretrainer pretrainer);
  }

  private LossWatch train(long seed, long at, Illness illness) {
    LossWatch watch = new LossWatch();
    PretrainConfig config = PretrainSettings.apply(TinyData.CONFIG, Map.of("steps", Integer.toString(STEPS)));
    try (PackedDataset data = TinyData.write(folder.resolve("data" + seed), 200, seed); WorkerPool workers = new WorkerPool(1);
        Pretrainer pretrainer = Pretrainer.create(TinyData.TINIEST, config, seed, data, TinyData.SPECIAL, workers)) {
      for (int step = 1; step <= STEPS; step++) {
        if (step == at) {
          illness.strike(pretrainer);
        }
        StepMetrics metrics = pretrainer.step();
        watch.jumps(metrics.step(), metrics.losses().total());
      }
    }
    return watch;
  }

  private static void scale(Pretrainer pretrainer, float factor) {
    MemorySegment values = pretrainer.memory().values();
    for (long i = 0; i < values.byteSize() / Float.BYTES; i++) {
      values.setAtIndex(ValueLayout.JAVA_FLOAT, i, factor * values.getAtIndex(ValueLayout.JAVA_FLOAT, i));
    }
  }

  @Test
  void aJumpIsOneEventAndStayingUpThereIsMore() {
    LossWatch watch = steady();
    for (long step = 101; step <= 220; step++) {
      assertThat(watch.jumps(step, 30)).as("step %d", step).isEqualTo(step == 101 || step == 152 || step == 203);
    }
    assertThat(watch.spikes()).containsExactly(101L, 152L, 203L);
    assertThat(watch.mean()).isBetween(9.9, 10.1);
  }

  /** Replaced-token detection, weighed 50 times, is a larger loss than filling in masks. */
  @Test
  void aSecondStageIsNoJump() {
    ElectraConfig model = ElectraSettings.apply(TinyData.TINIEST,
        Map.of("training", "two-stage", "generatorSteps", "40", "generatorSize", "1", "sharing", "none"));
    PretrainConfig config = PretrainSettings.apply(TinyData.CONFIG, Map.of("steps", "100"));
    try (PackedDataset data = TinyData.write(folder.resolve("data"), 200, 1); WorkerPool workers = new WorkerPool(1);
        Pretrainer pretrainer = Pretrainer.create(model, config, 1, data, TinyData.SPECIAL, workers)) {
      PretrainRun.Outcome outcome = PretrainRun.run(pretrainer, 100,
          new PretrainRun.Settings(folder.resolve("run"), 100, 10, 0, Map.of(), () -> false), new PretrainRun.Listener() { });
      List<CurvePoint> curve = outcome.curve();
      assertThat(curve.get(4).total()).isGreaterThan(2 * curve.get(3).total());
      assertThat(outcome.spikes()).isEmpty();
    }
  }

  private static LossWatch steady() {
    LossWatch watch = new LossWatch();
    for (long step = 1; step <= 100; step++) {
      watch.jumps(step, 10 + (step % 2 == 0 ? 0.1 : -0.1));
    }
    return watch;
  }

  @Test
  void goesThroughCheckpointsExactly() {
    LossWatch watch = steady();
    watch.jumps(101, 30);
    SequencedMap<String, String> state = new LinkedHashMap<>();
    watch.save(state);
    LossWatch loaded = LossWatch.load(Path.of("file"), state);
    SequencedMap<String, String> again = new LinkedHashMap<>();
    loaded.save(again);
    assertThat(again).isEqualTo(state);
    assertThat(loaded.spikes()).isEqualTo(List.of(101L));
    assertThat(LossWatch.load(Path.of("file"), Map.of()).spikes()).as("an older checkpoint").isEmpty();
    state.replaceAll((_, _) -> "x");
    assertThatThrownBy(() -> LossWatch.load(Path.of("file"), state)).isInstanceOf(CheckpointException.class);
  }

  @Test
  void aStepMadeTwiceIsTheStep() {
    try (PackedDataset data = TinyData.write(folder.resolve("data"), 40, 1); WorkerPool workers = new WorkerPool(2);
        Pretrainer once = Pretrainer.create(TinyData.TINIEST, TinyData.CONFIG, 7, data, TinyData.SPECIAL, workers);
        Pretrainer twice = Pretrainer.create(TinyData.TINIEST, TinyData.CONFIG, 7, data, TinyData.SPECIAL, workers)) {
      for (int step = 0; step < 5; step++) {
        assertThat(twice.verifiedStep()).isEqualTo(once.step());
      }
      assertThat(twice.hashOfWeights()).isEqualTo(once.hashOfWeights());
    }
  }

  @Test
  void aFlippedBitIsSeenByTheSecondComputation() {
    SplittableRandom random = new SplittableRandom(32);
    try (PackedDataset data = TinyData.write(folder.resolve("data"), 40, 1); WorkerPool workers = new WorkerPool(1)) {
      for (int flip = 0; flip < 200; flip++) {
        try (Pretrainer pretrainer = Pretrainer.create(TinyData.TINIEST, TinyData.CONFIG, 7, data, TinyData.SPECIAL, workers)) {
          pretrainer.step();
          MemorySegment values = pretrainer.memory().plan().parameters().iterator().next().value().segment();
          long at = random.nextLong(values.byteSize());
          int bit = random.nextInt(8);
          pretrainer.betweenTwoTimes(() ->
              values.set(ValueLayout.JAVA_BYTE, at, (byte) (values.get(ValueLayout.JAVA_BYTE, at) ^ 1 << bit)));
          assertThatThrownBy(pretrainer::verifiedStep).as("byte %d, bit %d", at, bit).isInstanceOf(PretrainException.class)
              .hasMessageStartingWith("step 2: ");
          assertThatThrownBy(() -> pretrainer.save(folder.resolve("checkpoint"), Map.of(), List.of()))
              .as("never saved").isInstanceOf(PretrainException.class);
        }
      }
    }
  }
}
