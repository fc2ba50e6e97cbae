package org.electra4j.experiments.sweep;

import org.electra4j.experiments.run.StopRequest;

/**
 * Stops all jobs of a sweep: when the process is asked to stop, when its time is over, and when one of them has ended in a way that ends
 * the sweep.
 */
final class JobStop extends StopRequest {
  private static final double NANOS_PER_HOUR = 3.6e12;

  private final StopRequest process;
  private final long start = System.nanoTime();
  private final double mostNanos;
  private volatile boolean broken;

  JobStop(StopRequest process, double maxHours) {
    this.process = process;
    mostNanos = maxHours * NANOS_PER_HOUR;
  }

  /** A job cannot go on, and the others shall not go on without it. */
  void breakOff() {
    broken = true;
  }

  /** Whether the time is over. */
  boolean late() {
    return System.nanoTime() - start >= mostNanos;
  }

  @Override
  public boolean getAsBoolean() {
    return broken || late() || process.getAsBoolean();
  }

  @Override
  public void saving(boolean now) {
    process.saving(now);
  }
}
