package org.electra4j.core.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.electra4j.core.random.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchOrderTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 8", "8, 8", "9, 8", "400, 8", "401, 8", "1237, 32", "5000, 32"})
  void eachExampleIsThereOnceAnEpoch(int examples, int batchSize) {
    List<int[]> batches = BatchOrder.epoch(lengths(examples), batchSize, new Draws(5, 0));
    assertThat(batches).hasSize(Math.ceilDiv(examples, batchSize));
    assertThat(batches.stream().filter(batch -> batch.length != batchSize).count()).isEqualTo(examples % batchSize == 0 ? 0 : 1);
    assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted().toArray()).isEqualTo(IntStream.range(0, examples).toArray());
  }

  @Test
  void anEpochIsAFunctionOfSeedAndNumber() {
    int[] lengths = lengths(1000);
    int[][] epoch = BatchOrder.epoch(lengths, 32, new Draws(5, 0)).toArray(int[][]::new);
    assertThat(BatchOrder.epoch(lengths, 32, new Draws(5, 0)).toArray(int[][]::new)).isDeepEqualTo(epoch);
    assertThat(Arrays.deepEquals(BatchOrder.epoch(lengths, 32, new Draws(5, 1)).toArray(int[][]::new), epoch)).isFalse();
    assertThat(Arrays.deepEquals(BatchOrder.epoch(lengths, 32, new Draws(6, 0)).toArray(int[][]::new), epoch)).isFalse();
  }

  @Test
  void littlePaddingIsComputedAndLengthsDoNotComeInOrder() {
    int[] lengths = lengths(20_000);
    List<int[]> batches = BatchOrder.epoch(lengths, 32, new Draws(5, 0));
    long real = Arrays.stream(lengths).asLongStream().sum();
    long padded = batches.stream().mapToLong(batch -> (long) batch.length * longest(batch, lengths)).sum();
    assertThat((double) padded / real).isBetween(1.0, 1.05);
    long unsorted = IntStream.range(0, lengths.length / 32)
        .mapToLong(batch -> 32L * longest(IntStream.range(batch * 32, batch * 32 + 32).toArray(), lengths)).sum();
    assertThat((double) unsorted / real).as("without sorting").isGreaterThan(1.5);

    long ascents = IntStream.range(1, batches.size())
        .filter(i -> longest(batches.get(i - 1), lengths) <= longest(batches.get(i), lengths)).count();
    assertThat((double) ascents / batches.size()).isBetween(0.4, 0.6);
  }

  @Test
  void devExamplesGoInAscendingLength() {
    int[] lengths = {5, 3, 9, 3, 7};
    assertThat(BatchOrder.byLength(lengths, 2).toArray(int[][]::new)).isDeepEqualTo(new int[][] {{1, 3}, {0, 4}, {2}});
  }

  @Test
  void aBatchIsAsLongAsItsLongestExample() {
    List<EncodedExample> examples = List.of(new EncodedExample(new int[] {1, 7, 2}, 3, 0), new EncodedExample(new int[] {1, 2}, 2, 1),
        new EncodedExample(new int[] {1, 7, 2, 8, 2}, 3, 1));
    TaskBatch pair = TaskBatch.of(examples, new int[] {2, 0}, 0);
    assertThat(pair.batch().ids()).containsExactly(1, 7, 2, 8, 2, 1, 7, 2, 0, 0);
    assertThat(pair.batch().segmentIds()).containsExactly(0, 0, 0, 1, 1, 0, 0, 0, 0, 0);
    assertThat(pair.batch().lengths()).containsExactly(5, 3);
    assertThat(pair.labels()).containsExactly(1, 0);
    assertThat(TaskBatch.of(examples, new int[] {1}, 0).batch().length()).isEqualTo(2);
  }

  private static int longest(int[] batch, int[] lengths) {
    return Arrays.stream(batch).map(place -> lengths[place]).max().orElseThrow();
  }

  /** Many short ones, few long ones, as texts are. */
  private static int[] lengths(int count) {
    SplittableRandom random = new SplittableRandom(17);
    return IntStream.range(0, count).map(i -> 3 + (int) (100 * Math.pow(random.nextDouble(), 3))).toArray();
  }
}
