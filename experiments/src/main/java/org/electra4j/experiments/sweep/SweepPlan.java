package org.electra4j.experiments.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.train.MemoryNeed;
import org.electra4j.experiments.report.Comparison;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.DataSets;
import org.electra4j.experiments.run.PreparedData;
import org.electra4j.experiments.run.PretrainJob;
import org.electra4j.experiments.run.RunSpec;
import org.electra4j.experiments.run.Tuning;

/**
 * What a sweep consists of.
 *
 * @param experiment whose cells are run
 * @param base what every cell has in common
 * @param tuning how its models are fine-tuned
 * @param names of the cells to run; empty for all
 * @param comparison what is held equal between the cells
 * @param firstSeed of each cell
 * @param seeds of each cell, ascending from the first
 */
public record SweepPlan(Experiment experiment, Configuration base, Tuning tuning, List<String> names, Comparison comparison,
    long firstSeed, int seeds) {

  /**
   * One run of the plan.
   *
   * @param cell it belongs to
   * @param spec what defines it
   */
  public record Run(PlannedCell cell, RunSpec spec) {
    long seed() {
      return spec.seed();
    }

    Configuration configuration() {
      return cell.configuration();
    }

    /** How it is called in messages. */
    String name() {
      return cell.name() + ", seed " + spec.seed();
    }
  }

  /** Checks what no part can see alone. */
  public SweepPlan {
    names = List.copyOf(names);
    if (seeds < 1) {
      throw new ConfigException("seeds is " + seeds + ": expected at least 1");
    }
    if (comparison == Comparison.FLOPS && !experiment.mayEqualFlops()) {
      throw new ConfigException("equal is flops, but the cells of %s differ in steps on purpose: leave --equal out"
          .formatted(experiment.label()));
    }
  }

  /** The same on a vocabulary of another size. */
  public SweepPlan on(Configuration prepared) {
    return new SweepPlan(experiment, prepared, tuning, names, comparison, firstSeed, seeds);
  }

  /**
   * Its cells in their order, those that cannot be run included; ConfigException if none of them can, or if two are the same.
   */
  public List<PlannedCell> cells() {
    List<PlannedCell> planned = experiment.cells(base, names).stream().map(this::planned).toList();
    if (planned.stream().noneMatch(PlannedCell::possible)) {
      throw new ConfigException("no cell can be run. %s: %s".formatted(planned.getFirst().name(), planned.getFirst().refusal()));
    }
    Map<SequencedMap<String, String>, String> seen = new HashMap<>();
    for (PlannedCell cell : planned) {
      String same = seen.putIfAbsent(cell.settings(), cell.name());
      if (same != null) {
        throw new ConfigException("cells %s and %s are the same configuration: expected each to differ; choose other --cells or settings"
            .formatted(same, cell.name()));
      }
    }
    return planned;
  }

  /** Names of all cells of the experiment, those that are left out included: the order of rows. */
  public List<String> order() {
    return experiment.cells(base).stream().map(Experiment.Cell::name).toList();
  }

  private PlannedCell planned(Experiment.Cell cell) {
    try {
      Configuration configuration = base.with(cell.changes());
      if (comparison == Comparison.FLOPS && !cell.name().equals(experiment.reference()) && configuration.pretrain().steps() > 0) {
        configuration = equalled(configuration);
      }
      return new PlannedCell(cell.name(), configuration.settings(), configuration, null);
    } catch (ConfigException e) {
      SequencedMap<String, String> settings = base.settings();
      settings.putAll(cell.changes());
      return new PlannedCell(cell.name(), settings, null, e.getMessage());
    }
  }

  /** With as many steps as cost what the reference's steps cost. */
  private Configuration equalled(Configuration configuration) {
    Experiment.Cell reference = experiment.cells(base, List.of(experiment.reference())).getFirst();
    double budget = PretrainJob.flops(base.with(reference.changes()));
    double each = PretrainJob.flops(configuration) / configuration.pretrain().steps();
    return configuration.withSteps(Math.max(1, Math.round(budget / each)));
  }

  /** All runs, seed by seed, so that the whole picture is there early. */
  List<Run> runs(DataSets data, String tasksChecksum) {
    List<PlannedCell> cells = cells();
    List<Run> runs = new ArrayList<>();
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      for (PlannedCell cell : cells) {
        runs.add(new Run(cell, data.of(cell.settings()).spec(tuned(cell.settings()), tasksChecksum, seed)));
      }
    }
    return runs;
  }

  /** What the output folder belongs to: all but cells and seeds, which may be added to. */
  SequencedMap<String, String> identity(PreparedData data, String tasksChecksum) {
    SequencedMap<String, String> identity = new LinkedHashMap<>();
    identity.put("experiment", experiment.label());
    identity.put("comparison", comparison.label());
    identity.putAll(common(data, tasksChecksum).state());
    identity.remove("seed");
    return identity;
  }

  /** A short name for what all runs have in common. */
  public String folderName(PreparedData data, String tasksChecksum) {
    return common(data, tasksChecksum).folderName();
  }

  private RunSpec common(PreparedData data, String tasksChecksum) {
    return data.spec(tuned(base.settings()), tasksChecksum, 0);
  }

  private SequencedMap<String, String> tuned(SequencedMap<String, String> settings) {
    SequencedMap<String, String> all = new LinkedHashMap<>(settings);
    all.putAll(tuning.values());
    return all;
  }

  /** Floating-point operations of pre-training all of it. */
  public double flops() {
    return cells().stream().mapToDouble(PlannedCell::flops).sum() * seeds;
  }

  /** Memory of its largest run as often as there are jobs, which share the threads, in bytes. */
  public long memoryNeed(int threads, int jobs) {
    int threadsOfOne = Math.ceilDiv(threads, jobs);
    return jobs * cells().stream().filter(PlannedCell::possible)
        .mapToLong(cell -> MemoryNeed.bytes(cell.configuration().model(), cell.configuration().pretrain(), threadsOfOne)).max().orElse(0);
  }
}
