package org.electra4j.core.data;

/** A file of packed examples that cannot be used; the message names the file, what was found, what was expected, and what to do. */
public final class DatasetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public DatasetException(String message) {
    super(message);
  }

  /** With the failure below it. */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
