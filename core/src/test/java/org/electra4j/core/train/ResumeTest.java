package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.electra4j.core.checkpoint.CheckpointException;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.WeightSharing;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is cut off and goes on is the run that was not cut off, to the bit, curve and checkpoint file included. */
class ResumeTest {
  private static final int STEPS = 12;
  private static final int LOG_EVERY = 5;
  private static final Map<String, String> STATE = Map.of("corpus", "tiny");

  /** What a listener heard. */
  private static final class Heard implements PretrainRun.Listener {
    private final List<Long> steps = new ArrayList<>();
    private final List<CurvePoint> points = new ArrayList<>();
    private final List<Long> saved = new ArrayList<>();
    private long startedAt = -1;

    @Override
    public void started(long stepsDone, long steps) {
      startedAt = stepsDone;
    }

    @Override
    public void stepped(StepMetrics metrics) {
      steps.add(metrics.step());
    }

    @Override
    public void logged(CurvePoint point) {
      points.add(point);
    }

    @Override
    public void saved(long step, Path file) {
      saved.add(step);
    }
  }

  /** How a run ended, and its weights. */
  private record Ended(PretrainRun.Outcome outcome, String hash, Heard heard) {}

  @TempDir
  private Path folder;
  private PackedDataset data;

  @BeforeEach
  void write() {
    data = TinyData.write(folder.resolve("data"), 20, 1);
  }

  @AfterEach
  void close() {
    data.close();
  }

  @Test
  void stoppingAndGoingOnAtEveryStepChangesNothing() throws IOException {
    Ended whole = run("whole", STEPS, 2);
    assertThat(whole.outcome.finished()).isTrue();
    assertThat(whole.outcome.curve()).extracting(CurvePoint::step).containsExactly(5L, 10L, 12L);
    assertThat(whole.heard.points).isEqualTo(whole.outcome.curve());
    assertThat(whole.heard.saved).containsExactly(4L, 8L, 12L);
    for (int cut = 1; cut < STEPS; cut++) {
      Ended first = run("cut-" + cut, cut, 1);
      assertThat(first.outcome.finished()).isFalse();
      Ended second = run("cut-" + cut, STEPS, cut % 4 == 0 ? 3 : 1);
      assertThat(second.heard.startedAt).isEqualTo(cut);
      assertSame(second, whole, "cut after step " + cut);
      List<CurvePoint> heard = new ArrayList<>(first.heard.points);
      heard.addAll(second.heard.points);
      assertThat(heard).isEqualTo(whole.heard.points);
    }
  }

  @Test
  void goingOnFromEveryStepInOneFolderChangesNothing() throws IOException {
    Ended whole = run("whole", STEPS, 2);
    Ended last = null;
    for (int cut = 1; cut <= STEPS; cut++) {
      last = run("cut", cut, 1);
      assertThat(last.heard.steps).containsExactly((long) cut);
    }
    assertSame(last, whole, "cut after every step");
  }

