package org.electra4j.simd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

/** The ceiling that speeds are compared with: independent fma chains, measured now. */
public final class FmaPeak {
  /** Chains in each call of {@link Chains#run}. */
  static final int CHAINS = 12;
  private static final int STEPS = 100_000;
  private static final int WARM_UP_STEPS = 2_000;
  private static final int LEAST_RUNS = 8;
  /**
   * What every worker's chains reach once they are compiled: four lanes and a fma per cycle make 8 GFLOP/s at 1 GHz. Interpreted, with all
   * that they call compiled, they were seen at 0.1; compiled with boxes in the loop, at 2.
   */
  private static final double LEAST_GIGAFLOPS = 4;
  private static final long LONGEST_WARM_UP_NANOS = 3_000_000_000L;
  /** C2 boxed the vectors of about one process in twenty, and never compiled the method again. A copy of it has another chance. */
  private static final int MOST_COPIES = 3;

  /** Where results go, so that no compiler may leave the chains out. */
  private static volatile float sink;
  private static volatile Chains chains = new FmaChains();
  private static volatile boolean compiled;

  /** {@link #CHAINS} chains of so many steps; a number that depends on all of them. */
  @FunctionalInterface
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
    awaitCompiled(workers);
    double best = 0;
    long end = System.nanoTime() + millis * 1_000_000L;
    for (int runs = 0; runs < LEAST_RUNS || System.nanoTime() < end; runs++) {
      best = Math.max(best, run(workers, STEPS));
    }
    return best;
  }

  /**
   * Short runs until one has a speed that only compiled chains have. A multiple of the first runs' speed would not tell: it also grows by
   * what the chains call being compiled, long before they are.
   */
  private static void awaitCompiled(WorkerPool workers) {
    for (int copies = 0; !compiled; copies++) {
      long end = System.nanoTime() + LONGEST_WARM_UP_NANOS;
      double rate;
      do {
        rate = run(workers, WARM_UP_STEPS);
      } while (rate < LEAST_GIGAFLOPS * workers.threads() && System.nanoTime() < end);
      if (rate >= LEAST_GIGAFLOPS * workers.threads() || copies == MOST_COPIES) {
        compiled = true;
      } else {
        chains = copy();
      }
    }
  }

  /** The same chains in a class that the compilers know nothing of. */
  static Chains copy() {
    try (InputStream bytes = FmaPeak.class.getResourceAsStream(FmaChains.class.getSimpleName() + ".class")) {
      return (Chains) MethodHandles.lookup().defineHiddenClass(bytes.readAllBytes(), true).lookupClass().getDeclaredConstructor()
          .newInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the fma chains cannot be copied", e);
    }
  }

  private static double run(WorkerPool workers, int steps) {
    long start = System.nanoTime();
    Chains these = chains;
    workers.run(workers.threads(), (index, worker) -> sink = these.run(steps));
    return 2.0 * CHAINS * Lanes.F32.length() * steps * workers.threads() / Math.max(1, System.nanoTime() - start);
  }
}
