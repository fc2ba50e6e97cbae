package org.electra4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchStreamTest {
  private static final int LENGTH = 6;
  private static final int FIRST_ID = 4;

  @TempDir
  private Path folder;

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 3", "2, 5", "7, 3", "10, 5", "20, 7", "200, 16", "1500, 64"})
  void eachExampleOncePerEpochInWhateverOrderTheStepsAreAsked(int examples, int batchSize) {
    try (PackedDataset dataset = dataset(examples)) {
      int epochs = 5;
      int steps = Math.ceilDiv(epochs * examples, batchSize);
      List<Integer> walked = new ArrayList<>();
      BatchStream stream = new BatchStream(dataset, batchSize, 42);
      for (int step = 0; step < steps; step++) {
        walked.addAll(indices(stream.at(step)));
      }
      for (int epoch = 0; epoch < epochs; epoch++) {
        List<Integer> used = new ArrayList<>(walked.subList(epoch * examples, (epoch + 1) * examples));
        Collections.sort(used);
        assertThat(used).as("epoch %d", epoch).isEqualTo(IntStream.range(0, examples).boxed().toList());
      }
      BatchStream jumping = new BatchStream(dataset, batchSize, 42);
      SplittableRandom random = new SplittableRandom(examples);
      for (int jump = 0; jump < 30; jump++) {
        int step = random.nextInt(steps);
        assertThat(indices(jumping.at(step))).as("step %d", step).isEqualTo(walked.subList(step * batchSize, (step + 1) * batchSize));
      }
    }
  }

  @Test
  void ordersDependOnSeedAndEpoch() {
    try (PackedDataset dataset = dataset(50)) {
      List<Integer> first = indices(new BatchStream(dataset, 50, 1).at(0));
      assertThat(first).isNotEqualTo(IntStream.range(0, 50).boxed().toList());
      assertThat(indices(new BatchStream(dataset, 50, 1).at(0))).isEqualTo(first);
      assertThat(indices(new BatchStream(dataset, 50, 2).at(0))).isNotEqualTo(first);
      assertThat(indices(new BatchStream(dataset, 50, 1).at(1))).isNotEqualTo(first);
    }
  }

  @Test
  void everyOrderIsAsLikely() {
    try (PackedDataset dataset = dataset(4)) {
      BatchStream stream = new BatchStream(dataset, 4, 7);
      TreeMap<String, Integer> counts = new TreeMap<>();
      for (int epoch = 0; epoch < 12_000; epoch++) {
        counts.merge(indices(stream.at(epoch)).toString(), 1, Integer::sum);
      }
      assertThat(counts).hasSize(24);
      double chiSquare = counts.values().stream().mapToDouble(count -> (count - 500.0) * (count - 500.0) / 500).sum();
      assertThat(chiSquare).as("chi-square with 23 degrees of freedom, 0.1 %% beyond 49.7").isLessThan(49.7);
    }
  }

  @Test
  void batchesHaveTheShapeOfTheDataset() {
    try (PackedDataset dataset = dataset(3)) {
      Batch batch = new BatchStream(dataset, 2, 7).at(0);
      assertThat(batch.size()).isEqualTo(2);
      assertThat(batch.length()).isEqualTo(LENGTH);
      assertThat(batch.ids()).hasSize(12);
      assertThat(batch.lengths()).containsExactly(3, 3);
      assertThat(batch.ids()[LENGTH]).isEqualTo(1);
      assertThat(batch.ids()[LENGTH + 2]).isEqualTo(2);
      assertThat(batch.ids()[LENGTH + 3]).isZero();
    }
  }

  @Test
  void wrongArgumentsAreRefused() {
    try (PackedDataset dataset = dataset(3)) {
      assertThatThrownBy(() -> new BatchStream(dataset, 0, 1)).hasMessageStartingWith("batch size 0");
      assertThatThrownBy(() -> new BatchStream(dataset, 1, 1).at(-1)).hasMessageStartingWith("step -1");
    }
  }

  /** Example i holds the one word FIRST_ID + i. */
  private PackedDataset dataset(int examples) {
    Path file = folder.resolve("examples.pack");
    DatasetSettings settings = new DatasetSettings(LENGTH, Packing.FULL, 0, FIRST_ID + examples, "0".repeat(64), 0, 1, 2, 3);
    try (DatasetWriter writer = new DatasetWriter(file, settings)) {
      for (int i = 0; i < examples; i++) {
        writer.add(new Example(new int[] {1, FIRST_ID + i, 2}, 3));
      }
      writer.commit();
    }
    return PackedDataset.open(file);
  }

  private static List<Integer> indices(Batch batch) {
    return IntStream.range(0, batch.size()).mapToObj(row -> batch.ids()[row * LENGTH + 1] - FIRST_ID).toList();
  }
}
