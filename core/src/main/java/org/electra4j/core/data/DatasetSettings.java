package org.electra4j.core.data;

import java.util.HexFormat;
import org.electra4j.core.text.Vocabulary;

/**
 * What a file of packed examples was made with.
 *
 * @param length positions per example
 * @param packing how documents became examples
 * @param seed of the packing's draws
 * @param vocabularySize ids are below it
 * @param vocabularyChecksum SHA-256, 64 hexadecimal digits
 * @param pad id that fills examples up
 * @param classifier id that stands first
 * @param separator id that ends a segment
 * @param mask id that replaces a masked token
 */
public record DatasetSettings(int length, Packing packing, long seed, int vocabularySize, String vocabularyChecksum, int pad,
    int classifier, int separator, int mask) {
  /** Shortest length: [CLS], [SEP] and room for chance lengths, which begin here. */
  public static final int MIN_LENGTH = 5;
  /** Longest length: positions are stored in 16 bits where ids are. */
  public static final int MAX_LENGTH = 32_768;
  private static final int CHECKSUM_BYTES = 32;

  /** Checks every value. */
  public DatasetSettings {
    if (length < MIN_LENGTH || length > MAX_LENGTH) {
      throw new IllegalArgumentException("length " + length + ": wanted " + MIN_LENGTH + " to " + MAX_LENGTH + " positions per example");
    }
    if (packing == null) {
      throw new IllegalArgumentException("packing: found null, wanted a Packing");
    }
    if (vocabularySize < 1) {
      throw new IllegalArgumentException("vocabulary size " + vocabularySize + ": wanted at least 1");
    }
    if (vocabularyChecksum.length() != 2 * CHECKSUM_BYTES) {
      throw new IllegalArgumentException("vocabulary checksum '" + vocabularyChecksum + "': wanted 64 hexadecimal digits");
    }
    HexFormat.of().parseHex(vocabularyChecksum);
    for (int id : new int[] {pad, classifier, separator, mask}) {
      if (id < 0 || id >= vocabularySize) {
        throw new IllegalArgumentException("special token id " + id + ": wanted 0 to " + (vocabularySize - 1));
      }
    }
  }

  /** Settings with the size, checksum and special tokens of a vocabulary. */
  public static DatasetSettings of(Vocabulary vocabulary, int length, Packing packing, long seed) {
    return new DatasetSettings(length, packing, seed, vocabulary.size(), vocabulary.checksum(), vocabulary.pad(), vocabulary.classifier(),
        vocabulary.separator(), vocabulary.mask());
  }

  /** Whether this id is counted as text: all but [PAD], [CLS], [SEP] and [MASK]. */
  boolean counted(int id) {
    return id != pad && id != classifier && id != separator && id != mask;
  }
}
