package org.electra4j.simd;

/** The ceiling that speeds are compared with: independent fma chains, measured now. */
public final class FmaPeak {
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
   * What chains reach on one thread once they are compiled: four lanes and a fma per cycle make 8 GFLOP/s at 1 GHz. Interpreted, with all
   * that they call compiled, they were seen at 0.1; compiled with boxes in the loop, which C2 now and then makes of them for good, at 2.
   */
  private static final double LEAST_GIGAFLOPS = 4;
  /** Then the chains are thrown away and compiled from the beginning; with twice the patience, since a busy machine compiles slowly. */
  private static final long FIRST_WARM_UP_NANOS = 1_500_000_000L;
  private static final int ATTEMPTS = 3;

  /** Where results go, so that no compiler may leave the chains out. */
  private static volatile float sink;
  /** Compiled and fast, or null as long as nobody has asked. */
  private static volatile Chains compiled;

  /** Runs some steps of all chains and returns what comes out. */
  interface Chains {
    float run(int steps);
  }

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
    Chains chains = compiled();
    double best = 0;
    long end = System.nanoTime() + millis * 1_000_000L;
    for (int runs = 0; runs < LEAST_RUNS || System.nanoTime() < end; runs++) {
      best = Math.max(best, run(chains, workers, STEPS));
    }
    return best;
  }

  /**
   * Short runs until one has a speed that only compiled chains have. A multiple of the first runs' speed would not tell: it also grows by
   * what the chains call being compiled, long before they are. This thread alone runs them, for a few microseconds each: on a machine with
   * more to do than it has cores, several workers may not once be at work at the same time.
   */
  private static Chains compiled() {
    Chains chains = compiled;
    if (chains != null) {
      return chains;
    }
    boolean fast = false;
    for (int attempt = 0; !fast && attempt < ATTEMPTS; attempt++) {
      chains = FmaChains.fresh();
      long end = System.nanoTime() + (FIRST_WARM_UP_NANOS << attempt);
      while (!fast && System.nanoTime() < end) {
        long start = System.nanoTime();
        call(chains, WARM_UP_STEPS);
        fast = gigaflops(WARM_UP_STEPS, System.nanoTime() - start) >= LEAST_GIGAFLOPS;
      }
    }
    compiled = chains;
    return chains;
  }

  private static void call(Chains chains, int steps) {
    for (int call = 0; call < CALLS; call++) {
      sink = chains.run(steps);
    }
  }

  /** Of one thread. */
  private static double gigaflops(int steps, long nanos) {
    return 2.0 * FmaChains.COUNT * Lanes.F32.length() * CALLS * steps / Math.max(1, nanos);
  }

  private static double run(Chains chains, WorkerPool workers, int steps) {
    long start = System.nanoTime();
    workers.run(workers.threads(), (index, worker) -> call(chains, steps));
    return workers.threads() * gigaflops(steps, System.nanoTime() - start);
  }
}
