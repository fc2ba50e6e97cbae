package org.electra4j.experiments.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.train.MemoryNeed;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.PreparedData;
import org.electra4j.experiments.run.PretrainJob;
import org.electra4j.experiments.run.RunSpec;
import org.electra4j.experiments.run.Tuning;

/**
 * What a sweep consists of.
 *
 * @param experiment of the paper
 * @param base what every cell has in common
 * @param tuning how its models are fine-tuned
 * @param cells to run, in the experiment's order
 * @param firstSeed of each cell
 * @param seeds of each cell, ascending from the first
 */
public record SweepPlan(Experiment experiment, Configuration base, Tuning tuning, List<Experiment.Cell> cells, long firstSeed, int seeds) {

  /**
   * One run of the plan.
   *
   * @param cell it belongs to
   * @param configuration of cell and base
   * @param spec what defines it
   */
  public record Run(Experiment.Cell cell, Configuration configuration, RunSpec spec) {
    long seed() {
      return spec.seed();
    }
  }

  /** Checks what no part can see alone. */
  public SweepPlan {
    if (seeds < 1) {
      throw new ConfigException("seeds is " + seeds + ": expected at least 1");
    }
    for (Experiment.Cell cell : cells) {
      base.withSource(cell.source());
    }
  }

  /** The same on a vocabulary of another size. */
  public SweepPlan on(Configuration prepared) {
    return new SweepPlan(experiment, prepared, tuning, cells, firstSeed, seeds);
  }

  /** All runs, seed by seed, so that the whole picture is there early. */
  List<Run> runs(PreparedData data, String tasksChecksum) {
    List<Run> runs = new ArrayList<>();
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      for (Experiment.Cell cell : cells) {
        Configuration configuration = base.withSource(cell.source());
        runs.add(new Run(cell, configuration, data.spec(settings(configuration), tasksChecksum, seed)));
      }
    }
    return runs;
  }

  /** What the output folder belongs to: all but cells and seeds, which may be added to. */
  SequencedMap<String, String> identity(PreparedData data, String tasksChecksum) {
    SequencedMap<String, String> identity = new LinkedHashMap<>();
    identity.put("experiment", experiment.label());
    identity.putAll(common(data, tasksChecksum).state());
    identity.remove("seed");
    return identity;
  }

  /** A short name for what all runs have in common. */
  public String folderName(PreparedData data, String tasksChecksum) {
    return common(data, tasksChecksum).folderName();
  }

  private RunSpec common(PreparedData data, String tasksChecksum) {
    return data.spec(settings(base), tasksChecksum, 0);
  }

  private SequencedMap<String, String> settings(Configuration configuration) {
    SequencedMap<String, String> settings = configuration.settings();
    settings.putAll(tuning.values());
    return settings;
  }

  /** Floating-point operations of pre-training all of it. */
  public double flops() {
    return cells.stream().mapToDouble(cell -> PretrainJob.flops(base.withSource(cell.source()))).sum() * seeds;
  }

  /** Memory of its largest run as often as there are jobs, which share the threads, in bytes. */
  public long memoryNeed(int threads, int jobs) {
    int threadsOfOne = Math.ceilDiv(threads, jobs);
    return jobs * cells.stream().mapToLong(cell -> MemoryNeed.bytes(base.withSource(cell.source()).model(), base.pretrain(), threadsOfOne))
        .max().orElse(0);
  }
}
