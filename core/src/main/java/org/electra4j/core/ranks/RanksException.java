package org.electra4j.core.ranks;

/** Processes that cannot work together; the message says what was found, what was expected, and what to do. */
public final class RanksException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public RanksException(String message) {
    super(message);
  }

  /** With the failure below it. */
  public RanksException(String message, Throwable cause) {
    super(message, cause);
  }
}
