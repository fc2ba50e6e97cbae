package org.electra4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.objective.Stage;
import org.electra4j.core.random.Draws;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * REINFORCE is unbiased: over all draws there are, weighted by their probability, its gradients add up to that of the expected reward.
 *
 * <p>With several masked positions that is, as in the paper, the sum over positions of the reward at a position, expected over its own
 * draw, the other positions' draws being given; with one it is the expected reward itself. The baseline drops out.
 */
class ReinforceExpectationTest {
  private static final SpecialTokens SPECIAL = new SpecialTokens(0, 1, 2, 3);
  private static final Draws DRAWS = new Draws(7, 3);
  private static final int VOCABULARY = 7;
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 5e-4;

  @ParameterizedTest
  @CsvSource({"1, training=adversarial", "2, training=adversarial", "2, training=adversarial correct=disallowed temperature=0.5",
      "2, training=adversarial judged=masked-tokens correct=excluded"})
  void gradientsOfAllDrawsAddUpToThatOfTheExpectedReward(int positions, String settings) {
    Map<String, String> changes = new LinkedHashMap<>(ObjectiveGradientTest.parsed(settings + " vocabularySize=" + VOCABULARY
        + " sharing=none dropout=0"));
    ElectraConfig config = ElectraSettings.apply(ObjectiveGradientTest.BASE, changes);
    MaskedBatch masked = masked(positions);
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(1)) {
      Electra electra = Electra.create(config, new Workspace(arena, workers), SPECIAL, null, 1, 5);
      electra.memory().initialise(workers, 11);
      ObjectiveGradientTest.adoptBaseline(electra);
      Map<String, double[]> values = GradientCheckTest.values(electra);
      DoubleElectra meaning = new DoubleElectra(config, values, null, workers);
      double[][] start = meaning.logDistribution(masked);

      Map<String, double[]> expected = new LinkedHashMap<>();
      List<int[]> draws = draws(positions);
      List<double[]> rewards = new ArrayList<>();
      for (int[] drawn : draws) {
        CorruptedBatch corrupted = CorruptedBatch.of(masked, drawn);
        rewards.add(ObjectiveGradientTest.rewards(config, meaning, masked, corrupted));
        double probability = 1;
        for (int position = 0; position < positions; position++) {
          probability *= Math.exp(start[position][drawn[position]]);
        }
        if (probability > 0) {
          electra.memory().zeroGradients(workers);
          electra.forward(masked, DRAWS, Stage.TOGETHER, true);
          electra.judge(corrupted, DRAWS, true);
          electra.backward();
          add(electra, probability, expected);
        }
      }

      double weight = config.discriminatorWeight() / (settings.contains("judged") ? positions : masked.place().tokens());
      double worst = 0;
      double largest = 0;
      for (Map.Entry<String, double[]> entry : expected.entrySet()) {
        double[] value = values.get(entry.getKey());
        for (int i = 0; i < value.length; i++) {
          double kept = value[i];
          value[i] = kept + STEP;
          double above = expectedReward(meaning.logDistribution(masked), start, draws, rewards);
          value[i] = kept - STEP;
          double below = expectedReward(meaning.logDistribution(masked), start, draws, rewards);
          value[i] = kept;
          double quotient = -weight * (above - below) / (2 * STEP);
          worst = Math.max(worst, Math.abs(quotient - entry.getValue()[i]));
          largest = Math.max(largest, Math.abs(quotient));
        }
      }
      assertThat(largest).as("the expected reward depends on the generator").isGreaterThan(1e-2);
      assertThat(worst / largest).as("worst error relative to the largest gradient").isLessThan(TOLERANCE);
    }
  }

  /** Sum over positions of the reward there, its own draw at the changed weights, those of the others at the first ones. */
  private static double expectedReward(double[][] log, double[][] start, List<int[]> draws, List<double[]> rewards) {
    double sum = 0;
    for (int at = 0; at < draws.size(); at++) {
      int[] drawn = draws.get(at);
      for (int position = 0; position < drawn.length; position++) {
        double logProbability = 0;
        for (int other = 0; other < drawn.length; other++) {
          logProbability += (other == position ? log : start)[other][drawn[other]];
        }
        sum += Math.exp(logProbability) * rewards.get(at)[position];
      }
    }
    return sum;
  }

  private static void add(Electra electra, double probability, Map<String, double[]> sums) {
    for (Parameter parameter : electra.memory().plan().parameters()) {
      if (parameter.name().startsWith("generator/") && !parameter.name().endsWith("baseline")) {
        float[] gradient = parameter.gradient().toArray();
        double[] sum = sums.computeIfAbsent(parameter.name(), _ -> new double[gradient.length]);
        for (int i = 0; i < gradient.length; i++) {
          sum[i] += probability * gradient[i];
        }
      }
    }
  }

  private static List<int[]> draws(int positions) {
    List<int[]> all = new ArrayList<>();
    for (int number = 0; number < Math.pow(VOCABULARY, positions); number++) {
      int[] drawn = new int[positions];
      for (int position = 0, rest = number; position < positions; position++, rest /= VOCABULARY) {
        drawn[position] = rest % VOCABULARY;
      }
      all.add(drawn);
    }
    return all;
  }

  private static MaskedBatch masked(int count) {
    int[] ids = {1, 5, 6, 4, 2};
    int[] maskedIds = ids.clone();
    int[] positions = count == 1 ? new int[] {1} : new int[] {1, 3};
    int[] targets = new int[count];
    for (int draw = 0; draw < count; draw++) {
      targets[draw] = ids[positions[draw]];
      maskedIds[positions[draw]] = 3;
    }
    return new MaskedBatch(new Batch(1, 5, ids, new int[5], new int[] {5}), maskedIds, positions, targets,
        new MaskedBatch.Place(0, 0, count, count, 5, 1));
  }
}
