package org.electra4j.core.huggingface;

/** A folder of a Hugging Face model that cannot be read or written; the message says what, where and what was expected. */
public final class ModelFolderException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ModelFolderException(String message) {
    super(message);
  }

  ModelFolderException(String message, Throwable cause) {
    super(message, cause);
  }
}
