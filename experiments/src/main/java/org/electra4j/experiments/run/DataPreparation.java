package org.electra4j.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.electra4j.core.data.DatasetBuilder;
import org.electra4j.core.data.DocumentSource;
import org.electra4j.core.data.HeldOut;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.core.text.WordPieceTrainer;
import org.electra4j.experiments.terminal.Progress;
import org.electra4j.experiments.terminal.Terminal;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.WorkerPool;

/**
 * From a corpus to a vocabulary and packed examples. What was made once is kept in the cache folder, under a checksum of all that it was
 * made from, and is found there the next time.
 */
public final class DataPreparation {
  /** Part of every key: changes when the same input would give another result. */
  private static final String FORMAT = "electra4j prepared data 1";
  /** Of a word piece, for the vocabularies that are trained here. */
  public static final int MIN_FREQUENCY = 2;
  /** Most single characters of such a vocabulary. */
  public static final int LIMIT_ALPHABET = 1000;

  private final Surroundings around;
  private final Terminal terminal;
  private final Path cache;
  private final WorkerPool workers;

  /** Keeps what it makes below {@code cache}. */
  public DataPreparation(Surroundings around, Path cache, WorkerPool workers) {
    this.around = around;
    this.terminal = around.terminal();
    this.cache = cache;
    this.workers = workers;
  }

  /** What was prepared, and the configuration with the vocabulary's true size. */
  public record Prepared(PreparedData data, Configuration configuration) {}

  /**
   * Prepares the corpus for this configuration.
   *
   * @param vocabularyFile the vocabulary to use; null to train one of the configuration's size
   * @param sizeIsSet whether the user asked for the configuration's vocabulary size, which a file must then have
   */
  public Prepared prepare(Corpus corpus, Path vocabularyFile, Configuration configuration, boolean sizeIsSet) {
    Vocabulary given = vocabularyFile == null ? null : Vocabulary.read(vocabularyFile);
    if (given != null && sizeIsSet && given.size() != configuration.model().vocabularySize()) {
      throw new ConfigException("vocabularySize is %d, but %s holds %d word pieces: leave vocabularySize out, or give another --vocab"
          .formatted(configuration.model().vocabularySize(), vocabularyFile, given.size()));
    }
    Corpus.Fingerprint text = fingerprint(corpus);
    TextNormalizer normalizer = configuration.data().normalizer();
    Vocabulary vocabulary = given != null ? given
        : vocabulary(corpus.documents(), text, normalizer, configuration.model().vocabularySize());
    Path folder = datasets(corpus.documents(), text, new WordPieceTokenizer(vocabulary, normalizer), configuration);
    // Texts are garbage by now, a gigabyte of it: returned to the system before the model takes memory of its own.
    System.gc();
    PackedDataset training = PackedDataset.open(folder.resolve("training.packed"));
    try {
      PackedDataset heldOut = PackedDataset.open(folder.resolve("held-out.packed"));
      return new Prepared(new PreparedData(corpus, vocabulary, normalizer, training, heldOut, folder),
          configuration.withVocabularySize(vocabulary.size()));
    } catch (RuntimeException e) {
      training.close();
      throw e;
    }
  }

  /** Trains a vocabulary from the documents that are not held out, or finds it in the cache. */
  public Vocabulary vocabulary(Corpus corpus, TextNormalizer normalizer, int size) {
    Corpus.Fingerprint text = fingerprint(corpus);
    return vocabulary(corpus.documents(), text, normalizer, size);
  }

  /** Of the user's own text by reading it all; of the built-in corpus once, since its source tells whether it is the same text. */
  private Corpus.Fingerprint fingerprint(Corpus corpus) {
    Path kept = corpus.prose() == null ? null : cache.resolve("jdk-prose-" + corpus.prose().source() + ".fingerprint");
    Corpus.Fingerprint known = kept == null ? null : Corpus.Fingerprint.read(kept);
    if (known != null) {
      return known;
    }
    Progress reading = new Progress(terminal, "reading the corpus", "documents", 0);
    Corpus.Fingerprint text = corpus.fingerprint(reading, around.stop());
    reading.end();
    if (kept != null) {
      text.write(kept);
    }
    return text;
  }

  private Vocabulary vocabulary(DocumentSource documents, Corpus.Fingerprint text, TextNormalizer normalizer, int size) {
    String key = new Checksum().line(FORMAT).line("vocabulary").line(text.checksum()).line(normalizer.toString()).line("" + size)
        .line("" + MIN_FREQUENCY).line("" + LIMIT_ALPHABET).hexadecimal();
    Path folder = cache.resolve("vocabularies").resolve(key.substring(0, 16));
    if (!Files.isDirectory(folder)) {
      terminal.line("training a vocabulary of %s word pieces", Words.count(size));
      Progress progress = new Progress(terminal, "counting words", "documents", text.documents());
      Map<String, Long> counts = DatasetBuilder.wordCounts(HeldOut.training(documents), normalizer, workers, told(progress));
      progress.end();
      around.stop().check();
      Vocabulary trained = new WordPieceTrainer(size, MIN_FREQUENCY, LIMIT_ALPHABET).train(counts);
      make(folder, building -> trained.write(building.resolve("vocab.txt")));
    }
    return Vocabulary.read(folder.resolve("vocab.txt"));
  }

  private Path datasets(DocumentSource documents, Corpus.Fingerprint text, WordPieceTokenizer tokenizer, Configuration configuration) {
    DataConfig data = configuration.data();
    int length = configuration.pretrain().length();
    String key = new Checksum().line(FORMAT).line("datasets").line(text.checksum()).line(tokenizer.vocabulary().checksum())
        .line(tokenizer.normalizer().toString()).line("" + length).line(data.packing().name()).line("" + data.packingSeed()).hexadecimal();
    Path folder = cache.resolve("datasets").resolve(key.substring(0, 16));
    if (!Files.isDirectory(folder)) {
      make(folder, building -> {
        record Part(String file, String name, DocumentSource documents) {}
        for (Part part : List.of(new Part("held-out.packed", "held-out text", HeldOut.heldOut(documents)),
            new Part("training.packed", "training text", HeldOut.training(documents)))) {
          Progress progress = new Progress(terminal, "packing " + part.name, "documents", text.documents());
          DatasetBuilder.build(part.documents, tokenizer, length, data.packing(), data.packingSeed(), building.resolve(part.file), workers,
              told(progress));
          progress.end();
        }
      });
    }
    return folder;
  }

  private LongConsumer told(Progress progress) {
    return done -> {
      around.stop().check();
      progress.at(done);
    };
  }

  private interface Maker {
    void fill(Path building);
  }

  /** Fills a folder of this process's own and moves it into place, so that the folder is there as a whole or not at all. */
  private static void make(Path folder, Maker maker) {
    Path building = folder.resolveSibling(folder.getFileName() + ".building-" + ProcessHandle.current().pid());
    try {
      delete(building);
      AtomicFile.createFolders(building);
      try {
        maker.fill(building);
        Files.move(building, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        // Another process may have made the same folder meanwhile; both hold the same bytes.
        if (!Files.isDirectory(folder)) {
          throw e;
        }
      } finally {
        delete(building);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to the cache folder %s: %s; choose another with --cache"
          .formatted(folder.getParent(), e.getMessage()), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
