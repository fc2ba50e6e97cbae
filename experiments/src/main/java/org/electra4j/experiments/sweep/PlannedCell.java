package org.electra4j.experiments.sweep;

import java.util.SequencedMap;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.PretrainJob;

/**
 * A cell as it will be run, or the reason why it cannot be.
 *
 * @param name of the cell
 * @param settings every key and value of pre-training
 * @param configuration the same as records; null where it was refused
 * @param refusal the reason; null where there is none
 */
public record PlannedCell(String name, SequencedMap<String, String> settings, Configuration configuration, String refusal) {

  /** Whether it can be run. */
  public boolean possible() {
    return refusal == null;
  }

  /** Floating-point operations of pre-training one run, matrix products; 0 where it cannot be run. */
  public double flops() {
    return possible() ? PretrainJob.flops(configuration) : 0;
  }
}
