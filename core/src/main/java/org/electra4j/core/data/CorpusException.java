package org.electra4j.core.data;

/** A text that cannot be read as a corpus; the message names the file, what was found, what was expected, and what to do. */
public final class CorpusException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public CorpusException(String message) {
    super(message);
  }

  /** With the failure below it. */
  public CorpusException(String message, Throwable cause) {
    super(message, cause);
  }
}
