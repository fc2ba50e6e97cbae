package org.electra4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplePackerTest {
  private static final int CLS = 1;
  private static final int SEP = 2;
  private static final int FIRST_WORD = 4;
  private static final long SEED = 17;

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 7, 8, 16, 64, 128})
  void fullPackingHoldsEachTokenOnceInItsOrder(int length) {
    SplittableRandom random = new SplittableRandom(length);
    for (int document = 0; document < 300; document++) {
      List<int[]> lines = lines(random, random.nextInt(12), 1 + random.nextInt(3 * length));
      List<Integer> packed = new ArrayList<>();
      for (Example example : pack(Packing.FULL, length, document, lines)) {
        packed.addAll(first(example));
        packed.addAll(second(example));
      }
      assertThat(packed).as("document %d", document).isEqualTo(lines.stream().flatMapToInt(Arrays::stream).boxed().toList());
    }
  }

  @ParameterizedTest
  @EnumSource(Packing.class)
  void examplesHaveTheirLayout(Packing packing) {
    SplittableRandom random = new SplittableRandom(3);
    for (int document = 0; document < 2000; document++) {
      int length = 5 + random.nextInt(40);
      for (Example example : pack(packing, length, document, lines(random, 1 + random.nextInt(9), 30))) {
        int[] ids = example.ids();
        assertThat(ids.length).isBetween(3, length);
        assertThat(ids[0]).isEqualTo(CLS);
        assertThat(ids[ids.length - 1]).isEqualTo(SEP);
        assertThat(ids[example.secondSegment() - 1]).isEqualTo(SEP);
        assertThat(first(example)).isNotEmpty().allMatch(id -> id >= FIRST_WORD);
        assertThat(second(example)).allMatch(id -> id >= FIRST_WORD);
        assertThat(example.secondSegment() == ids.length).isEqualTo(second(example).isEmpty());
      }
    }
  }

  /** Sentences far shorter than an example: the shares are then those of the draws. */
  @ParameterizedTest
  @EnumSource(names = {"PUBLISHED", "FULL"})
  void chanceLengthsAndSingleSegmentsAreAsFrequentAsPublished(Packing packing) {
    List<Example> examples = new ArrayList<>();
    for (int document = 0; document < 40; document++) {
      List<Example> own = pack(packing, 128, document, sentences(5000, 5));
      examples.addAll(own.subList(0, own.size() - 1));
    }
    double count = examples.size();
    double single = examples.stream().filter(example -> second(example).isEmpty()).count() / count;
    double brief = examples.stream().filter(example -> example.ids().length < 120).count() / count;
    // Five standard deviations. 115 of 124 chance lengths are below 120, and the shortest leave no room for a second sentence.
    double deviation = 5 / StrictMath.sqrt(count);
    assertThat(single).isBetween(0.1 - 0.3 * deviation, 0.1 + 0.05 * 0.1 + 0.3 * deviation);
    assertThat(brief).isBetween(0.05 * 115 / 124 - 0.22 * deviation, 0.05 + 0.22 * deviation);
  }

  @Test
  void fullPackingCutsAtLineEndsWhereItCan() {
    for (int document = 0; document < 200; document++) {
      for (Example example : pack(Packing.FULL, 64, document, sentences(400, 7))) {
        if (!second(example).isEmpty() && example.ids().length == 64) {
          int next = second(example).getFirst() - FIRST_WORD;
          assertThat(next % 7).as("B begins with a sentence").isZero();
          // The first target of 30: a sentence of 7 may end just below it, or cross it.
          assertThat(first(example).size()).isBetween(23, 36);
        }
      }
    }
  }

  @Test
  void longLinesFillExampleAfterExample() {
    List<Example> examples = pack(Packing.FULL, 64, 3, sentences(1, 1000));
    assertThat(examples.subList(0, examples.size() - 1)).filteredOn(example -> example.ids().length < 64).hasSizeLessThan(6);
    assertThat(examples).hasSizeBetween(17, 24);
    List<Example> published = pack(Packing.PUBLISHED, 64, 3, sentences(1, 1000));
    assertThat(published).as("the rest is thrown away").hasSize(1);
    assertThat(first(published.getFirst())).hasSize(62).startsWith(FIRST_WORD);
  }

  @Test
  void shortSentencesReturnToTheFirstSegmentAsPublished() {
    // With a first target of 62: 50 to A; 40 crosses it, by a coin to B; then 5 returns to A.
    List<int[]> lines = List.of(words(0, 50), words(100, 40), words(200, 5), words(300, 40));
    int returned = 0;
    for (int document = 0; document < 1000; document++) {
      List<Integer> first = first(pack(Packing.PUBLISHED, 128, document, lines).getFirst());
      returned += first.size() == 55 && first.get(50) == FIRST_WORD + 200 ? 1 : 0;
    }
    assertThat(returned / 1000.0).as("of nine in ten examples each other").isBetween(0.37, 0.53);
  }

  @Test
  void publishedPackingIsThePublishedAlgorithm() {
    SplittableRandom random = new SplittableRandom(5);
    for (int document = 0; document < 3000; document++) {
      int length = 8 + random.nextInt(60);
      List<int[]> lines = lines(random, random.nextInt(12), 1 + random.nextInt(50));
      PublishedBuilder builder = new PublishedBuilder(length, new Draws(SEED, document));
      lines.forEach(builder::addLine);
      builder.endDocument();
      List<String> packed = pack(Packing.PUBLISHED, length, document, lines).stream().map(e -> first(e) + " " + second(e)).toList();
      assertThat(packed).as("document %d", document).isEqualTo(builder.examples);
    }
  }

  @Test
  void documentsWithoutTokensGiveNothing() {
    for (Packing packing : Packing.values()) {
      assertThat(pack(packing, 16, 0, List.of())).isEmpty();
      assertThat(pack(packing, 16, 0, List.of(new int[0], new int[0]))).isEmpty();
    }
  }

  @Test
  void aDocumentsExamplesDoNotDependOnOthers() {
    ExamplePacker packer = new ExamplePacker(settings(Packing.FULL, 16));
    List<int[]> lines = sentences(50, 5);
    List<String> alone = new ArrayList<>();
    packer.pack(9, lines, example -> alone.add(Arrays.toString(example.ids())));
    packer.pack(3, sentences(7, 20), example -> { });
    List<String> again = new ArrayList<>();
    packer.pack(9, lines, example -> again.add(Arrays.toString(example.ids())));
    assertThat(again).isEqualTo(alone);
  }

  /** The published builder's two methods, with its names and its order of draws, but for the target, drawn when it is begun with. */
  private static final class PublishedBuilder {
    private final int maxLength;
    private final Draws draws;
    private final List<int[]> currentSentences = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();
    private int currentLength;
    private int targetLength;
    private long draw;

    PublishedBuilder(int maxLength, Draws draws) {
      this.maxLength = maxLength;
      this.draws = draws;
      nextTarget();
    }

    void addLine(int[] tokens) {
      currentSentences.add(tokens);
      currentLength += tokens.length;
      if (currentLength >= targetLength) {
        createExample();
      }
    }

    void endDocument() {
      if (currentLength != 0) {
        createExample();
      }
    }

    private void createExample() {
      int firstSegmentTargetLength = random() < 0.1 ? 100_000 : (targetLength - 3) / 2;
      List<Integer> firstSegment = new ArrayList<>();
      List<Integer> secondSegment = new ArrayList<>();
      for (int[] sentence : currentSentences) {
        List<Integer> words = Arrays.stream(sentence).boxed().toList();
        if (firstSegment.isEmpty() || firstSegment.size() + words.size() < firstSegmentTargetLength
            || secondSegment.isEmpty() && firstSegment.size() < firstSegmentTargetLength && random() < 0.5) {
          firstSegment.addAll(words);
        } else {
          secondSegment.addAll(words);
        }
      }
      firstSegment = firstSegment.subList(0, Math.min(firstSegment.size(), maxLength - 2));
      secondSegment = secondSegment.subList(0, Math.min(secondSegment.size(), Math.max(0, maxLength - firstSegment.size() - 3)));
      examples.add(firstSegment + " " + secondSegment);
      currentSentences.clear();
      currentLength = 0;
      nextTarget();
    }

    private void nextTarget() {
      targetLength = random() < 0.05 ? 5 + draws.below(Purpose.PACKING, draw++, maxLength - 5 + 1) : maxLength;
    }

    private double random() {
      return draws.uniform(Purpose.PACKING, draw++);
    }
  }

  private static List<Example> pack(Packing packing, int length, int document, List<int[]> lines) {
    List<Example> examples = new ArrayList<>();
    ExamplePacker packer = new ExamplePacker(settings(packing, length));
    packer.pack(document, lines, examples::add);
    packer.finish(examples::add);
    return examples;
  }

  private static DatasetSettings settings(Packing packing, int length) {
    return new DatasetSettings(length, packing, SEED, 1 << 20, "0".repeat(64), 0, CLS, SEP, 3);
  }

  private static List<Integer> first(Example example) {
    return Arrays.stream(example.ids(), 1, example.secondSegment() - 1).boxed().toList();
  }

  private static List<Integer> second(Example example) {
    int end = example.ids().length;
    return example.secondSegment() == end ? List.of() : Arrays.stream(example.ids(), example.secondSegment(), end - 1).boxed().toList();
  }

  /** Consecutive words in lines of random length, some of them empty. */
  private static List<int[]> lines(SplittableRandom random, int count, int longest) {
    List<int[]> lines = new ArrayList<>();
    int word = 0;
    for (int i = 0; i < count; i++) {
      int size = random.nextInt(8) == 0 ? 0 : random.nextInt(1, longest + 1);
      lines.add(words(word, size));
      word += size;
    }
    return lines;
  }

  private static List<int[]> sentences(int count, int size) {
    return IntStream.range(0, count).mapToObj(i -> words(i * size, size)).toList();
  }

  private static int[] words(int from, int count) {
    return IntStream.range(FIRST_WORD + from, FIRST_WORD + from + count).toArray();
  }
}
