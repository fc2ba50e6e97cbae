package org.electra4j.experiments.report;

/** A result file that cannot be read; the message names file, line and column, what was found, and what was expected. */
public final class ReportException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the sentence that the user reads. */
  public ReportException(String message) {
    super(message);
  }
}