  /** Killed between its last save and the end of the oldest checkpoint, a run is started again with nothing left to train. */
  @Test
  void whatAKilledRunDidNotDeleteGoes() throws IOException {
    run("killed", STEPS, 2);
    Path killed = folder.resolve("killed");
    Files.copy(killed.resolve("checkpoint-8.safetensors"), killed.resolve("checkpoint-4.safetensors"));
    run("killed", STEPS, 2);
    try (Stream<Path> files = Files.list(killed)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("checkpoint-")))
          .containsExactlyInAnyOrder("checkpoint-8.safetensors", "checkpoint-12.safetensors");
    }
  }

  private static void assertSame(Ended found, Ended expected, String what) throws IOException {
    assertThat(found.hash).as(what).isEqualTo(expected.hash);
    assertThat(found.outcome.curve()).as(what).isEqualTo(expected.outcome.curve());
    assertThat(found.outcome.checkpoint()).as(what).hasBinaryContent(Files.readAllBytes(expected.outcome.checkpoint()));
  }

  @Test
  void aFinishedRunIsFinished() {
    Ended first = run("run", STEPS, 1);
    Ended again = run("run", STEPS, 1);
    assertThat(again.heard.steps).isEmpty();
    assertThat(again.heard.saved).isEmpty();
    assertThat(again.hash).isEqualTo(first.hash);
    assertThat(again.outcome).isEqualTo(first.outcome);
    assertThat(first.outcome.checkpoint()).hasFileName("checkpoint-12.safetensors");
    assertThat(folder.resolve("run").toFile().list()).containsExactlyInAnyOrder("checkpoint-8.safetensors", "checkpoint-12.safetensors",
        "lock");
  }

  @Test
  void fromBehindADamagedCheckpointTheSameRunIsMade() throws IOException {
    Ended first = run("run", STEPS, 1);
    Path newest = first.outcome.checkpoint();
    byte[] good = Files.readAllBytes(newest);
    byte[] bad = good.clone();
    bad[bad.length / 2] ^= 1;
    Files.write(newest, bad);
    Ended again = run("run", STEPS, 1);
    assertThat(again.heard.startedAt).isEqualTo(8);
    assertThat(again.hash).isEqualTo(first.hash);
    assertThat(newest).hasBinaryContent(good);
    assertThat(folder.resolve("run/checkpoint-12.safetensors.damaged")).hasBinaryContent(bad);
  }

  @Test
  void aFolderIsOneConfigurationsForEver() {
    run("run", 4, 1);
    ElectraConfig other = TinyData.TINIEST.withSource(new LearnedGenerator(0.25, WeightSharing.EMBEDDINGS));
    assertRefused("generatorSize is 0.5, expected 0.25", other, TinyData.CONFIG, 7, STATE, LOG_EVERY);
    PretrainConfig slower = PretrainSettings.apply(TinyData.CONFIG, Map.of("learningRate", "1e-4"));
    assertRefused("learningRate is 0.001, expected 1e-4", TinyData.TINIEST, slower, 7, STATE, LOG_EVERY);
    assertRefused("seed is 7, expected 8", TinyData.TINIEST, TinyData.CONFIG, 8, STATE, LOG_EVERY);
    assertRefused("corpus is tiny, expected large", TinyData.TINIEST, TinyData.CONFIG, 7, Map.of("corpus", "large"), LOG_EVERY);
    assertRefused("more is missing, expected 1", TinyData.TINIEST, TinyData.CONFIG, 7, Map.of("corpus", "tiny", "more", "1"), LOG_EVERY);
    assertRefused("corpus is missing, expected tiny", TinyData.TINIEST, TinyData.CONFIG, 7, Map.of(), LOG_EVERY);
    assertRefused("logEvery is 5, expected 6", TinyData.TINIEST, TinyData.CONFIG, 7, STATE, 6);
    data.close();
    data = TinyData.write(folder.resolve("data"), 21, 1);
    assertRefused("data is ", TinyData.TINIEST, TinyData.CONFIG, 7, STATE, LOG_EVERY);
  }

  private void assertRefused(String message, ElectraConfig model, PretrainConfig config, long seed, Map<String, String> state,
      long logEvery) {
    Path run = folder.resolve("run");
    try (WorkerPool workers = new WorkerPool(1);
        Pretrainer pretrainer = Pretrainer.create(model, config, seed, data, TinyData.SPECIAL, workers)) {
      String start = pretrainer.hashOfWeights();
      assertThatThrownBy(() -> PretrainRun.run(pretrainer, STEPS, new PretrainRun.Settings(run, 4, logEvery, 0, state, () -> false),
          new Heard())).isInstanceOf(CheckpointException.class).hasMessageStartingWith(run.resolve("checkpoint-4.safetensors") + ": ")
          .hasMessageContaining(message).hasMessageContaining("the folder belongs to another configuration");
      assertThat(pretrainer.hashOfWeights()).isEqualTo(start);
    }
  }

  @Test
  void aRenamedCheckpointIsNoticed() throws IOException {
    run("run", 4, 1);
    Files.move(folder.resolve("run/checkpoint-4.safetensors"), folder.resolve("run/checkpoint-9.safetensors"));
    assertThatThrownBy(() -> run("run", STEPS, 1)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("stands at step 4, expected the 9 of its name");
  }

  @Test
  void whatAKilledRunLeftIsInNobodysWay() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.writeString(run.resolve(".checkpoint-4.safetensors.tmp-1"), "half of one", StandardCharsets.US_ASCII);
    Files.writeString(run.resolve("lock"), "", StandardCharsets.US_ASCII);
    Files.writeString(run.resolve("lock-holder"), "process 1", StandardCharsets.US_ASCII);
    assertThat(run("run", 4, 1).heard.saved).containsExactly(4L);
    assertThat(run.toFile().list()).containsExactlyInAnyOrder("checkpoint-4.safetensors", "lock");
  }

  /** Runs, or goes on, until {@code stop} steps are done. */
  private Ended run(String name, int stop, int threads) {
    Heard heard = new Heard();
    try (WorkerPool workers = new WorkerPool(threads);
        Pretrainer pretrainer = Pretrainer.create(TinyData.TINIEST, TinyData.CONFIG, 7, data, TinyData.SPECIAL, workers)) {
      PretrainRun.Settings settings = new PretrainRun.Settings(folder.resolve(name), 4, LOG_EVERY, 0, STATE,
          () -> pretrainer.stepsDone() >= stop);
      return new Ended(PretrainRun.run(pretrainer, STEPS, settings, heard), pretrainer.hashOfWeights(), heard);
    }
  }
}
