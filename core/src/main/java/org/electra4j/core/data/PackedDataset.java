package org.electra4j.core.data;

import java.nio.file.Path;

/** Packed examples in one checksummed, memory-mapped file. */
public final class PackedDataset implements AutoCloseable {
  /** Opens and verifies; DatasetException says what is wrong. */
  public static PackedDataset open(Path file) { throw new UnsupportedOperationException("not yet"); }
  public long examples() { throw new UnsupportedOperationException("not yet"); }
  public int length() { throw new UnsupportedOperationException("not yet"); }
  public int vocabularySize() { throw new UnsupportedOperationException("not yet"); }
  public String vocabularyChecksum() { throw new UnsupportedOperationException("not yet"); }
  /** Checksum of the content, hexadecimal; goes into every result row. */
  public String checksum() { throw new UnsupportedOperationException("not yet"); }
  /** Tokens that are not padding. */
  public long tokens() { throw new UnsupportedOperationException("not yet"); }
  /** How often each id occurs, special tokens [CLS] [SEP] [PAD] [MASK] left out: [vocabularySize]. */
  public long[] tokenCounts() { throw new UnsupportedOperationException("not yet"); }
  /** Entropy of the token counts, in nats. */
  public double unigramEntropy() { throw new UnsupportedOperationException("not yet"); }
  /** Copies example index to row of a batch's arrays. */
  public void read(long index, int row, Batch batch) { throw new UnsupportedOperationException("not yet"); }
  @Override
  public void close() { throw new UnsupportedOperationException("not yet"); }
}
