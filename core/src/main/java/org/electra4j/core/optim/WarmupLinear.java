package org.electra4j.core.optim;

/**
 * The learning rate of a step: linear decay from the first step on, times linear warm-up (docs/numerics.md, "schedule").
 *
 * @param peak what the rate would be without warm-up at step 0
 * @param totalSteps steps until the rate is zero
 * @param warmupSteps steps until warm-up is over; need not be whole; 0 for none
 */
public record WarmupLinear(double peak, long totalSteps, double warmupSteps) {

  /** The rate of update number {@code step}, counted from 0; with warm-up, update 0 has rate 0, as published. */
  public double at(long step) {
    double decay = 1 - (double) Math.min(step, totalSteps) / totalSteps;
    double warmup = warmupSteps <= 0 ? 1 : Math.min(1, step / warmupSteps);
    return peak * decay * warmup;
  }
}
