package org.electra4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.Start;
import org.electra4j.core.objective.MaskRecipe;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.objective.Stage;
import org.electra4j.core.objective.WeightSharing;
import org.electra4j.core.random.Draws;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of the joint model whatever its weights. */
class ElectraInvariantsTest {
  private static final SpecialTokens SPECIAL = new SpecialTokens(0, 1, 2, 3);
  private static final Draws DRAWS = new Draws(5, 9);
  private static final int VOCABULARY = 40;
  private static final int LENGTH = 12;
  private static final int MICRO_BATCH = 3;
  private static final int SCRATCH_BYTES = 1 << 20;

  private WorkerPool workers;

  /** Keeps what it hands out, so that it can be filled with NaN. */
  private record Recording(Arena arena, List<MemorySegment> handedOut) implements Arena {
    @Override
    public MemorySegment allocate(long bytes, long alignment) {
      MemorySegment segment = arena.allocate(bytes, alignment);
      handedOut.add(segment);
      return segment;
    }

    @Override
    public MemorySegment.Scope scope() {
      return arena.scope();
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  @BeforeEach
  void open() {
    workers = new WorkerPool(2);
  }

  @AfterEach
  void close() {
    workers.close();
  }

  static Stream<ElectraConfig> models() {
    ElectraConfig base = config(WeightSharing.EMBEDDINGS, 1);
    return Stream.concat(Stream.of(WeightSharing.values()).map(sharing -> config(sharing, 1)),
        Stream.of(Map.of("judged", "masked-tokens", "correct", "excluded"), Map.of("correct", "disallowed"),
            Map.of("prediction", "replace-mlm"), Map.of("prediction", "all-tokens-mlm"), Map.of("training", "adversarial"),
            Map.of("prediction", "masked-language-model", "nextSentence", "true")).map(changes -> ElectraSettings.apply(base, changes)));
  }

  /** Whatever is read has been written before: activations, their gradients, scratch. */
  @ParameterizedTest
  @MethodSource("models")
  void memoryThatComesFilledWithNaNChangesNothing(ElectraConfig config) {
    List<float[]> clean = gradients(config, false, batch(0));
    List<float[]> poisoned = gradients(config, true, batch(0));
    assertThat(poisoned).usingElementComparator(Arrays::compare).isEqualTo(clean);
    assertThat(clean.getFirst()).doesNotContain(Float.NaN);
  }

  /** Other ids and segments behind an example's end. */
  @ParameterizedTest
  @MethodSource("models")
  void paddingInfluencesNoLossAndNoGradient(ElectraConfig config) {
    List<float[]> padded = gradients(config, false, batch(0));
    List<float[]> rubbish = gradients(config, false, batch(13));
    assertThat(rubbish).usingElementComparator(Arrays::compare).isEqualTo(padded);
  }

  /** The losses, then every gradient, of a batch in two parts, the second shorter than the buffers. */
  private List<float[]> gradients(ElectraConfig config, boolean poisoned, Batch batch) {
    try (Recording arena = new Recording(Arena.ofShared(), new ArrayList<>())) {
      Electra electra = Electra.create(config, new Workspace(arena, workers), SPECIAL, null, MICRO_BATCH, LENGTH);
      if (poisoned) {
        arena.handedOut.forEach(segment -> segment.fill((byte) 0xFF));
        for (MemorySegment parameters : List.of(electra.memory().values(), electra.memory().gradients(), electra.memory().firstMoments(),
            electra.memory().secondMoments())) {
          parameters.fill((byte) 0);
        }
        for (int worker = 0; worker < workers.threads(); worker++) {
          workers.scratch(worker, SCRATCH_BYTES).fill((byte) 0xFF);
        }
      }
      electra.memory().initialise(workers, 3);
      List<float[]> results = new ArrayList<>();
      MaskedBatch masked = electra.mask(batch, DRAWS);
      for (MaskedBatch part : masked.parts(MICRO_BATCH)) {
        electra.forward(part, DRAWS, Stage.TOGETHER, true);
        results.add(new float[] {(float) electra.losses().maskedLm(), (float) electra.losses().prediction()});
        electra.backward();
      }
      electra.memory().plan().parameters().forEach(parameter -> results.add(parameter.gradient().toArray()));
      return results;
    }
  }

  /** With a weight of 0 on the generator's own loss, what reaches its parameters comes from the discriminator's. */
  @ParameterizedTest
  @EnumSource(names = {"NONE", "EMBEDDINGS"})
  void theDiscriminatorsGradientReachesSharedParametersOnly(WeightSharing sharing) {
    try (Arena arena = Arena.ofShared()) {
      Electra electra = Electra.create(config(sharing, 0), new Workspace(arena, workers), SPECIAL, null, MICRO_BATCH, LENGTH);
      electra.memory().initialise(workers, 3);
      electra.forward(electra.mask(batch(0), DRAWS).parts(MICRO_BATCH).getFirst(), DRAWS, Stage.TOGETHER, true);
      electra.backward();
      for (Parameter parameter : electra.memory().plan().parameters()) {
        boolean zero = true;
        for (float element : parameter.gradient().toArray()) {
          zero &= element == 0;
        }
        assertThat(zero).as(parameter.name()).isEqualTo(parameter.name().startsWith("generator/"));
      }
    }
  }

  /**
   * ln V for a generator that knows nothing, 50 ln 2 for such a discriminator: 44.98 at the published vocabulary. A seed's logits lean a
   * little to one side, which moves its own loss by a few percent.
   */
  @Test
  void theFirstLossIsThatOfKnowingNothing() {
    int published = 30522;
    int seeds = 6;
    double expected = Math.log(published) + 50 * Math.log(2);
    double mean = 0;
    try (Arena arena = Arena.ofShared()) {
      Electra electra = Electra.create(ElectraConfig.tiny(published), new Workspace(arena, workers), SPECIAL, null, 4, 64);
      for (long seed = 0; seed < seeds; seed++) {
        electra.memory().initialise(workers, seed);
        Batch batch = new Batch(4, 64, new int[256], new int[256], new int[] {64, 64, 64, 64});
        SplittableRandom random = new SplittableRandom(seed);
        Arrays.setAll(batch.ids(), _ -> 4 + random.nextInt(published - 4));
        Draws draws = new Draws(seed, 0);
        electra.forward(electra.mask(batch, draws), draws, Stage.TOGETHER, true);
        assertThat(electra.losses().total()).as("seed %d", seed).isCloseTo(expected, withPercentage(4));
        mean += electra.losses().total() / seeds;
      }
    }
    assertThat(mean).isCloseTo(expected, withPercentage(1));
  }

  @Test
  void aSampledTokenThatIsTheOriginalIsNotCalledReplaced() {
    try (Arena arena = Arena.ofShared()) {
      Electra electra = Electra.create(config(WeightSharing.NONE, 1), new Workspace(arena, workers), SPECIAL, null, 5, LENGTH);
      electra.memory().initialise(workers, 3);
      // A bias towards one token: it is drawn everywhere, and where it stood already, nothing was replaced.
      int favourite = 7;
      electra.memory().plan().get("generator/head/bias").value().set(0, favourite, 1000f);
      Batch batch = batch(0);
      MaskedBatch masked = electra.mask(batch, DRAWS);
      electra.forward(masked, DRAWS, Stage.TOGETHER, true);
      assertThat(electra.corrupted().drawn()).containsOnly(favourite);
      for (int row : masked.positions()) {
        assertThat(electra.corrupted().replaced()[row]).isEqualTo(batch.ids()[row] != favourite);
      }
    }
  }

  private static ElectraConfig config(WeightSharing sharing, double generatorWeight) {
    double size = sharing == WeightSharing.ALL ? 1 : 0.5;
    return new ElectraConfig(VOCABULARY, LENGTH, 6, 8, 2, 4, 1, 0.1, Objective.electra(new LearnedGenerator(size, sharing)),
        new MaskRecipe(0.4, MaskRecipe.Drawing.PUBLISHED, 0.85), generatorWeight, 50, new Start.Published(0.2));
  }

  /** Five examples; what lies behind their ends is a formula of {@code padding}. */
  private static Batch batch(int padding) {
    int[] lengths = {12, 5, 9, 12, 3};
    Batch batch = new Batch(5, LENGTH, new int[5 * LENGTH], new int[5 * LENGTH], lengths);
    for (int row = 0; row < batch.ids().length; row++) {
      int length = lengths[row / LENGTH];
      int position = row % LENGTH;
      batch.ids()[row] = position >= length ? padding * row % VOCABULARY : position == 0 ? 1 : position == length - 1 ? 2 : 4 + row % 9;
      batch.segmentIds()[row] = position >= length ? padding % 2 : position > length / 2 ? 1 : 0;
    }
    return batch;
  }
}
