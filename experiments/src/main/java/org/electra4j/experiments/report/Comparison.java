package org.electra4j.experiments.report;

import java.util.Locale;

/** What is held equal between the cells of an experiment, so that they may be compared. */
public enum Comparison {
  /** Every cell takes as many steps: cheap cells spend less. */
  STEPS,
  /** Every cell spends as many floating-point operations: cheap cells take more steps. */
  FLOPS;

  /** Its name in rows and commands. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As readers see it. */
  String words() {
    return this == STEPS ? "steps" : "FLOPs";
  }
}
