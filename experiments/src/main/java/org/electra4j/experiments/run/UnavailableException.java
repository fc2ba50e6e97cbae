package org.electra4j.experiments.run;

/** Something that the machine must provide is missing, such as memory; the message says what, how much of it, and what to do. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public UnavailableException(String message) {
    super(message);
  }
}
