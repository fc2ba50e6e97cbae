package org.electra4j.experiments.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.electra4j.simd.Philox;
import org.electra4j.simd.Sgemm;
import org.electra4j.simd.Sgemm.Op;
import org.electra4j.simd.Sgemm.Store;
import org.electra4j.simd.WorkerPool;
import org.electra4j.simd.reference.ExactSgemm;
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

/** Matrix products at the shapes of a training step: forward, gradient of the input, gradient of the weight. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class SgemmBenchmark {
  private static final long SEED = 42;

  /** Operations, m x n x k: 2,048 positions of ELECTRA-small's main network, its generator, its vocabulary table, and a sweep's sizes. */
  @Param({"NN 2048x768x256", "NN 2048x256x256", "NN 2048x1024x256", "NN 2048x256x1024", "NT 2048x256x768", "NT 2048x256x1024",
      "NT 2048x1024x256", "TN 256x768x2048", "TN 256x1024x2048", "TN 1024x256x2048", "NN 2048x192x64", "NN 2048x256x64", "NN 2048x64x256",
      "TN 64x256x2048", "NT 304x30522x128", "NN 304x128x30522", "TN 30522x128x304", "NN 2048x384x128", "NN 2048x512x128",
      "NN 2048x128x512", "TN 128x512x2048", "NN 2048x32x128", "NT 320x8192x128"})
  public String shape;

  /** Workers; the caller is one of them. */
  @Param("1")
  public int threads;

  private Arena arena;
  private WorkerPool workers;
  private Op opA;
  private Op opB;
  private int m;
  private int n;
  private int k;
  private int lda;
  private int ldb;
  private MemorySegment a;
  private MemorySegment b;
  private MemorySegment c;

  /** Floating-point operations of one product of this shape. */
  public static double operations(String shape) {
    String[] sizes = shape.substring(3).split("x");
    return 2.0 * Integer.parseInt(sizes[0]) * Integer.parseInt(sizes[1]) * Integer.parseInt(sizes[2]);
  }

  /** Makes the operands and checks the product: a wrong kernel has no speed. */
  @Setup(Level.Trial)
  public void setUp() {
    opA = Op.valueOf(shape.substring(0, 1));
    opB = Op.valueOf(shape.substring(1, 2));
    String[] sizes = shape.substring(3).split("x");
    m = Integer.parseInt(sizes[0]);
    n = Integer.parseInt(sizes[1]);
    k = Integer.parseInt(sizes[2]);
    lda = opA == Op.N ? k : m;
    ldb = opB == Op.N ? n : k;
    arena = Arena.ofShared();
    workers = new WorkerPool(threads);
    float[] left = filled(1, m * k);
    float[] right = filled(2, k * n);
    a = arena.allocateFrom(ValueLayout.JAVA_FLOAT, left);
    b = arena.allocateFrom(ValueLayout.JAVA_FLOAT, right);
    c = arena.allocate(4L * m * n, 64);
    product();
    float[] wanted = new float[m * n];
    ExactSgemm.run(opA == Op.T, opB == Op.T, m, n, k, left, lda, right, ldb, wanted, n);
    for (int i = 0; i < wanted.length; i++) {
      float found = c.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      if (Float.floatToRawIntBits(found) != Float.floatToRawIntBits(wanted[i])) {
        throw new IllegalStateException("%s, element %d: found %s, wanted %s".formatted(shape, i, found, wanted[i]));
      }
    }
  }

  private static float[] filled(int stream, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = ((int) Philox.first(SEED, stream, i) >> 8) * 0x1p-23f;
    }
    return values;
  }

  /** One product. */
  @Benchmark
  public void product() {
    Sgemm.run(workers, opA, opB, m, n, k, a, lda, b, ldb, Store.OVERWRITE, c, n);
  }

  /** Frees memory and threads. */
  @TearDown(Level.Trial)
  public void tearDown() {
    workers.close();
    arena.close();
  }
}
