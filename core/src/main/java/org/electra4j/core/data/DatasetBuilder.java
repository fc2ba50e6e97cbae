package org.electra4j.core.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.simd.WorkerPool;

/**
 * From documents to a file of packed examples; tokenizes on all workers, packs in order.
 *
 * <p>Documents are read in portions of some megabytes (at least one document), so memory is bounded by the longest document.
 */
public final class DatasetBuilder {
  private static final long PORTION_CHARS = 1 << 22;
  /** Lines of a task: enough to be worth claiming, few enough to share a portion fairly. */
  private static final int TASK_LINES = 64;
  /** The same for counting words: a word that many lines share is added to the total once for all of them. */
  private static final int COUNTING_TASK_LINES = 1024;

  private DatasetBuilder() {}

  /**
   * Writes the file atomically; a function of documents, tokenizer, length, packing and seed.
   *
   * @param progress told the number of documents done, now and then
   * @throws CorpusException if the documents cannot be read, or no example comes out
   * @throws DatasetException if the file cannot be written
   */
  public static void build(DocumentSource documents, WordPieceTokenizer tokenizer, int length, Packing packing, long seed, Path file,
      WorkerPool workers, LongConsumer progress) {
    DatasetSettings settings = DatasetSettings.of(tokenizer.vocabulary(), length, packing, seed);
    ExamplePacker packer = new ExamplePacker(settings);
    try (DatasetWriter writer = new DatasetWriter(file, settings)) {
      forEachPortion(documents, progress, portion -> {
        List<int[]> tokens = new ArrayList<>();
        onWorkers(portion.lines, TASK_LINES, workers, lines -> lines.stream().map(tokenizer::encode).toList()).forEach(tokens::addAll);
        int from = 0;
        for (int i = 0; i < portion.ends.size(); i++) {
          int to = portion.ends.get(i);
          packer.pack(portion.firstDocument + i, tokens.subList(from, to), writer::add);
          from = to;
        }
      });
      packer.finish(writer::add);
      if (writer.examples() == 0) {
        throw new CorpusException(
            documents.description() + ": no words in any document; expected text to make examples of");
      }
      writer.commit();
    }
  }

  /**
   * How often each normalised word occurs, in the order of first occurrence: what a vocabulary is trained from.
   *
   * @throws CorpusException if the documents cannot be read
   */
  public static SequencedMap<String, Long> wordCounts(DocumentSource documents, TextNormalizer normalizer, WorkerPool workers,
      LongConsumer progress) {
    SequencedMap<String, Long> total = new LinkedHashMap<>();
    forEachPortion(documents, progress, portion -> {
      // Each task counts in the order of its lines, and tasks are added in their order, which keeps the order of first occurrence.
      List<SequencedMap<String, Long>> counts = onWorkers(portion.lines, COUNTING_TASK_LINES, workers, lines -> {
        SequencedMap<String, Long> own = new LinkedHashMap<>();
        lines.forEach(line -> normalizer.words(line).forEach(word -> own.merge(word, 1L, Long::sum)));
        return own;
      });
      counts.forEach(own -> own.forEach((word, count) -> total.merge(word, count, Long::sum)));
    });
    return total;
  }

  /** Results of some lines each, in the order of the lines. */
  private static <R> List<R> onWorkers(List<String> lines, int taskLines, WorkerPool workers, Function<List<String>, R> work) {
    List<R> results = new ArrayList<>(Collections.nCopies(Math.ceilDiv(lines.size(), taskLines), null));
    workers.run(results.size(), (task, worker) -> {
      int from = task * taskLines;
      results.set(task, work.apply(lines.subList(from, Math.min(lines.size(), from + taskLines))));
    });
    return results;
  }

  /** Some documents' lines, one after the other, and the line after each document's last. */
  private static final class Portion {
    private final long firstDocument;
    private final List<String> lines = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private long chars;

    Portion(long firstDocument) {
      this.firstDocument = firstDocument;
    }

    void add(List<String> document) {
      lines.addAll(document);
      ends.add(lines.size());
      document.forEach(line -> chars += line.length());
    }
  }

  private static void forEachPortion(DocumentSource documents, LongConsumer progress, Consumer<Portion> work) {
    Portion[] current = {new Portion(0)};
    Runnable finish = () -> {
      Portion portion = current[0];
      work.accept(portion);
      current[0] = new Portion(portion.firstDocument + portion.ends.size());
      progress.accept(current[0].firstDocument);
    };
    documents.forEachDocument(document -> {
      current[0].add(document);
      if (current[0].chars >= PORTION_CHARS) {
        finish.run();
      }
    });
    if (!current[0].ends.isEmpty()) {
      finish.run();
    }
  }
}
