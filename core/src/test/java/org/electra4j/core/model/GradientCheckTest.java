package org.electra4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
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
import org.electra4j.core.random.Draws;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every element of every gradient, in every sharing mode, against central differences of {@link DoubleElectra}. */
class GradientCheckTest {
  private static final SpecialTokens SPECIAL = new SpecialTokens(0, 1, 2, 3);
  private static final int VOCABULARY = 19;
  private static final double STEP = 1e-5;
  /** Largest difference allowed, relative to the largest gradient of the same parameter. */
  private static final double TOLERANCE = 5e-4;

  static Stream<Arguments> settings() {
    // With a projection between embeddings and layers, and, once, without; with dropout, and, once, without.
    return Stream.concat(Stream.of(WeightSharing.values()).map(sharing -> Arguments.of(sharing, 6, 0.2)),
        Stream.of(Arguments.of(WeightSharing.EMBEDDINGS, 8, 0.0)));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everyGradientEqualsItsDifferenceQuotient(WeightSharing sharing, int embeddingSize, double dropout) {
    ElectraConfig config = config(sharing, embeddingSize, dropout);
    Draws draws = new Draws(7, 3);
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(2)) {
      Electra electra = Electra.create(config, new Workspace(arena, workers), SPECIAL, null, 2, 7);
      electra.memory().initialise(workers, 11);
      MaskedBatch masked = electra.mask(batch(), draws);
      electra.memory().zeroGradients(workers);
      electra.forward(masked, draws, Stage.TOGETHER, true);
      electra.backward();
      CorruptedBatch corrupted = electra.corrupted();

      Map<String, double[]> values = values(electra);
      DoubleElectra meaning = new DoubleElectra(config, values, dropout == 0 ? null : draws, workers);
      assertThat(electra.losses().maskedLm()).isCloseTo(meaning.maskedLmLoss(masked), within(1e-5));
      assertThat(electra.losses().prediction()).isCloseTo(meaning.discriminatorLoss(masked, corrupted), within(1e-5));
      double worst = 0;
      for (Parameter parameter : electra.memory().plan().parameters()) {
        boolean ofGenerator = parameter.name().startsWith("generator/");
        boolean ofDiscriminator = sharing != WeightSharing.ALL && !ofGenerator && !parameter.name().startsWith("main/embeddings/")
            || parameter.name().startsWith("main/head/");
        // A loss that does not read the parameter would cost half of the time and change nothing.
        worst = Math.max(worst, relativeError(parameter, values.get(parameter.name()), () ->
            (ofDiscriminator ? 0 : config.generatorWeight() * meaning.maskedLmLoss(masked))
                + (ofGenerator ? 0 : config.discriminatorWeight() * meaning.discriminatorLoss(masked, corrupted))));
      }
      assertThat(worst).as("worst relative error").isPositive().isLessThan(TOLERANCE);
      System.getLogger("gradient check").log(System.Logger.Level.INFO, "%s, embedding %d, dropout %s: worst relative error %.1e"
          .formatted(sharing, embeddingSize, dropout, worst));
    }
  }

  @Test
  void aWrongGradientIsNoticed() {
    double[] value = {1, 2};
    try (Arena arena = Arena.ofConfined()) {
      var plan = new org.electra4j.core.nn.ParameterPlan();
      Parameter parameter = plan.declare("x", 1, 2, org.electra4j.core.nn.Initializer.ZEROS, false);
      plan.allocate(arena);
      parameter.gradient().set(0, 0, 2f);
      parameter.gradient().set(0, 1, 4f);
      assertThat(relativeError(parameter, value, () -> value[0] * value[0] + value[1] * value[1])).isLessThan(TOLERANCE);
      parameter.gradient().set(0, 1, 4.01f);
      assertThat(relativeError(parameter, value, () -> value[0] * value[0] + value[1] * value[1])).isGreaterThan(TOLERANCE);
    }
  }

  static double relativeError(Parameter parameter, double[] value, java.util.function.DoubleSupplier loss) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < value.length; i++) {
      double kept = value[i];
      value[i] = kept + STEP;
      double above = loss.getAsDouble();
      value[i] = kept - STEP;
      double below = loss.getAsDouble();
      value[i] = kept;
      double quotient = (above - below) / (2 * STEP);
      double gradient = parameter.gradient().get(i / parameter.columns(), i % parameter.columns());
      largest = Math.max(largest, Math.abs(quotient));
      difference = Math.max(difference, Math.abs(quotient - gradient));
    }
    // A key's bias shifts all scores of a query alike: its true gradient is zero, and both sides are rounding.
    return difference / Math.max(largest, 1e-2);
  }

  private static ElectraConfig config(WeightSharing sharing, int embeddingSize, double dropout) {
    double size = sharing == WeightSharing.ALL ? 1 : 0.5;
    return new ElectraConfig(VOCABULARY, 9, embeddingSize, 8, 2, 4, 1, dropout, Objective.electra(new LearnedGenerator(size, sharing)),
        new MaskRecipe(0.4, MaskRecipe.Drawing.PUBLISHED, 0.85), 1, 50, new Start.Published(0.3));
  }

  private static Batch batch() {
    int[] ids = {1, 5, 6, 7, 8, 9, 2, 1, 10, 11, 12, 2, 0, 0};
    int[] segments = {0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0};
    return new Batch(2, 7, ids, segments, new int[] {7, 5});
  }

  static Map<String, double[]> values(Electra electra) {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (Parameter parameter : electra.memory().plan().parameters()) {
      float[] floats = parameter.value().segment().toArray(ValueLayout.JAVA_FLOAT);
      double[] doubles = new double[floats.length];
      for (int i = 0; i < floats.length; i++) {
        doubles[i] = floats[i];
      }
      values.put(parameter.name(), doubles);
    }
    return values;
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }
}
