package org.electra4j.experiments.sweep;

/** A journal that cannot be trusted; the message names file and line, what was found, what was expected, and what to do. */
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public JournalException(String message) {
    super(message);
  }

  /** With the failure below it. */
  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
