package org.electra4j.experiments.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
import org.electra4j.experiments.run.Tasks;
import org.electra4j.simd.WorkerPool;

/**
 * What is left of a plan will take on this machine, from timed steps of every shape that occurs in it.
 *
 * @param cells in the plan's order
 * @param finished runs that are there already
 * @param jobs at the same time
 */
public record Forecast(List<Cell> cells, int finished, int jobs) {
  /** Keys that change no step's duration. */
  private static final Set<String> TIMELESS = Set.of("steps", "warmupSteps", "logEvery", "generatorSteps", "learningRate", "temperature",
      "evaluationExamples", "weightDecay", "beta1", "beta2", "epsilon", "maxGradientNorm", "generatorWeight", "discriminatorWeight",
      "initDeviation", "positionScale", "init", "packingSeed");
  /** So many times as long as a measurement. */
  private static final double WARM_UP = 4;
  /** Of a run beside training: reading vocabulary and checkpoint, rows and figures. */
  private static final double AROUND_SECONDS = 0.7;

  /**
   * One run of a cell, and how many of them.
   *
   * @param cell as planned
   * @param left runs of it that are not finished
   * @param parameters trained floats; 0 where it cannot be run
   * @param publishedFlops by the published script's convention
   * @param memory bytes
   * @param pretrainSeconds with evaluation
   * @param fineTuneSeconds of all tasks and fine-tuning seeds
   * @param problem why it cannot be run; null where it can
   */
  public record Cell(PlannedCell cell, int left, long parameters, double publishedFlops, long memory, double pretrainSeconds,
      double fineTuneSeconds, String problem) {
    /** One run from start to row. */
    public double seconds() {
      return problem != null ? 0 : pretrainSeconds + fineTuneSeconds + AROUND_SECONDS;
    }

    /** Whether any of it will be run. */
    boolean runs() {
      return problem == null && left > 0;
    }
  }

  /**
   * Times it, so many seconds per shape; with several jobs on the threads that one of them will have, while the others do the same.
   *
   * @param folder the sweep's own, which need not be there: what is finished in it is not run again
   * @param reuse folders that runs are taken over from
   */
  public static Forecast measure(SweepPlan plan, DataSets data, List<Task> tasks, Path folder, List<Path> reuse, WorkerPool workers,
      int jobs, double seconds, StopRequest stop, Consumer<String> progress) {
    List<PlannedCell> planned = plan.cells();
    Map<PlannedCell, Integer> left = left(plan, data, tasks, folder, reuse);
    List<List<Cell>> byJob = new ArrayList<>();
    for (int job = 0; job < jobs; job++) {
      byJob.add(new ArrayList<>());
    }
    int threads = Math.ceilDiv(workers.threads(), jobs);
    workers.run(jobs, (job, _) -> {
      try (WorkerPool own = new WorkerPool(Math.max(1, workers.threads() / jobs))) {
        One one = new One(plan, data, tasks, left, new StepTimer(own, stop, WARM_UP * seconds, seconds), threads);
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
    return new Forecast(slowest, planned.size() * plan.seeds() - left.values().stream().mapToInt(Integer::intValue).sum(), jobs);
  }

  private static Map<PlannedCell, Integer> left(SweepPlan plan, DataSets data, List<Task> tasks, Path folder, List<Path> reuse) {
    Set<String> finished = new HashSet<>(Journal.read(folder).results().keySet());
    reuse.forEach(other -> finished.addAll(FinishedElsewhere.finished(other).keySet()));
    Map<PlannedCell, Integer> left = new HashMap<>();
    plan.runs(data, Tasks.checksum(tasks)).forEach(run -> left.merge(run.cell(), finished.contains(run.spec().id()) ? 0 : 1, Integer::sum));
    return left;
  }

  /** Seconds of one pre-training with its evaluation, from so many seconds of its steps. */
  public static double pretraining(Configuration configuration, PreparedData data, WorkerPool workers, double seconds, StopRequest stop) {
    return new StepTimer(workers, stop, WARM_UP * seconds, seconds).pace(configuration, data).seconds(configuration, data);
  }

  /** Runs that are not finished and can be. */
  public int left() {
    return cells.stream().filter(Cell::runs).mapToInt(Cell::left).sum();
  }

  /** Of pre-training, all runs that are left, in seconds of one job. */
  public double pretrainSeconds() {
    return cells.stream().filter(Cell::runs).mapToDouble(cell -> cell.left() * cell.pretrainSeconds()).sum();
  }

  /** Of fine-tuning, all runs that are left, in seconds of one job. */
  public double fineTuneSeconds() {
    return cells.stream().filter(Cell::runs).mapToDouble(cell -> cell.left() * cell.fineTuneSeconds()).sum();
  }

  /** From start to end. */
  public double seconds() {
    double all = cells.stream().filter(Cell::runs).mapToDouble(cell -> cell.left() * cell.seconds()).sum();
    return Math.max(all / jobs, cells.stream().filter(Cell::runs).mapToDouble(Cell::seconds).max().orElse(0));
  }

  /** One job's measurements: each shape once. */
  private static final class One {
    private final SweepPlan plan;
    private final DataSets data;
    private final List<Task> tasks;
    private final Map<PlannedCell, Integer> left;
    private final StepTimer timer;
    private final int threads;
    private final Map<SequencedMap<String, String>, StepTimer.Pace> paces = new HashMap<>();
    private final Map<List<Object>, Double> tunings = new HashMap<>();

    One(SweepPlan plan, DataSets data, List<Task> tasks, Map<PlannedCell, Integer> left, StepTimer timer, int threads) {
      this.plan = plan;
      this.data = data;
      this.tasks = tasks;
      this.left = left;
      this.timer = timer;
      this.threads = threads;
    }

    Cell cell(PlannedCell cell) {
      if (!cell.possible()) {
        return new Cell(cell, left.get(cell), 0, 0, 0, 0, 0, cell.refusal());
      }
      Configuration configuration = cell.configuration();
      PreparedData own = data.of(cell.settings());
      try {
        return new Cell(cell, left.get(cell), Electra.parameters(configuration.model()),
            Flops.published(configuration.model(), configuration.pretrain()),
            MemoryNeed.bytes(configuration.model(), configuration.pretrain(), threads), pretraining(configuration, own),
            fineTuning(configuration, own), null);
      } catch (StopRequest.Stopped e) {
        throw e;
      } catch (RuntimeException e) {
        return new Cell(cell, left.get(cell), 0, 0, 0, 0, 0, String.valueOf(e.getMessage()));
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
