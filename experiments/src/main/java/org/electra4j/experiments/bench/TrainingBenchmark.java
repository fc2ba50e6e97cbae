package org.electra4j.experiments.bench;

import java.io.IOException;
import org.electra4j.core.train.StepMetrics;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A whole pre-training step: data, masking, both networks forward and backward with dropout, clipping, AdamW. */
@State(Scope.Benchmark)
public abstract class TrainingBenchmark {
  /** Workers; the caller is one of them. */
  @Param("1")
  public int threads;

  private RandomTraining training;

  /** What is trained. */
  abstract StepShape shape();

  /** Begins a training; its first loss is checked. */
  @Setup(Level.Trial)
  public void setUp() throws IOException {
    training = new RandomTraining(shape(), threads);
  }

  /** One update. */
  @Benchmark
  public StepMetrics step() {
    return training.step();
  }

  /** Frees memory, threads and files. */
  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    training.close();
  }
}
