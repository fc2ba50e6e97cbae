package org.electra4j.experiments.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.simd.DropoutMask;
import org.electra4j.simd.Gelu;
import org.electra4j.simd.Sgemm;
import org.electra4j.simd.Sgemm.Op;
import org.electra4j.simd.Sgemm.Store;
import org.electra4j.simd.VectorOps;
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
@Warmup(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class GemmBenchmark {
  /** Whose product: ours, unless told otherwise. */
  static final String OPENBLAS = "openblas";
  /** System property that names OpenBLAS's library to the forked virtual machine. */
  static final String LIBRARY = "electra4j.bench.openblas";
  /** Of norms: sums of thirty thousand products in another order differ by a tenth of it. */
  private static final double TOLERANCE = 1e-4;

  /** Operations, m x n x k: 2,048 positions of ELECTRA-small's main network, its generator, its vocabulary table, and a sweep's sizes. */
  @Param({"NN 2048x768x256", "NN 2048x256x256", "NN 2048x1024x256", "NN 2048x256x1024", "NT 2048x256x768", "NT 2048x256x1024",
      "NT 2048x1024x256", "TN 256x768x2048", "TN 256x1024x2048", "TN 1024x256x2048", "NN 2048x192x64", "NN 2048x256x64", "NN 2048x64x256",
      "TN 64x256x2048", "NT 304x30522x128", "NN 304x128x30522", "TN 30522x128x304", "NN 2048x384x128", "NN 2048x512x128",
      "NN 2048x128x512", "TN 128x512x2048", "NN 2048x32x128", "NT 320x8192x128"})
  public String what;

  /** Workers; the caller is one of them. */
  @Param("1")
  public int threads;

  /** Our product, or OpenBLAS's. */
  @Param(BenchmarkRow.OURS)
  public String who;

  private Arena arena;
  private WorkerPool workers;
  private OpenBlas openBlas;
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

  /** One product of this shape. */
  static Work work(String what) {
    String[] sizes = what.substring(3).split("x");
    double m = Integer.parseInt(sizes[0]);
    double n = Integer.parseInt(sizes[1]);
    double k = Integer.parseInt(sizes[2]);
    return Work.of(2 * m * n * k, Float.BYTES * (m * k + k * n + 2 * m * n));
  }

  /** Makes the operands and checks the product: a wrong kernel has no speed. */
  @Setup(Level.Trial)
  public void setUp() {
    opA = Op.valueOf(what.substring(0, 1));
    opB = Op.valueOf(what.substring(1, 2));
    String[] sizes = what.substring(3).split("x");
    m = Integer.parseInt(sizes[0]);
    n = Integer.parseInt(sizes[1]);
    k = Integer.parseInt(sizes[2]);
    lda = opA == Op.N ? k : m;
    ldb = opB == Op.N ? n : k;
    arena = Arena.ofShared();
    workers = new WorkerPool(threads);
    runRowKernels();
    float[] left = Operands.uniform(1, m * k);
    float[] right = Operands.uniform(2, k * n);
    a = arena.allocateFrom(ValueLayout.JAVA_FLOAT, left);
    b = arena.allocateFrom(ValueLayout.JAVA_FLOAT, right);
    c = arena.allocate(4L * m * n, 64);
    product();
    if (who.equals(OPENBLAS)) {
      MemorySegment ours = c;
      c = arena.allocate(4L * m * n, 64);
      openBlas = new OpenBlas(Path.of(System.getProperty(LIBRARY)), threads);
      product();
      Operands.checkNear(what, c, ours, TOLERANCE);
    } else {
      float[] wanted = new float[m * n];
      ExactSgemm.run(opA == Op.T, opB == Op.T, m, n, k, left, lda, right, ldb, wanted, n);
      Operands.check(what, "product", c, wanted);
    }
  }

  /**
   * A few interpreted row kernels, as they come before the products of a training: C2 makes more of the tile (96 instead of 85 % of the
   * peak) where it has seen the Vector API used in other ways too.
   */
  private void runRowKernels() {
    MemorySegment rows = arena.allocate(4L * 4096, 64);
    DropoutMask mask = new DropoutMask(0.1f, 1, 2, 3, 0);
    for (int i = 0; i < 3; i++) {
      Gelu.forward(workers, 1000, rows, rows);
      VectorOps.dropout(workers, 10, 256, mask, rows, rows);
    }
  }

  /** One product. */
  @Benchmark
  public void product() {
    if (openBlas == null) {
      Sgemm.run(workers, opA, opB, m, n, k, a, lda, b, ldb, Store.OVERWRITE, c, n);
    } else {
      openBlas.sgemm(opA == Op.T, opB == Op.T, m, n, k, a, lda, b, ldb, c, n);
    }
  }

  /** Frees memory and threads. */
  @TearDown(Level.Trial)
  public void tearDown() {
    workers.close();
    arena.close();
  }
}
