package org.electra4j.experiments.violations;

import java.io.PrintWriter;

/** Breaks rules that look at packages; never run. */
public final class PlatformMath {
  /** As wrong as can be. */
  public double wrong(PrintWriter writer) {
    System.out.println("printed");
    writer.println("swallowed");
    return Math.exp(1);
  }
}
