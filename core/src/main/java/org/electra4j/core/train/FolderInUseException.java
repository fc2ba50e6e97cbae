package org.electra4j.core.train;

/** A folder that another process is working in; the message names folder and holder, and says what to do. */
public final class FolderInUseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public FolderInUseException(String message) {
    super(message);
  }
}
