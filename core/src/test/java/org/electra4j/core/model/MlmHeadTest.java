package org.electra4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.nn.Start;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;

class MlmHeadTest {
  private static final EncoderConfig SIZE = new EncoderConfig(37, 8, 6, 8, 1, 2, 32, 0);
  private static final int ROWS = 23;

  /** Logits, their effect on every parameter and on the hidden states, bit for bit. */
  @Test
  void noBitDependsOnTheBlocks() {
    List<float[]> whole = passed(ROWS);
    assertThat(whole.getFirst()).as("something comes out").doesNotContain(0f, Float.NaN);
    for (int blockRows : new int[] {1, 5, 8, 22}) {
      assertThat(passed(blockRows)).as("blocks of %d", blockRows).usingElementComparator(Arrays::compare).isEqualTo(whole);
    }
  }

  private static List<float[]> passed(int blockRows) {
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(2)) {
      Workspace space = new Workspace(arena, workers);
      ParameterPlan plan = new ParameterPlan();
      Start start = new Start.Published(0.3);
      Parameter words = plan.declare("words", SIZE.vocabularySize(), SIZE.embeddingSize(), start.words(), true);
      MlmHeadWeights weights = MlmHeadWeights.declare(plan, "main", SIZE, start, words);
      ParameterMemory memory = plan.allocate(arena);
      memory.initialise(workers, 3);
      MlmHead head = new MlmHead(weights, space, ROWS, blockRows);
      Tensor hidden = space.tensor(ROWS, SIZE.hiddenSize());
      Tensor dHidden = space.tensor(ROWS, SIZE.hiddenSize());
      int[] positions = new int[ROWS];
      for (int row = 0; row < ROWS; row++) {
        positions[row] = ROWS - 1 - row;
        for (int column = 0; column < SIZE.hiddenSize(); column++) {
          hidden.set(row, column, (float) Math.sin(row * 8 + column));
        }
      }
      head.transform(hidden, positions);
      List<float[]> results = new ArrayList<>();
      float[] logits = new float[ROWS * SIZE.vocabularySize()];
      for (int from = 0; from < ROWS; from += blockRows) {
        int count = Math.min(blockRows, ROWS - from);
        float[] block = head.logits(from, count).rows(0, count).toArray();
        System.arraycopy(block, 0, logits, from * SIZE.vocabularySize(), block.length);
        // The logits as they are serve as their gradient.
        head.backwardLogits(from, count);
      }
      results.add(logits);
      head.scatter(positions, head.backwardTransform(ROWS), dHidden);
      results.add(dHidden.toArray());
      plan.parameters().forEach(parameter -> results.add(parameter.gradient().toArray()));
      return results;
    }
  }
}
