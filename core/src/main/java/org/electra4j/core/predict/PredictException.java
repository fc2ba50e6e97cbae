package org.electra4j.core.predict;

/** A text that a model cannot be asked about; the message says why, and what to do. */
public final class PredictException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PredictException(String message) {
    super(message);
  }
}
