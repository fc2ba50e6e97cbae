package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One training run, to the last bit: whatever the number of threads, and, since the build runs this at several vector widths and once
 * without a compiler, on whatever machine. A change that moves these hashes changes every result there is: say so in the change log.
 */
class TinyRunTest {
  private static final String AFTER_FIFTY_STEPS = "4bc4a7ef887876f98e685e0579048c2e37a684f538d302faa2ed3a436cc76c9d";
  private static final String TINIEST_AFTER_TWO_STEPS = "49f22892c7f5ab3aaa72c4779e62ac1869692b2645b37d3a24f60b85d346bc90";

  private static final PretrainConfig LEAST = PretrainSettings.apply(TinyData.CONFIG, Map.of("batchSize", "2", "microBatch", "1"));

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  @Tag("every-width")
  void theWeightsAfterFiftySteps(int threads) {
    assertThat(hashAfter(50, threads, 7, TinyData.MODEL, TinyData.CONFIG)).isEqualTo(AFTER_FIFTY_STEPS);
  }

  /** Without a compiler a vector operation takes microseconds, so this is the least there is to train. */
  @Test
  @Tag("interpreted")
  void theTiniestModelsWeightsAfterTwoSteps() {
    assertThat(hashAfter(2, 2, 7, TinyData.TINIEST, LEAST)).isEqualTo(TINIEST_AFTER_TWO_STEPS);
  }

  @Test
  void anotherSeedGivesOtherWeights() {
    assertThat(hashAfter(2, 2, 8, TinyData.TINIEST, LEAST)).isNotEqualTo(TINIEST_AFTER_TWO_STEPS);
  }

  private String hashAfter(int steps, int threads, long seed, ElectraConfig model, PretrainConfig config) {
    try (PackedDataset data = TinyData.write(folder.resolve("data"), 40, 1);
        WorkerPool workers = new WorkerPool(threads);
        Pretrainer pretrainer = Pretrainer.create(model, config, seed, data, TinyData.SPECIAL, workers)) {
      for (int step = 0; step < steps; step++) {
        pretrainer.step();
      }
      return pretrainer.hashOfWeights();
    }
  }
}
