package org.electra4j.experiments.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How the cost of a training step grows with one size at a time: for planning. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 6)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class CostBenchmark extends TrainingBenchmark {
  /** What differs from four layers of 256, length 128, 16,384 tokens, generator 1/4; 2,048 positions per step. */
  @Param({"hidden 64", "hidden 128", "hidden 256", "hidden 512", "hidden 768", "length 64", "length 128", "length 256", "length 512",
      "vocabulary 8192", "vocabulary 16384", "vocabulary 32768", "vocabulary 65536", "generator 1/8", "generator 1/4", "generator 1/2",
      "generator 1"})
  public String what;

  /** The matrix products and the positions of one step. */
  static Work work(String what) {
    return StepShape.varying(what).work();
  }

  @Override
  StepShape shape() {
    return StepShape.varying(what);
  }
}
