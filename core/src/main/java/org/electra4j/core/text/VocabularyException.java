package org.electra4j.core.text;

/** A vocabulary that cannot be used; the message names the file, what was found, what was expected, and what to do. */
public final class VocabularyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public VocabularyException(String message) {
    super(message);
  }

  /** With the failure below it. */
  public VocabularyException(String message, Throwable cause) {
    super(message, cause);
  }
}
