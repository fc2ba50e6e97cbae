package org.electra4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.GeneratorTraining.Adversarial;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Prediction;
import org.electra4j.core.objective.Reinforce;
import org.electra4j.core.objective.Replacement.Correct;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.objective.Stage;
import org.electra4j.core.random.Draws;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every element of every gradient of every objective against central differences of {@link DoubleElectra}. */
class ObjectiveGradientTest {
  private static final SpecialTokens SPECIAL = new SpecialTokens(0, 1, 2, 3);
  private static final Draws DRAWS = new Draws(7, 3);
  private static final double TOLERANCE = 5e-4;
  private static final double[] BASELINE = {0.5, -0.25, 0.75, -1};
  /** One layer: what all objectives have in common is checked elsewhere. */
  static final ElectraConfig BASE = ElectraSettings.apply(ElectraConfig.small(17), Map.ofEntries(Map.entry("maxPositions", "9"),
      Map.entry("embeddingSize", "6"), Map.entry("hiddenSize", "8"), Map.entry("layers", "1"), Map.entry("headSize", "4"),
      Map.entry("dropout", "0.2"), Map.entry("generatorSize", "1/2"), Map.entry("maskRate", "0.4"), Map.entry("initDeviation", "0.3")));

  @ParameterizedTest
  @ValueSource(strings = {"judged=masked-tokens", "correct=excluded", "correct=disallowed", "judged=masked-tokens correct=excluded",
      "prediction=replace-mlm", "prediction=replace-mlm sharing=all generatorSize=1", "prediction=all-tokens-mlm discriminatorWeight=3",
      "prediction=all-tokens-mlm source=unigram", "source=unigram correct=disallowed", "source=uniform",
      "prediction=masked-language-model", "prediction=masked-language-model maskShare=0.8 randomShare=0.1 nextSentence=true"})
  void everyGradientEqualsItsDifferenceQuotient(String settings) {
    check(settings, Stage.TOGETHER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GENERATOR", "MAIN"})
  void inTwoStagesOneNetworkAloneHasAGradient(Stage stage) {
    check("training=two-stage generatorSteps=5 generatorSize=1 sharing=none", stage);
  }

  /** For fixed draws and rewards: the gradient of -(R - b) log p(draw), on top of the main network's own where weights are shared. */
  @ParameterizedTest
  @ValueSource(strings = {"training=adversarial sharing=none", "training=adversarial sharing=embeddings temperature=2",
      "training=adversarial sharing=none correct=disallowed judged=masked-tokens", "training=adversarial sharing=none correct=excluded"})
  void rewardsGiveTheGradientOfTheirSurrogate(String settings) {
    check(settings, Stage.TOGETHER);
  }

  private static void check(String settings, Stage stage) {
    ElectraConfig config = ElectraSettings.apply(BASE, parsed(settings));
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(2)) {
      Electra electra = Electra.create(config, new Workspace(arena, workers), SPECIAL, counts(), 3, 7);
      electra.memory().initialise(workers, 11);
      adoptBaseline(electra);
      MaskedBatch masked = electra.mask(batch(), DRAWS);
      boolean aboutHits = settings.contains("correct=") && !settings.contains("source=");
      if (aboutHits) {
        // A bias towards a token that stands at a masked position: it is drawn there, unless that is not allowed.
        electra.memory().plan().get("generator/head/bias").value().set(0, masked.targets()[0], 6f);
      }
      assertThat(masked.place().positions()).as("one position is drawn twice").isLessThan(masked.draws());
      electra.memory().zeroGradients(workers);
      electra.forward(masked, DRAWS, stage, true);
      ElectraLosses losses = electra.losses();
      electra.backward();
      CorruptedBatch corrupted = electra.corrupted();
      if (aboutHits) {
        assertThat(Arrays.stream(masked.positions()).anyMatch(row -> !corrupted.replaced()[row])).as("a draw hit the original")
            .isEqualTo(settings.contains("excluded"));
      }
      Map<String, double[]> values = GradientCheckTest.values(electra);
      DoubleElectra meaning = new DoubleElectra(config, values, DRAWS, workers);
      DoubleSupplier loss = loss(config, meaning, masked, corrupted, stage);
      if (!(config.objective().training() instanceof Adversarial)) {
        assertThat(losses.total()).isCloseTo(loss.getAsDouble(), offset(1e-5 * (1 + Math.abs(losses.total()))));
      }
      double worst = 0;
      for (Parameter parameter : electra.memory().plan().parameters()) {
        if (parameter.name().endsWith("baseline")) {
          checkBaseline(config, parameter, values.get(parameter.name()), meaning, masked, corrupted);
        } else {
          worst = Math.max(worst, GradientCheckTest.relativeError(parameter, values.get(parameter.name()), loss));
        }
      }
      assertThat(worst).as("worst relative error").isPositive().isLessThan(TOLERANCE);
      System.getLogger("gradient check").log(System.Logger.Level.INFO, "%s: worst relative error %.1e".formatted(settings, worst));
    }
  }

  private static DoubleSupplier loss(ElectraConfig config, DoubleElectra meaning, MaskedBatch masked, CorruptedBatch corrupted,
      Stage stage) {
    boolean itself = !config.objective().prediction().drawsReplacements();
    double mainWeight = !stage.mainLearns() ? 0 : itself ? config.generatorWeight() : config.discriminatorWeight();
    return switch (config.objective().training()) {
      case Adversarial _ -> {
        double[] advantages = advantages(config, meaning, masked, corrupted);
        yield () -> {
          double[][] log = meaning.logDistribution(masked);
          double surrogate = 0;
          for (int draw = 0; draw < advantages.length; draw++) {
            surrogate -= advantages[draw] * log[draw][corrupted.drawn()[draw]];
          }
          return surrogate + mainWeight * meaning.predictionLoss(masked, corrupted);
        };
      }
      default -> () -> (config.objective().learnsGenerator() && stage.generatorLearns()
          ? config.generatorWeight() * meaning.maskedLmLoss(masked) : 0)
          + (mainWeight == 0 ? 0 : mainWeight * meaning.predictionLoss(masked, corrupted));
    };
  }

  /** Weight times (R - b) of each draw; 0 for one that another took the place of. */
  private static double[] advantages(ElectraConfig config, DoubleElectra meaning, MaskedBatch masked, CorruptedBatch corrupted) {
    double[] rewards = rewards(config, meaning, masked, corrupted);
    double[] logits = baselineLogits(meaning, masked);
    boolean all = config.objective().prediction().equals(Prediction.PUBLISHED);
    double weight = config.discriminatorWeight() / (all ? masked.place().tokens() : masked.place().positions());
    boolean[] standing = Reinforce.standing(masked);
    double[] advantages = new double[rewards.length];
    for (int draw = 0; draw < rewards.length; draw++) {
      advantages[draw] = standing[draw] ? weight * (rewards[draw] - Math.log1p(Math.exp(-logits[draw]))) : 0;
    }
    return advantages;
  }

  static double[] rewards(ElectraConfig config, DoubleElectra meaning, MaskedBatch masked, CorruptedBatch corrupted) {
    double[] losses = meaning.tokenLosses(masked, corrupted);
    boolean excludes = config.replacement().correct() == Correct.EXCLUDED;
    return Arrays.stream(masked.positions()).mapToDouble(row -> excludes && !corrupted.replaced()[row] ? 0 : losses[row]).toArray();
  }

  private static double[] baselineLogits(DoubleElectra meaning, MaskedBatch masked) {
    return Arrays.stream(meaning.generatorHidden(masked)).mapToDouble(hidden -> {
      double sum = 0;
      for (int i = 0; i < hidden.length; i++) {
        sum += hidden[i] * BASELINE[i];
      }
      return sum;
    }).toArray();
  }

  static void adoptBaseline(Electra electra) {
    electra.memory().plan().parameters().stream().filter(parameter -> parameter.name().endsWith("baseline")).forEach(parameter -> {
      for (int row = 0; row < parameter.rows(); row++) {
        parameter.value().set(row, 0, (float) BASELINE[row]);
      }
    });
  }

  /** Mean cross-entropy of sigmoid(w h) towards e^-R over the positions, the hidden states held fast. */
  private static void checkBaseline(ElectraConfig config, Parameter parameter, double[] weight, DoubleElectra meaning,
      MaskedBatch masked, CorruptedBatch corrupted) {
    double[][] hidden = meaning.generatorHidden(masked);
    double[] rewards = rewards(config, meaning, masked, corrupted);
    boolean[] standing = Reinforce.standing(masked);
    double error = GradientCheckTest.relativeError(parameter, weight, () -> {
      double loss = 0;
      for (int draw = 0; draw < hidden.length; draw++) {
        double logit = 0;
        for (int i = 0; i < weight.length; i++) {
          logit += hidden[draw][i] * weight[i];
        }
        double truth = Math.exp(-rewards[draw]);
        loss += standing[draw] ? truth * Math.log1p(Math.exp(-logit)) + (1 - truth) * Math.log1p(Math.exp(logit)) : 0;
      }
      return loss / masked.place().positions();
    });
    assertThat(error).as("baseline").isLessThan(TOLERANCE);
  }

  static Map<String, String> parsed(String settings) {
    Map<String, String> parsed = new LinkedHashMap<>();
    for (String setting : settings.split(" ")) {
      parsed.put(setting.split("=")[0], setting.split("=")[1]);
    }
    return parsed;
  }

  private static long[] counts() {
    long[] counts = new long[17];
    Arrays.setAll(counts, id -> id < 4 ? 0 : id);
    return counts;
  }

  /** Three examples, the second shorter, the third a false pair. */
  private static Batch batch() {
    int[] ids = {1, 5, 6, 7, 8, 9, 2, 1, 10, 11, 12, 2, 0, 0, 1, 13, 14, 2, 15, 16, 2};
    int[] segments = {0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1};
    return new Batch(3, 7, ids, segments, new int[] {7, 5, 7}, new boolean[] {false, false, true});
  }
}
