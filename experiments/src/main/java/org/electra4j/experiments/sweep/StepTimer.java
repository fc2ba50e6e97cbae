package org.electra4j.experiments.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.electra4j.core.finetune.FineTuneConfig;
import org.electra4j.core.finetune.FineTuner;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.train.PretrainRun;
import org.electra4j.core.train.Pretrainer;
import org.electra4j.core.train.StepMetrics;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.PreparedData;
import org.electra4j.experiments.run.PretrainJob;
import org.electra4j.experiments.run.StopRequest;
import org.electra4j.simd.WorkerPool;

/** Times a few real steps, as long as they need to become steady, and says what all of them will take. */
final class StepTimer {
  private static final long SEED = 1;
  /** More than anybody times: the schedule has no bearing on how long a step takes. */
  private static final String MANY = Long.toString(1L << 30);
  private static final String ALMOST_AS_MANY = Long.toString((1L << 30) - 1);
  /** A forward pass takes about a third of a step's time: backward is twice as much. */
  private static final double FORWARD_SHARE = 1 / 3.0;
  /** The kernels are compiled by then; what a new shape brings with it is not. */
  private static final double LATER_SHARE = 0.2;
  private static final int EVALUATED_BATCHES = 4;
  /** Compilers that are busy for more than this share of a measurement are still about to make steps faster. */
  private static final double BUSY_SHARE = 0.2;
  /** Measurements that are done again for that, at most. */
  private static final int MOST_AGAIN = 15;

  private final WorkerPool workers;
  private final StopRequest stop;
  private final double measureSeconds;
  private final double warmUpSeconds;
  private boolean first = true;

  /**
   * Times on these workers.
   *
   * @param warmUpSeconds before the first measurement, until compilers are done; a fifth of it before each later one
   * @param measureSeconds of each measurement
   */
  StepTimer(WorkerPool workers, StopRequest stop, double warmUpSeconds, double measureSeconds) {
    this.workers = workers;
    this.stop = stop;
    this.warmUpSeconds = warmUpSeconds;
    this.measureSeconds = measureSeconds;
  }

  /**
   * What the parts of a pre-training take, in seconds.
   *
   * @param step with both networks learning, or the one that there is
   * @param generatorStep of a first stage; 0 where there is none
   * @param save one checkpoint
   * @param evaluation of one held-out example
   */
  record Pace(double step, double generatorStep, double save, double evaluation) {
    /** Of a whole pre-training: steps, checkpoints, evaluation. */
    double seconds(Configuration configuration, PreparedData data) {
      long steps = configuration.pretrain().steps();
      long first = generatorSteps(configuration);
      long saves = Math.ceilDiv(steps, PretrainJob.usualSaveEvery(steps));
      return (steps - first) * step + first * generatorStep + saves * save + evaluated(configuration, data) * evaluation;
    }
  }

  /** Times the parts of a pre-training. */
  Pace pace(Configuration configuration, PreparedData data) {
    boolean twoStages = generatorSteps(configuration) > 0;
    Steps main = steps(configuration.with(twoStages ? Map.of("steps", MANY, "generatorSteps", "1") : Map.of("steps", MANY)), data);
    double first = twoStages ? steps(configuration.with(Map.of("steps", MANY, "generatorSteps", ALMOST_AS_MANY)), data).stepSeconds : 0;
    return new Pace(main.stepSeconds, first, main.saveSeconds, main.evaluationSeconds);
  }

  private static long generatorSteps(Configuration configuration) {
    return Long.parseLong(configuration.settings().get("generatorSteps"));
  }

  private static int evaluated(Configuration configuration, PreparedData data) {
    return (int) Math.min(configuration.data().evaluationExamples(), data.heldOut().examples());
  }

  /** Evaluation: of one example. */
  private record Steps(double stepSeconds, double saveSeconds, double evaluationSeconds) {}

