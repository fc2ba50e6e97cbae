package org.electra4j.core.data;

import java.nio.file.Path;
import java.util.SequencedMap;
import java.util.function.LongConsumer;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.simd.WorkerPool;

/** From documents to a file of packed examples; tokenizes on all workers, packs in order. */
public final class DatasetBuilder {
  private DatasetBuilder() {}

  /**
   * Writes the file atomically; a function of documents, tokenizer, length, packing and seed. CorpusException if no example comes out.
   *
   * @param progress told the number of documents done, now and then
   */
  public static void build(DocumentSource documents, WordPieceTokenizer tokenizer, int length, Packing packing, long seed, Path file,
      WorkerPool workers, LongConsumer progress) {
    throw new UnsupportedOperationException("not yet");
  }

  /** How often each normalised word occurs, in the order of first occurrence: what a vocabulary is trained from. */
  public static SequencedMap<String, Long> wordCounts(DocumentSource documents, TextNormalizer normalizer, WorkerPool workers,
      LongConsumer progress) {
    throw new UnsupportedOperationException("not yet");
  }
}
