package org.electra4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatasetBuilderTest {
  private static final TextNormalizer NORMALIZER = new TextNormalizer(true, true);
  private static final WordPieceTokenizer TOKENIZER = new WordPieceTokenizer(vocabulary(), NORMALIZER);
  private static final int LENGTH = 24;

  @TempDir
  private Path folder;

  @ParameterizedTest
  @EnumSource(Packing.class)
  void theFileIsTheSameForAnyNumberOfThreads(Packing packing) throws IOException {
    Corpus corpus = new Corpus(400, 8);
    DatasetSettings settings = DatasetSettings.of(TOKENIZER.vocabulary(), LENGTH, packing, 3);
    Path serial = folder.resolve("serial");
    try (DatasetWriter writer = new DatasetWriter(serial, settings)) {
      ExamplePacker packer = new ExamplePacker(settings);
      for (int document = 0; document < corpus.documents.size(); document++) {
        packer.pack(document, corpus.documents.get(document).stream().map(TOKENIZER::encode).toList(), writer::add);
      }
      packer.finish(writer::add);
      writer.commit();
    }
    for (int threads = 1; threads <= 3; threads++) {
      Path file = folder.resolve("threads" + threads);
      try (WorkerPool workers = new WorkerPool(threads)) {
        DatasetBuilder.build(corpus, TOKENIZER, LENGTH, packing, 3, file, workers, documents -> { });
      }
      assertThat(file).as("%d threads", threads).hasSameBinaryContentAs(serial);
    }
  }

  @Test
  void manyPortionsAreOneCorpus() {
    Corpus corpus = new Corpus(45, 2500);
    List<Long> progress = new ArrayList<>();
    Path file = folder.resolve("a.pack");
    try (WorkerPool workers = new WorkerPool(2)) {
      DatasetBuilder.build(corpus, TOKENIZER, LENGTH, Packing.FULL, 3, file, workers, progress::add);
    }
    assertThat(progress).hasSizeGreaterThan(1).isSorted().endsWith(45L);
    long[] counts = new long[TOKENIZER.vocabulary().size()];
    corpus.forEachDocument(document -> document.forEach(line -> {
      for (int id : TOKENIZER.encode(line)) {
        counts[id]++;
      }
    }));
    try (PackedDataset dataset = PackedDataset.open(file)) {
      assertThat(dataset.tokenCounts()).as("nothing lost, nothing twice").isEqualTo(counts);
      assertThat(dataset.settings()).isEqualTo(DatasetSettings.of(TOKENIZER.vocabulary(), LENGTH, Packing.FULL, 3));
    }
  }

  @Test
  void whateverFailsLeavesNothingBehind() {
    Path file = folder.resolve("new/a.pack");
    CorpusException gone = new CorpusException("gone");
    Corpus corpus = new Corpus(30, 8);
    DocumentSource failing = new DocumentSource() {
      @Override
      public void forEachDocument(Consumer<List<String>> consumer) {
        corpus.forEachDocument(consumer);
        throw gone;
      }

      @Override
      public String description() {
        return "failing";
      }
    };
    DocumentSource silent = new Corpus(List.of(List.of("\u200b", "\u0001")));
    try (WorkerPool workers = new WorkerPool(2)) {
      assertThatThrownBy(() -> DatasetBuilder.build(failing, TOKENIZER, LENGTH, Packing.FULL, 3, file, workers, documents -> { }))
          .isSameAs(gone);
      assertThatThrownBy(() -> DatasetBuilder.build(silent, TOKENIZER, LENGTH, Packing.FULL, 3, file, workers, documents -> { }))
          .isInstanceOf(CorpusException.class).hasMessageStartingWith("made up: no words in any document");
    }
    assertThat(file.getParent()).isEmptyDirectory();
  }

  @Test
  void wordsAreCountedInTheOrderOfTheirFirstOccurrence() {
    Corpus corpus = new Corpus(300, 9);
    Map<String, Long> expected = new LinkedHashMap<>();
    corpus.forEachDocument(document -> document
        .forEach(line -> NORMALIZER.words(line).forEach(word -> expected.merge(word, 1L, Long::sum))));
    for (int threads = 1; threads <= 3; threads++) {
      try (WorkerPool workers = new WorkerPool(threads)) {
        Map<String, Long> counts = DatasetBuilder.wordCounts(corpus, NORMALIZER, workers, documents -> { });
        assertThat(new ArrayList<>(counts.entrySet())).as("%d threads", threads).isEqualTo(new ArrayList<>(expected.entrySet()));
      }
    }
  }

  /** Documents of random words of a few letters. */
  private record Corpus(List<List<String>> documents) implements DocumentSource {
    Corpus(int documents, int lines) {
      this(new ArrayList<>());
      SplittableRandom random = new SplittableRandom(documents);
      for (int document = 0; document < documents; document++) {
        List<String> text = new ArrayList<>();
        for (int line = 1 + random.nextInt(2 * lines); line > 0; line--) {
          StringBuilder words = new StringBuilder();
          for (int word = 1 + random.nextInt(20); word > 0; word--) {
            random.ints(1 + random.nextInt(5), 'a', 'e').forEach(letter -> words.append((char) letter));
            words.append(word == 1 ? "." : " ");
          }
          text.add(words.toString());
        }
        this.documents.add(text);
      }
    }

    @Override
    public void forEachDocument(Consumer<List<String>> consumer) {
      documents.forEach(consumer);
    }

    @Override
    public String description() {
      return "made up";
    }
  }

  private static Vocabulary vocabulary() {
    List<String> tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "ab", "##cd", "##d"));
    "abcd".chars().forEach(letter -> tokens.add(Character.toString(letter)));
    "abc".chars().forEach(letter -> tokens.add("##" + (char) letter));
    return Vocabulary.of(tokens);
  }
}
