package org.electra4j.experiments.sweep;

import org.electra4j.experiments.run.StopRequest;

/** Stops all jobs of a sweep: when the process is asked to stop, and when one of them has ended in a way that ends the sweep. */
final class JobStop extends StopRequest {
  private final StopRequest process;
  private volatile boolean broken;

  JobStop(StopRequest process) {
    this.process = process;
  }

  /** A job cannot go on, and the others shall not go on without it. */
  void breakOff() {
    broken = true;
  }

  @Override
  public boolean getAsBoolean() {
    return broken || process.getAsBoolean();
  }

  @Override
  public void saving(boolean now) {
    process.saving(now);
  }
}
