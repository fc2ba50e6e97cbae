package org.electra4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedDatasetTest {
  private static final int LENGTH = 9;
  private static final String CHECKSUM = "0123456789abcdef".repeat(4);

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {30, 65_536, 65_537, 100_000})
  void whatWasWrittenIsRead(int vocabularySize) {
    List<Example> examples = examples(2500, vocabularySize, 11);
    Path file = write("a.pack", settings(vocabularySize), examples);
    try (PackedDataset dataset = PackedDataset.open(file)) {
      assertThat(dataset.settings()).isEqualTo(settings(vocabularySize));
      assertThat(dataset.examples()).isEqualTo(2500);
      assertThat(dataset.tokens()).isEqualTo(examples.stream().mapToLong(example -> example.ids().length).sum());
      Batch batch = batch(2);
      long[] counts = new long[vocabularySize];
      for (int index = 0; index < 2500; index++) {
        Arrays.fill(batch.ids(), -1);
        Arrays.fill(batch.segmentIds(), -1);
        dataset.read(index, 1, batch);
        Example example = examples.get(index);
        int tokens = example.ids().length;
        assertThat(batch.lengths()[1]).isEqualTo(tokens);
        assertThat(Arrays.copyOfRange(batch.ids(), LENGTH, 2 * LENGTH)).isEqualTo(Arrays.copyOf(example.ids(), LENGTH));
        assertThat(batch.ids()[0]).as("the other row").isEqualTo(-1);
        for (int position = 0; position < LENGTH; position++) {
          boolean second = position >= example.secondSegment() && position < tokens;
          assertThat(batch.segmentIds()[LENGTH + position]).isEqualTo(second ? 1 : 0);
        }
        Arrays.stream(example.ids()).filter(id -> id > 3).forEach(id -> counts[id]++);
      }
      assertThat(dataset.tokenCounts()).isEqualTo(counts);
    }
  }

  @Test
  void entropyIsThatOfTheCounts() {
    List<Example> examples = List.of(new Example(new int[] {1, 5, 5, 6, 7, 2}, 6), new Example(new int[] {1, 3, 2}, 3));
    Path file = write("a.pack", settings(30), examples);
    try (PackedDataset dataset = PackedDataset.open(file)) {
      // Shares 1/2, 1/4, 1/4; the [MASK] is not counted.
      assertThat(dataset.unigramEntropy()).isCloseTo(1.5 * Math.log(2), within(1e-15));
    }
  }

  @Test
  void checksumsTellContentsApart() {
    List<Example> examples = examples(40, 30, 1);
    List<Example> moved = new ArrayList<>(examples);
    examples.set(7, new Example(new int[] {1, 5, 2, 6, 2}, 3));
    moved.set(7, new Example(new int[] {1, 5, 2, 6, 2}, 5));
    List<Example> shorter = examples.subList(0, 39);
    DatasetSettings otherSeed = new DatasetSettings(LENGTH, Packing.FULL, 6, 30, CHECKSUM, 0, 1, 2, 3);
    List<String> checksums = Stream
        .of(write("a", settings(30), examples), write("b", settings(30), moved), write("c", settings(30), shorter),
            write("d", otherSeed, examples), write("e", settings(31), examples))
        .map(PackedDatasetTest::checksum).toList();
    assertThat(checksums).doesNotHaveDuplicates().allMatch(checksum -> checksum.matches("[0-9a-f]{64}"));
    assertThat(checksum(write("elsewhere/f", settings(30), examples))).isEqualTo(checksums.get(0));
  }

  @Test
  void anyFlippedBitIsDetected() throws IOException {
    Path file = write("a.pack", settings(30), examples(3, 30, 2));
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        bytes[at] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> PackedDataset.verify(MemorySegment.ofArray(bytes), file)).as("bit %d of byte %d", bit, at)
            .isInstanceOf(DatasetException.class).hasMessageStartingWith(file + ": ")
            .hasMessageEndingWith("; delete its folder in the cache to have it made again");
        bytes[at] ^= (byte) (1 << bit);
      }
    }
    assertThat(PackedDataset.verify(MemorySegment.ofArray(bytes), file).examples()).isEqualTo(3);
  }

  @Test
  void anyOtherLengthIsDetected() throws IOException {
    Path file = write("a.pack", settings(30), examples(3, 30, 2));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length + 70; length++) {
      MemorySegment memory = MemorySegment.ofArray(Arrays.copyOf(whole, length));
      if (length != whole.length) {
        assertThatThrownBy(() -> PackedDataset.verify(memory, file)).as("%d of %d bytes", length, whole.length)
            .isInstanceOf(DatasetException.class)
            .hasMessageMatching(".*a.pack: \\d+ bytes, (fewer|expected) .*; delete its folder in the cache to have it made again");
      }
    }
    for (int length : new int[] {0, 255, 256, whole.length - 1}) {
      Path cut = Files.write(folder.resolve("cut.pack"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PackedDataset.open(cut)).isInstanceOf(DatasetException.class)
          .hasMessageStartingWith(cut + ": " + length + " bytes, ");
    }
  }

  @Test
  void damageIsNamed() throws IOException {
    Path file = write("a.pack", settings(30), examples(2100, 30, 2));
    byte[] whole = Files.readAllBytes(file);
    int exampleBytes = 2 * (LENGTH + 2);
    assertThat(complaint(whole, 3)).contains("not a file of packed examples");
    assertThat(complaint(whole, 8)).contains("of the format, this program reads version 1");
    assertThat(complaint(whole, 60)).contains("the header's checksum is wrong");
    assertThat(complaint(whole, 256 + 1500 * exampleBytes)).contains("the checksum of examples 1024 to 2047 is wrong");
    assertThat(complaint(whole, 256 + 2100 * exampleBytes)).contains("the checksum of its token counts is wrong");
    assertThat(complaint(whole, whole.length - 1)).contains("the checksum of its token counts is wrong");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> PackedDataset.open(missing)).isInstanceOf(DatasetException.class)
        .hasMessage(missing + ": no such file; expected packed examples: delete its folder in the cache to have them made");
    assertThatThrownBy(() -> PackedDataset.open(folder)).isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(folder + ": cannot be read");
  }

  @Test
  void nothingBearsTheNameBeforeTheCommitAndNothingIsLeftBehind() throws IOException {
    Path file = folder.resolve("new/a.pack");
    try (DatasetWriter writer = new DatasetWriter(file, settings(30))) {
      examples(2000, 30, 3).forEach(writer::add);
      assertThat(file).doesNotExist();
    }
    assertThat(file.getParent()).isEmptyDirectory();
    write("new/a.pack", settings(30), examples(3, 30, 3));
    String old = checksum(file);
    try (DatasetWriter writer = new DatasetWriter(file, settings(30))) {
      assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(checksum(file)).isEqualTo(old);
    write("new/a.pack", settings(30), examples(4, 30, 3));
    assertThat(checksum(file)).as("replaced").isNotEqualTo(old);
    try (Stream<Path> left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void placesThatCannotBeWrittenAreNamed() throws IOException {
    Path blocked = Files.writeString(folder.resolve("blocked"), "a file where a folder should be").resolve("a.pack");
    assertThatThrownBy(() -> new DatasetWriter(blocked, settings(30))).isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(blocked + ": the packed examples cannot be written")
        .hasMessageEndingWith("make room, or choose another folder");
  }

  @Test
  void wrongArgumentsAreRefused() {
    try (DatasetWriter writer = new DatasetWriter(folder.resolve("a"), settings(30))) {
      assertThatThrownBy(() -> writer.add(new Example(new int[LENGTH + 1], 1))).hasMessage("example of 10 ids: wanted at most 9");
      assertThatThrownBy(() -> writer.add(new Example(new int[] {1, 30, 2}, 3))).hasMessage("id 30: wanted 0 to 29");
      writer.add(new Example(new int[] {1, 29, 2}, 3));
      writer.commit();
    }
    try (PackedDataset dataset = PackedDataset.open(folder.resolve("a"))) {
      assertThat(dataset.tokens()).isEqualTo(3);
      assertThat(dataset.tokenCounts()[29]).isEqualTo(1);
    }
    assertThatThrownBy(() -> new Example(new int[3], 4)).hasMessageContaining("second segment at 4");
    assertThatThrownBy(() -> settings(3)).hasMessage("special token id 3: wanted 0 to 2");
    assertThatThrownBy(() -> new DatasetSettings(4, Packing.FULL, 0, 30, CHECKSUM, 0, 1, 2, 3)).hasMessageStartingWith("length 4");
    assertThatThrownBy(() -> new DatasetSettings(8, Packing.FULL, 0, 30, "abc", 0, 1, 2, 3))
        .hasMessageStartingWith("vocabulary checksum 'abc'");
    PackedDataset dataset = PackedDataset.open(write("b", settings(30), examples(5, 30, 4)));
    assertThatThrownBy(() -> dataset.read(5, 0, batch(1))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dataset.read(0, 1, batch(1))).isInstanceOf(IllegalArgumentException.class);
    dataset.close();
    dataset.close();
    assertThatThrownBy(() -> dataset.read(0, 0, batch(1))).isInstanceOf(IllegalStateException.class);
  }

  private String complaint(byte[] whole, int at) throws IOException {
    byte[] bytes = whole.clone();
    bytes[at] ^= 4;
    Path damaged = Files.write(folder.resolve("damaged.pack"), bytes);
    try (PackedDataset dataset = PackedDataset.open(damaged)) {
      return "none, " + dataset.examples() + " examples were read";
    } catch (DatasetException e) {
      return e.getMessage();
    }
  }

  private Path write(String name, DatasetSettings settings, List<Example> examples) {
    Path file = folder.resolve(name);
    try (DatasetWriter writer = new DatasetWriter(file, settings)) {
      examples.forEach(writer::add);
      writer.commit();
    }
    return file;
  }

  private static String checksum(Path file) {
    try (PackedDataset dataset = PackedDataset.open(file)) {
      return dataset.checksum();
    }
  }

  private static Batch batch(int size) {
    return new Batch(size, LENGTH, new int[size * LENGTH], new int[size * LENGTH], new int[size]);
  }

  private static DatasetSettings settings(int vocabularySize) {
    return new DatasetSettings(LENGTH, Packing.FULL, 5, vocabularySize, CHECKSUM, 0, 1, 2, 3);
  }

  private static List<Example> examples(int count, int vocabularySize, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = new int[1 + random.nextInt(LENGTH)];
      for (int position = 0; position < ids.length; position++) {
        ids[position] = random.nextInt(1, vocabularySize);
      }
      examples.add(new Example(ids, 1 + random.nextInt(ids.length)));
    }
    return examples;
  }
}
