package org.electra4j.experiments.bench;

import java.util.concurrent.TimeUnit;
import org.electra4j.simd.CopyBandwidth;
import org.electra4j.simd.FmaPeak;
import org.electra4j.simd.WorkerPool;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What speeds are compared with, measured in a virtual machine with the flags of the benchmarks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class LimitsBenchmark {
  /** The fma peak, GFLOP/s, or the bandwidth of a copy, GB/s. */
  @Param({"fma", "copy"})
  public String what;

  /** Workers; the caller is one of them. */
  @Param("1")
  public int threads;

  /** How long to look for the best. */
  @Param("1500")
  public int millis;

  private WorkerPool workers;

  /** The answer: a rate, which the time of a call does not tell. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Rate {
    /** GFLOP/s or GB/s. */
    public double rate;
  }

  /** Starts the workers. */
  @Setup(Level.Trial)
  public void setUp() {
    workers = new WorkerPool(threads);
  }

  /** Measures for {@link #millis}, by itself. */
  @Benchmark
  public void measure(Rate answer) {
    answer.rate = what.equals("fma") ? FmaPeak.gigaflops(workers, millis) : CopyBandwidth.gigabytesPerSecond(workers, millis);
  }

  /** Ends the workers. */
  @TearDown(Level.Trial)
  public void tearDown() {
    workers.close();
  }
}
