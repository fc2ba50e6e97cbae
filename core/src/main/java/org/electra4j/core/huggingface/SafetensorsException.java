package org.electra4j.core.huggingface;

/** A safetensors file that cannot be written or used; the message names the file, what was found, what was expected, and what to do. */
public final class SafetensorsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public SafetensorsException(String message) {
    super(message);
  }

  /** With the failure below it. */
  public SafetensorsException(String message, Throwable cause) {
    super(message, cause);
  }
}
