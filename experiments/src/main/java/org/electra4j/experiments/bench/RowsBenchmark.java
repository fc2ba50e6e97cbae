package org.electra4j.experiments.bench;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.electra4j.simd.WorkerPool;
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

/**
 * What is done row by row or element by element, at the sizes that 16 examples of ELECTRA-small have, with operands that come from memory.
 *
 * <p>Operations are those of the vector code for one element, loads and stores left out: a fused multiply-add counts as two, any other,
 * integers included, as one, on 64-bit lanes twice, since they take the place of two floats. So half of the peak is all that a kernel
 * without multiply-adds could reach.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class RowsBenchmark {
  /** A Philox block is 130 operations on 64-bit lanes and serves eight elements of a dropout mask or four of a draw. */
  private static final double PHILOX = 260;
  private static final double MASK = PHILOX / 8 + 4;
  private static final double EXP = 26;

  /** Kernel, rows x columns. */
  @Param({"gelu-forward 2048x1024", "gelu-backward 2048x1024", "norm-forward 2048x256", "norm-backward 2048x256",
      "cross-entropy 304x30522", "cross-entropy-gradient 304x30522", "sample 304x30522", "dropout 2048x128", "column-sums 2048x1024",
      "gather 2048x128", "scatter-add 2048x128"})
  public String what;

  /** Workers; the caller is one of them. */
  @Param("1")
  public int threads;

  private Arena arena;
  private WorkerPool workers;
  private RowKernel kernel;
  private int set;

  /** One pass of a kernel over its matrix. */
  static Work work(String what) {
    return switch (name(what)) {
      case "gelu-forward" -> each(what, EXP + 28, 12);
      case "gelu-backward" -> each(what, EXP + 31, 16);
      case "norm-forward" -> each(what, MASK + 10, 24);
      case "norm-backward" -> each(what, MASK + 19, 24);
      case "cross-entropy" -> each(what, EXP + 5, 4);
      case "cross-entropy-gradient" -> each(what, EXP + 2, 12);
      case "sample" -> each(what, PHILOX / 4 + 8, 4);
      case "dropout" -> each(what, MASK + 1, 12);
      case "column-sums" -> each(what, 1, 4);
      case "gather" -> each(what, 0, 12);
      case "scatter-add" -> each(what, 1, 12);
      default -> throw new IllegalArgumentException("no kernel is called " + what);
    };
  }

  private static Work each(String what, double operations, double bytes) {
    double elements = (double) rows(what) * columns(what);
    return Work.of(operations * elements, bytes * elements);
  }

  private static String name(String what) {
    return what.substring(0, what.indexOf(' '));
  }

  private static int rows(String what) {
    return Integer.parseInt(what.substring(what.indexOf(' ') + 1, what.lastIndexOf('x')));
  }

  private static int columns(String what) {
    return Integer.parseInt(what.substring(what.lastIndexOf('x') + 1));
  }

  /** Makes the operands and checks the answer. */
  @Setup(Level.Trial)
  public void setUp() {
    arena = Arena.ofShared();
    workers = new WorkerPool(threads);
    RowOperands operands = new RowOperands(arena, workers, rows(what), columns(what));
    kernel = RowKernel.of(name(what), operands);
    kernel.pass().accept(0);
    kernel.check().run();
  }

  /** One pass. */
  @Benchmark
  public void pass() {
    set = (set + 1) % RowOperands.SETS;
    kernel.pass().accept(set);
  }

  /** Frees memory and threads. */
  @TearDown(Level.Trial)
  public void tearDown() {
    workers.close();
    arena.close();
  }
}
