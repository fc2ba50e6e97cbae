package org.electra4j.experiments.sweep;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.core.model.ConfigException;

/**
 * How a sweep is carried out: nothing that changes a row.
 *
 * @param jobs runs at the same time
 * @param maxHours after which it stops as if asked to; infinite for no limit
 * @param retryFailed whether runs that failed before are tried again
 * @param failFast whether the first failure ends the sweep
 * @param keepWeights whether the last checkpoint of a finished run stays
 * @param tensorboard folder for TensorBoard's events, one below it per run; null for none
 * @param verifyEvery steps of a run between those that are made twice and compared; 0 for none
 * @param sharing how the folder is shared with other processes; null for not at all
 * @param reuse folders of other sweeps, whose finished runs are taken over where they are this sweep's
 */
public record Execution(int jobs, double maxHours, boolean retryFailed, boolean failFast, boolean keepWeights, Path tensorboard,
    long verifyEvery, Sharing sharing, List<Path> reuse) {
  /**
   * One of the processes that work on a sweep's folder together.
   *
   * @param worker a name that no other has
   * @param index its number, from 0: it begins with another run than the others
   * @param of how many there are meant to be; others may come and go
   */
  public record Sharing(String worker, int index, int of) {
    /** Refuses a number that is none of them. */
    public Sharing {
      if (of < 1 || index < 0 || index >= of) {
        throw new ConfigException("index is %d of %d: expected 0 to one less than that".formatted(index, of));
      }
    }
  }

  /** Refuses what has no meaning, naming the option. */
  public Execution {
    if (jobs < 1) {
      throw new ConfigException("jobs is " + jobs + ": expected at least 1");
    }
    if (verifyEvery < 0) {
      throw new ConfigException("verify-every is " + verifyEvery + ": expected 0 or more");
    }
    if (!(maxHours > 0)) {
      throw new ConfigException("max-hours is " + maxHours + ": expected a number above 0");
    }
  }
}