  private Steps steps(Configuration configuration, PreparedData data) {
    Path folder = temporary();
    try (Pretrainer pretrainer = Pretrainer.create(configuration.model(), configuration.pretrain(), SEED, data.training(), data.special(),
        workers)) {
      Watch watch = new Watch(warmUp());
      PretrainRun.run(pretrainer, configuration.pretrain().steps(), new PretrainRun.Settings(folder, Long.MAX_VALUE, Long.MAX_VALUE, 0,
          Map.of(), watch), watch);
      stop.check();
      int some = Math.min(evaluated(configuration, data), EVALUATED_BATCHES * configuration.pretrain().microBatch());
      pretrainer.evaluate(data.heldOut(), some);
      long start = System.nanoTime();
      pretrainer.evaluate(data.heldOut(), some);
      return new Steps(watch.stepSeconds(), watch.saveSeconds, seconds(start) / some);
    } finally {
      delete(folder);
    }
  }

  private double warmUp() {
    double now = first ? warmUpSeconds : warmUpSeconds * LATER_SHARE;
    first = false;
    return now;
  }

  /** Seconds of one fine-tuning of this task: encoding, steps, dev set. */
  double fineTuning(Configuration configuration, PreparedData data, Task task, FineTuneConfig tuning) {
    Watch watch = new Watch(warmUp());
    long start = System.nanoTime();
    double[] untilFirst = {0};
    try {
      FineTuner.run(configuration.model(), null, data.tokenizer(), task, tuning, SEED, workers, (step, steps, loss) -> {
        if (step == 1) {
          untilFirst[0] = seconds(start);
        }
        watch.stepped();
        if (watch.getAsBoolean()) {
          throw new Enough();
        }
      });
      return seconds(start);
    } catch (Enough e) {
      double each = watch.stepSeconds();
      return Math.max(0, untilFirst[0] - each) + each * tuning.steps(task.train().size())
          + each * FORWARD_SHARE * Math.ceilDiv(task.dev().size(), tuning.batchSize());
    }
  }

  /** Ends a fine-tuning that has been timed. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1;

    Enough() {
      super("enough was timed", null, false, false);
    }
  }

  /** Lets steps become steady, then counts them for a while. */
  private final class Watch implements PretrainRun.Listener, BooleanSupplier {
    private static final int FEWEST = 2;
    private final long begin = System.nanoTime();
    private final double warm;
    private long measuredFrom;
    private int warmSteps;
    private int measured;
    private long compilingBefore;
    private int again;
    private long last;
    private double saveSeconds;

    Watch(double warm) {
      this.warm = warm;
    }

    void stepped() {
      last = System.nanoTime();
      if (measuredFrom != 0) {
        measured++;
      } else if (++warmSteps >= FEWEST && seconds(begin) >= warm) {
        beginMeasuring();
      }
    }

    private void beginMeasuring() {
      measuredFrom = last;
      measured = 0;
      compilingBefore = compilingMillis();
    }

    double stepSeconds() {
      return measured > 0 ? (last - measuredFrom) / 1e9 / measured : (last - begin) / 1e9 / Math.max(1, warmSteps);
    }

    @Override
    public void stepped(StepMetrics metrics) {
      stepped();
    }

    @Override
    public void saved(long step, Path file) {
      saveSeconds = seconds(last);
    }

    @Override
    public boolean getAsBoolean() {
      if (stop.getAsBoolean()) {
        return true;
      }
      if (measured < FEWEST || seconds(measuredFrom) < measureSeconds) {
        return false;
      }
      boolean steady = compilingMillis() - compilingBefore < BUSY_SHARE * 1e3 * seconds(measuredFrom);
      if (!steady && again++ < MOST_AGAIN) {
        beginMeasuring();
        return false;
      }
      return true;
    }
  }

  /** All compilers' time so far; 0 where the virtual machine does not say. */
  private static long compilingMillis() {
    CompilationMXBean compilation = ManagementFactory.getCompilationMXBean();
    return compilation != null && compilation.isCompilationTimeMonitoringSupported() ? compilation.getTotalCompilationTime() : 0;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("electra4j-plan");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.getLogger(StepTimer.class.getName()).log(System.Logger.Level.DEBUG, folder + " is left behind", e);
    }
  }
}
