package org.electra4j.experiments;

import org.electra4j.experiments.run.StopRequest;

/** Asks for a stop once it has been asked so many times. */
final class StopAfter extends StopRequest {
  private int left;

  StopAfter(int times) {
    left = times;
  }

  @Override
  public boolean getAsBoolean() {
    return --left < 0;
  }
}
