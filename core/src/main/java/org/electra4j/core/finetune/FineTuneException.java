package org.electra4j.core.finetune;

/** A fine-tuning that cannot go on, such as one whose loss is not finite; the message names task, step, cause, and what to do. */
public final class FineTuneException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public FineTuneException(String message) {
    super(message);
  }
}
