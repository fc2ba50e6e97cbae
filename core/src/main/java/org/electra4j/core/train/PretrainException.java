package org.electra4j.core.train;

/** A run that cannot go on, such as one whose loss is not finite; the message names step, cause, and what to do. */
public final class PretrainException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public PretrainException(String message) {
    super(message);
  }

  /** With the failure below it. */
  public PretrainException(String message, Throwable cause) {
    super(message, cause);
  }
}
