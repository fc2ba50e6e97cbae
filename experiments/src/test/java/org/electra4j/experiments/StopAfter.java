package org.electra4j.experiments;

import java.util.concurrent.atomic.AtomicInteger;
import org.electra4j.experiments.run.StopRequest;

/** Asks for a stop once it has been asked so many times. */
final class StopAfter extends StopRequest {
  private final AtomicInteger left;

  StopAfter(int times) {
    left = new AtomicInteger(times);
  }

  @Override
  public boolean getAsBoolean() {
    return left.decrementAndGet() < 0;
  }
}
