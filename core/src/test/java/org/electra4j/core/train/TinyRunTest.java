package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.electra4j.core.data.PackedDataset;
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
  private static final String AFTER_THREE_STEPS = "97130b079ea673391f39da736e994869ad18ab9e02d1acb0d6a033ca1fc83ebb";

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  @Tag("every-width")
  void theWeightsAfterFiftySteps(int threads) {
    assertThat(hashAfter(50, threads, 7)).isEqualTo(AFTER_FIFTY_STEPS);
  }

  @Test
  @Tag("interpreted")
  void theWeightsAfterThreeSteps() {
    assertThat(hashAfter(3, 2, 7)).isEqualTo(AFTER_THREE_STEPS);
  }

  @Test
  void anotherSeedGivesOtherWeights() {
    assertThat(hashAfter(3, 2, 8)).isNotEqualTo(AFTER_THREE_STEPS);
  }

  private String hashAfter(int steps, int threads, long seed) {
    try (PackedDataset data = TinyData.write(folder.resolve("data"), 40, 1);
        WorkerPool workers = new WorkerPool(threads);
        Pretrainer pretrainer = Pretrainer.create(TinyData.MODEL, TinyData.CONFIG, seed, data, TinyData.SPECIAL, workers)) {
      for (int step = 0; step < steps; step++) {
        pretrainer.step();
      }
      return pretrainer.hashOfWeights();
    }
  }
}
