package org.electra4j.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The ceiling that speeds are compared with: independent fma chains, measured now. */
public final class FmaPeak {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int CHAINS = 12;
  /** Of one call: so few that the chains are compiled as a whole method, and many beside its last sum. */
  private static final int STEPS = 1_000;
  private static final int CALLS = 100;
  /**
   * So few that calls are counted up sooner than the loop's turns. A loop that C2 compiles for itself, entered in its midst, holds chains
   * of unknown class, boxes each of their values, and was kept for good in one start of four.
   */
  private static final int WARM_UP_STEPS = 16;
  private static final int LEAST_RUNS = 8;
  /**
   * What every worker's chains reach once they are compiled: four lanes and a fma per cycle make 8 GFLOP/s at 1 GHz. Interpreted, with all
   * that they call compiled, they were seen at 0.1; compiled with boxes in the loop, which C2 now and then makes of them for good, at 2.
   */
  private static final double LEAST_GIGAFLOPS = 4;
  private static final long LONGEST_WARM_UP_NANOS = 10_000_000_000L;

  /** Where results go, so that no compiler may leave the chains out. */
  private static volatile float sink;
  private static volatile boolean compiled;

  private FmaPeak() {}

  /**
   * GFLOP/s of all workers together, best of a few runs of about {@code millis} in all. A fma counts as two operations.
   *
   * @throws IllegalArgumentException if millis is below 1
   */
  public static double gigaflops(WorkerPool workers, int millis) {
    if (millis < 1) {
      throw new IllegalArgumentException("millis: found " + millis + ", wanted 1 or more");
    }
    awaitCompiled(workers);
    double best = 0;
    long end = System.nanoTime() + millis * 1_000_000L;
    for (int runs = 0; runs < LEAST_RUNS || System.nanoTime() < end; runs++) {
      best = Math.max(best, run(workers, CALLS, STEPS));
    }
    return best;
  }

  /**
   * Short runs until one has a speed that only compiled chains have. A multiple of the first runs' speed would not tell: it also grows by
   * what the chains call being compiled, long before they are.
   */
  private static void awaitCompiled(WorkerPool workers) {
    if (compiled) {
      return;
    }
    long end = System.nanoTime() + LONGEST_WARM_UP_NANOS;
    while (run(workers, CALLS, WARM_UP_STEPS) < LEAST_GIGAFLOPS * workers.threads() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    compiled = true;
  }

  private static double run(WorkerPool workers, int calls, int steps) {
    long start = System.nanoTime();
    workers.run(workers.threads(), (index, worker) -> {
      for (int call = 0; call < calls; call++) {
        sink = chains(steps);
      }
    });
    return 2.0 * CHAINS * F32.length() * calls * steps * workers.threads() / Math.max(1, System.nanoTime() - start);
  }

  /** Twelve chains cover latency times throughput of every machine at hand (4 x 2) and fit into sixteen registers. */
  private static float chains(int steps) {
    FloatVector x = FloatVector.broadcast(F32, 0.999f);
    FloatVector y = FloatVector.broadcast(F32, 0.001f);
    FloatVector c0 = y;
    FloatVector c1 = y.add(1f);
    FloatVector c2 = y.add(2f);
    FloatVector c3 = y.add(3f);
    FloatVector c4 = y.add(4f);
    FloatVector c5 = y.add(5f);
    FloatVector c6 = y.add(6f);
    FloatVector c7 = y.add(7f);
    FloatVector c8 = y.add(8f);
    FloatVector c9 = y.add(9f);
    FloatVector c10 = y.add(10f);
    FloatVector c11 = y.add(11f);
    for (int i = 0; i < steps; i++) {
      c0 = c0.fma(x, y);
      c1 = c1.fma(x, y);
      c2 = c2.fma(x, y);
      c3 = c3.fma(x, y);
      c4 = c4.fma(x, y);
      c5 = c5.fma(x, y);
      c6 = c6.fma(x, y);
      c7 = c7.fma(x, y);
      c8 = c8.fma(x, y);
      c9 = c9.fma(x, y);
      c10 = c10.fma(x, y);
      c11 = c11.fma(x, y);
    }
    FloatVector sum = c0.add(c1).add(c2.add(c3)).add(c4.add(c5).add(c6.add(c7))).add(c8.add(c9).add(c10.add(c11)));
    return sum.lane(0);
  }
}
