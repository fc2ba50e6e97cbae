package org.electra4j.core.text;

import java.nio.file.Path;
import java.util.List;

/** Word pieces and their ids: line number in vocab.txt is the id. */
public final class Vocabulary {
  public static final String PAD = "[PAD]", UNKNOWN = "[UNK]", CLASSIFIER = "[CLS]", SEPARATOR = "[SEP]", MASK = "[MASK]";

  /** From tokens in id order; VocabularyException naming what is wrong (special token missing, duplicate, [PAD] not 0). */
  public static Vocabulary of(List<String> tokens) { throw new UnsupportedOperationException("not yet"); }
  public static Vocabulary read(Path file) { throw new UnsupportedOperationException("not yet"); }
  /** Atomic: temporary file beside it, forced, moved. */
  public void write(Path file) { throw new UnsupportedOperationException("not yet"); }
  public int size() { throw new UnsupportedOperationException("not yet"); }
  public String token(int id) { throw new UnsupportedOperationException("not yet"); }
  /** Id of a token, or -1. */
  public int id(String token) { throw new UnsupportedOperationException("not yet"); }
  public int pad() { throw new UnsupportedOperationException("not yet"); }
  public int unknown() { throw new UnsupportedOperationException("not yet"); }
  public int classifier() { throw new UnsupportedOperationException("not yet"); }
  public int separator() { throw new UnsupportedOperationException("not yet"); }
  public int mask() { throw new UnsupportedOperationException("not yet"); }
  /** SHA-256 of vocab.txt as write() would write it, hexadecimal. */
  public String checksum() { throw new UnsupportedOperationException("not yet"); }
}
