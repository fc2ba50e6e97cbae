package org.electra4j.core.data;

import java.nio.file.Path;
import java.util.List;

/** The built-in corpus: the Javadoc prose of a JDK's src.zip, extracted once, kept in a cache folder. One document per source file. */
public final class JdkProse {

  /** What a paragraph is about. */
  public enum Kind { DESCRIPTION, PARAM, RETURN, THROWS }

  /**
   * One paragraph.
   *
   * @param document index of its document
   * @param module such as java.base
   * @param kind where in a comment it stood
   * @param text on one line
   */
  public record Paragraph(int document, String module, Kind kind, String text) {}

  /** Extracts, or reads what was extracted before; CorpusException if there is no archive. srcZip null: the running JDK's own. */
  public static JdkProse open(Path srcZip, Path cacheFolder) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The documents, each paragraph a line. */
  public DocumentSource documents() {
    throw new UnsupportedOperationException("not yet");
  }

  /** All paragraphs in the order of the documents. */
  public List<Paragraph> paragraphs() {
    throw new UnsupportedOperationException("not yet");
  }

  /** SHA-256 of the archive, hexadecimal. */
  public String archiveChecksum() {
    throw new UnsupportedOperationException("not yet");
  }
}
