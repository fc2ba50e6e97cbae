package org.electra4j.experiments.bench;

/** A benchmark that gave no time, most likely because its answer is wrong; the message says which and why. */
public final class BenchmarkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BenchmarkException(String message, Throwable cause) {
    super(message, cause);
  }
}
