package org.electra4j.core.checkpoint;

/** A checkpoint that cannot be written or used; the message names the file, what was found, what was expected, and what to do. */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public CheckpointException(String message) {
    super(message);
  }

  /** With the failure below it. */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
