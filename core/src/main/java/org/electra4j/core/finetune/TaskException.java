package org.electra4j.core.finetune;

/** A task's file that cannot be used; the message names file and line, what was found, what was expected, and what to do. */
public final class TaskException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public TaskException(String message) {
    super(message);
  }

  /** With the failure below it. */
  public TaskException(String message, Throwable cause) {
    super(message, cause);
  }
}
