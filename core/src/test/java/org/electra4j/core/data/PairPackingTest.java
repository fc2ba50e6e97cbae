package org.electra4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs for next-sentence prediction. Word w of document d has the id 4 + 10,000 d + w, so that every token says where it is from. */
class PairPackingTest {
  private static final int DOCUMENTS = 200;
  private static final int WORDS = 700;
  private static final int PER_DOCUMENT = 10_000;

  @TempDir
  private Path folder;

  @Test
  void halfOfTheSecondSegmentsAreAnotherDocumentsAndTheLabelSaysSo() {
    List<Example> examples = packed(32, DOCUMENTS, 9);
    double count = examples.size();
    long falseOnes = examples.stream().filter(Example::falseNeighbours).count();
    assertThat(falseOnes / count).isBetween(0.5 - 2.5 / StrictMath.sqrt(count), 0.5 + 2.5 / StrictMath.sqrt(count));
    for (Example example : examples) {
      int[] first = first(example);
      int[] second = second(example);
      assertThat(document(first)).isNotEqualTo(-1);
      assertThat(document(second)).isNotEqualTo(-1);
      if (example.falseNeighbours()) {
        assertThat(document(second)).isNotEqualTo(document(first));
      } else {
        assertThat(second[0]).as("follows").isEqualTo(first[first.length - 1] + 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 8, 32, 128})
  void everyTokenStandsInOneExample(int length) {
    List<Example> examples = packed(length, 20, 9);
    assertThat(examples).allMatch(example -> example.ids().length <= length);
    int[] tokens = examples.stream()
        .flatMapToInt(example -> IntStream.concat(Arrays.stream(first(example)), Arrays.stream(second(example)))).sorted().toArray();
    int[] all = IntStream.range(0, 20).flatMap(document -> Arrays.stream(words(document, 0, WORDS))).toArray();
    // At most the last token of a document, which alone makes no pair.
    assertThat(tokens.length).isBetween(all.length - 20, all.length);
    assertThat(tokens).doesNotHaveDuplicates();
    assertThat(Arrays.stream(tokens).allMatch(token -> Arrays.binarySearch(all, token) >= 0)).isTrue();
  }

  @Test
  void secondSegmentsBeginWithALineWhereLinesFit() {
    for (Example example : packed(64, 20, 9)) {
      if (example.ids().length > 50) {
        assertThat((second(example)[0] - 4) % PER_DOCUMENT % 9).isZero();
      }
    }
  }

  @Test
  void oneDocumentHasNoFalseNeighbours() {
    assertThat(packed(32, 1, 9)).isNotEmpty().noneMatch(Example::falseNeighbours);
  }

  @Test
  void labelsAndSegmentsComeBackFromTheFile() {
    List<Example> examples = packed(24, 30, 9);
    Path file = folder.resolve("pairs");
    DatasetSettings settings = new DatasetSettings(24, Packing.PAIRS, 7, 1 << 19, "0".repeat(64), 0, 1, 2, 3);
    try (DatasetWriter writer = new DatasetWriter(file, settings)) {
      examples.forEach(writer::add);
      writer.commit();
    }
    try (PackedDataset dataset = PackedDataset.open(file)) {
      assertThat(dataset.settings()).isEqualTo(settings);
      Batch batch = new Batch(1, 24, new int[24], new int[24], new int[1]);
      for (int index = 0; index < examples.size(); index++) {
        Example example = examples.get(index);
        dataset.read(index, 0, batch);
        assertThat(batch.falseNeighbours()[0]).isEqualTo(example.falseNeighbours());
        assertThat(batch.lengths()[0]).isEqualTo(example.ids().length);
        int[] segments = IntStream.range(0, 24)
            .map(position -> position >= example.secondSegment() && position < example.ids().length ? 1 : 0).toArray();
        assertThat(batch.segmentIds()).containsExactly(segments);
      }
    }
  }

  /** The label's bit is the longest length itself, which is no place for a second segment. */
  @Test
  void theLongestExampleHasNoFalseLabel() {
    int longest = DatasetSettings.MAX_LENGTH;
    Path file = folder.resolve("longest");
    int[] ids = new int[longest];
    Arrays.fill(ids, 7);
    DatasetSettings settings = new DatasetSettings(longest, Packing.PAIRS, 1, 60_000, "0".repeat(64), 0, 1, 2, 3);
    try (DatasetWriter writer = new DatasetWriter(file, settings)) {
      writer.add(new Example(ids, longest));
      writer.add(new Example(ids, longest - 1, true));
      writer.commit();
    }
    try (PackedDataset dataset = PackedDataset.open(file)) {
      Batch batch = new Batch(2, longest, new int[2 * longest], new int[2 * longest], new int[2]);
      dataset.read(0, 0, batch);
      dataset.read(1, 1, batch);
      assertThat(batch.falseNeighbours()).containsExactly(false, true);
      assertThat(Arrays.stream(batch.segmentIds()).sum()).isEqualTo(1);
    }
  }

  @Test
  void aSegmentThatIsNotThereCannotBeFalse() {
    assertThatThrownBy(() -> new Example(new int[] {1, 7, 2}, 3, true)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Example> packed(int length, int documents, int lineLength) {
    ExamplePacker packer = new ExamplePacker(settings(length));
    List<Example> examples = new ArrayList<>();
    for (int document = 0; document < documents; document++) {
      List<int[]> lines = new ArrayList<>();
      for (int from = 0; from < WORDS; from += lineLength) {
        lines.add(words(document, from, Math.min(lineLength, WORDS - from)));
      }
      packer.pack(document, lines, examples::add);
    }
    packer.finish(examples::add);
    return examples;
  }

  private static int[] words(int document, int from, int count) {
    return IntStream.range(from, from + count).map(word -> 4 + PER_DOCUMENT * document + word).toArray();
  }

  private static int document(int[] tokens) {
    int document = (tokens[0] - 4) / PER_DOCUMENT;
    return Arrays.stream(tokens).allMatch(token -> (token - 4) / PER_DOCUMENT == document) ? document : -1;
  }

  private static int[] first(Example example) {
    return Arrays.copyOfRange(example.ids(), 1, example.secondSegment() - 1);
  }

  private static int[] second(Example example) {
    return Arrays.copyOfRange(example.ids(), example.secondSegment(), example.ids().length - 1);
  }

  private static DatasetSettings settings(int length) {
    return new DatasetSettings(length, Packing.PAIRS, 7, 1 << 21, "0".repeat(64), 0, 1, 2, 3);
  }
}
