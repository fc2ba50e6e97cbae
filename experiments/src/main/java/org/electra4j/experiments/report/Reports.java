package org.electra4j.experiments.report;

import java.nio.file.Path;
import java.util.List;

/** Writes a sweep's files: the same bytes for the same rows, each file complete or not there. */
public final class Reports {
  private Reports() {}

  /** Paths of what was written. */
  public record Written(Path runs, Path steps, Path summary, Path figure) {}

  /** Writes runs.csv, steps.csv, summary.md and the figures of an experiment, rows in the order given. */
  public static Written write(Path folder, String experiment, List<ResultRow> rows, List<RunCurve> curves) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Writes machine.csv. */
  public static void writeMachine(Path folder, List<MachineRow> rows) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Makes summary and figures again from the CSV files of a folder alone. */
  public static Written rewrite(Path folder) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The summary's table for a terminal of this width. */
  public static String table(List<ResultRow> rows, int width) {
    throw new UnsupportedOperationException("not yet");
  }
}
