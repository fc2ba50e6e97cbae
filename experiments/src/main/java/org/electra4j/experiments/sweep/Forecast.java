package org.electra4j.experiments.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.model.Electra;
import org.electra4j.core.train.Flops;
import org.electra4j.core.train.MemoryNeed;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.DataSets;
import org.electra4j.experiments.run.PreparedData;
import org.electra4j.experiments.run.StopRequest;
import org.electra4j.simd.WorkerPool;

/**
 * What a plan will take on this machine, from timed steps of every shape that occurs in it.
 *
 * @param cells in the plan's order
 * @param seeds of each cell
 * @param jobs at the same time
 */
public record Forecast(List<Cell> cells, int seeds, int jobs) {
  /** Keys that change no step's duration. */
  private static final Set<String> TIMELESS = Set.of("steps", "warmupSteps", "logEvery", "generatorSteps", "learningRate", "temperature",
      "evaluationExamples", "weightDecay", "beta1", "beta2", "epsilon", "maxGradientNorm", "generatorWeight", "discriminatorWeight",
      "initDeviation", "positionScale", "init", "packingSeed");
  /** So many times as long as a measurement. */
  private static final double WARM_UP = 4;
  /** Of a run beside training: reading vocabulary and checkpoint, rows and figures. */
  private static final double AROUND_SECONDS = 0.7;

  /**
   * One run of a cell.
   *
   * @param cell as planned
   * @param parameters trained floats; 0 where it cannot be run
   * @param publishedFlops by the published script's convention
   * @param memory bytes
   * @param pretrainSeconds with evaluation
   * @param fineTuneSeconds of all tasks and fine-tuning seeds
   * @param problem why it cannot be run; null where it can
   */
  public record Cell(PlannedCell cell, long parameters, double publishedFlops, long memory, double pretrainSeconds,
      double fineTuneSeconds, String problem) {
    /** One run from start to row. */
    public double seconds() {
      return problem != null ? 0 : pretrainSeconds + fineTuneSeconds + AROUND_SECONDS;
    }
  }

  /**
   * Times it, so many seconds per shape; with several jobs on the threads that one of them will have, while the others do the same.
   */
  public static Forecast measure(SweepPlan plan, DataSets data, List<Task> tasks, WorkerPool workers, int jobs,
      double seconds, StopRequest stop, Consumer<String> progress) {
    List<PlannedCell> planned = plan.cells();
    List<List<Cell>> byJob = new ArrayList<>();
    for (int job = 0; job < jobs; job++) {
      byJob.add(new ArrayList<>());
    }
    int threads = Math.ceilDiv(workers.threads(), jobs);
    workers.run(jobs, (job, _) -> {
      try (WorkerPool own = new WorkerPool(Math.max(1, workers.threads() / jobs))) {
        One one = new One(plan, data, tasks, new StepTimer(own, stop, WARM_UP * seconds, seconds), threads);
        for (PlannedCell cell : planned) {
          stop.check();
          if (job == 0) {
            progress.accept(cell.name());
          }
          byJob.get(job).add(one.cell(cell));
        }
      }
    });
    List<Cell> slowest = new ArrayList<>();
    for (int at = 0; at < planned.size(); at++) {
      int place = at;
      slowest.add(byJob.stream().map(cells -> cells.get(place)).reduce((a, b) -> a.seconds() >= b.seconds() ? a : b).orElseThrow());
    }
    return new Forecast(slowest, plan.seeds(), jobs);
  }

  /** Seconds of one pre-training with its evaluation, from so many seconds of its steps. */
  public static double pretraining(Configuration configuration, PreparedData data, WorkerPool workers, double seconds, StopRequest stop) {
    return new StepTimer(workers, stop, WARM_UP * seconds, seconds).pace(configuration, data).seconds(configuration, data);
  }

  /** Of pre-training, all runs, in seconds of one job. */
  public double pretrainSeconds() {
    return seeds * cells.stream().mapToDouble(Cell::pretrainSeconds).sum();
  }

  /** Of fine-tuning, all runs, in seconds of one job. */
  public double fineTuneSeconds() {
    return seeds * cells.stream().mapToDouble(Cell::fineTuneSeconds).sum();
  }

  /** From start to end. */
  public double seconds() {
    double all = seeds * cells.stream().mapToDouble(Cell::seconds).sum();
    return Math.max(all / jobs, cells.stream().mapToDouble(Cell::seconds).max().orElse(0));
  }

  /** One job's measurements: each shape once. */
  private static final class One {
    private final SweepPlan plan;
    private final DataSets data;
    private final List<Task> tasks;
    private final StepTimer timer;
    private final int threads;
    private final Map<SequencedMap<String, String>, StepTimer.Pace> paces = new HashMap<>();
    private final Map<List<Object>, Double> tunings = new HashMap<>();

    One(SweepPlan plan, DataSets data, List<Task> tasks, StepTimer timer, int threads) {
      this.plan = plan;
      this.data = data;
      this.tasks = tasks;
      this.timer = timer;
      this.threads = threads;
    }

    Cell cell(PlannedCell cell) {
      if (!cell.possible()) {
        return new Cell(cell, 0, 0, 0, 0, 0, cell.refusal());
      }
      Configuration configuration = cell.configuration();
      PreparedData own = data.of(cell.settings());
      try {
        return new Cell(cell, Electra.parameters(configuration.model()), Flops.published(configuration.model(), configuration.pretrain()),
            MemoryNeed.bytes(configuration.model(), configuration.pretrain(), threads), pretraining(configuration, own),
            fineTuning(configuration, own), null);
      } catch (StopRequest.Stopped e) {
        throw e;
      } catch (RuntimeException e) {
        return new Cell(cell, 0, 0, 0, 0, 0, String.valueOf(e.getMessage()));
      }
    }

    /** A shape is timed once, whatever the number of its steps. */
    private double pretraining(Configuration configuration, PreparedData own) {
      SequencedMap<String, String> shape = configuration.settings();
      shape.keySet().removeAll(TIMELESS);
      return paces.computeIfAbsent(shape, _ -> timer.pace(configuration, own)).seconds(configuration, own);
    }

    private double fineTuning(Configuration configuration, PreparedData own) {
      double seconds = 0;
      for (Task task : tasks) {
        List<Object> shape = List.of(configuration.model().main(), task.name(), own.vocabulary().checksum());
        seconds += plan.tuning().seeds() * tunings.computeIfAbsent(shape, _ -> timer.fineTuning(configuration, own, task,
            plan.tuning().config(task.name(), configuration.model())));
      }
      return seconds;
    }
  }
}
