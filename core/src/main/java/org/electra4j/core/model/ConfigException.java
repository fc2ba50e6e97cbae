package org.electra4j.core.model;

/** A configuration that makes no sense: the message names the key, what it holds and what was expected. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message of one sentence. */
  public ConfigException(String message) {
    super(message);
  }
}
