package org.electra4j.experiments.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.electra4j.simd.Attention;
import org.electra4j.simd.DropoutMask;
import org.electra4j.simd.WorkerPool;
import org.electra4j.simd.reference.ExactAttention;
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

/** Attention with dropout, forward and backward: a few examples, whose operands stay in the nearer caches, and a micro-batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 600, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class AttentionBenchmark {
  private static final long SEED = 42;
  private static final float RATE = 0.1f;

  /** Pass, examples x length, heads x head size: ELECTRA-small, its generator, a sweep's sizes, short fine-tuning examples. */
  @Param({"forward 1x128 4x64", "backward 1x128 4x64", "forward 16x128 4x64", "backward 16x128 4x64", "forward 16x128 1x64",
      "backward 16x128 1x64", "forward 1x64 4x32", "backward 1x64 4x32", "forward 32x64 4x32", "backward 32x64 4x32", "forward 32x64 4x8",
      "backward 32x64 4x8", "forward 32x8 4x64", "backward 32x8 4x64"})
  public String what;

  /** Workers; the caller is one of them. */
  @Param("1")
  public int threads;

  private Arena arena;
  private WorkerPool workers;
  private boolean forward;
  private int batch;
  private int length;
  private int heads;
  private int headSize;
  private int[] lengths;
  private DropoutMask mask;
  private MemorySegment queryKeyValue;
  private MemorySegment probabilities;
  private MemorySegment context;
  private MemorySegment dContext;
  private MemorySegment dQueryKeyValue;

  /** The products of this shape, two forward, four backward; they alone are counted. */
  static Work work(String what) {
    String[] sizes = what.split("[ x]");
    double product = 2.0 * Integer.parseInt(sizes[1]) * Integer.parseInt(sizes[3]) * Integer.parseInt(sizes[4])
        * Math.pow(Integer.parseInt(sizes[2]), 2);
    return Work.arithmetic(sizes[0].equals("forward") ? 2 * product : 4 * product);
  }

  /** Makes the operands and checks both passes: a wrong kernel has no speed. */
  @Setup(Level.Trial)
  public void setUp() {
    String[] sizes = what.split("[ x]");
    forward = sizes[0].equals("forward");
    batch = Integer.parseInt(sizes[1]);
    length = Integer.parseInt(sizes[2]);
    heads = Integer.parseInt(sizes[3]);
    headSize = Integer.parseInt(sizes[4]);
    lengths = new int[batch];
    Arrays.fill(lengths, length);
    mask = new DropoutMask(RATE, SEED, 1, 1, 0);
    arena = Arena.ofShared();
    workers = new WorkerPool(threads);
    int positions = batch * length;
    int hidden = heads * headSize;
    float[] projected = Operands.uniform(1, positions * 3 * hidden);
    float[] gradient = Operands.uniform(2, positions * hidden);
    queryKeyValue = arena.allocateFrom(ValueLayout.JAVA_FLOAT, projected);
    dContext = arena.allocateFrom(ValueLayout.JAVA_FLOAT, gradient);
    probabilities = arena.allocate(4L * positions * heads * length, 64);
    context = arena.allocate(4L * positions * hidden, 64);
    dQueryKeyValue = arena.allocate(4L * positions * 3 * hidden, 64);
    Attention.forward(workers, batch, length, heads, headSize, queryKeyValue, lengths, mask, probabilities, context);
    Attention.backward(workers, batch, length, heads, headSize, queryKeyValue, lengths, mask, probabilities, dContext, dQueryKeyValue);
    ExactAttention exact = new ExactAttention(batch, length, heads, headSize, projected, lengths, mask);
    Operands.check(what, "context", context, exact.forward());
    Operands.check(what, "dQueryKeyValue", dQueryKeyValue, exact.backward(gradient));
  }

  /** One pass over all examples. */
  @Benchmark
  public void pass() {
    if (forward) {
      Attention.forward(workers, batch, length, heads, headSize, queryKeyValue, lengths, mask, probabilities, context);
    } else {
      Attention.backward(workers, batch, length, heads, headSize, queryKeyValue, lengths, mask, probabilities, dContext, dQueryKeyValue);
    }
  }

  /** Frees memory and threads. */
  @TearDown(Level.Trial)
  public void tearDown() {
    workers.close();
    arena.close();
  }
}
