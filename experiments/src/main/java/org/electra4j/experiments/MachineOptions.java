package org.electra4j.experiments;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.electra4j.core.model.ConfigException;
import org.electra4j.simd.FmaPeak;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Option;

/** What changes no result. */
final class MachineOptions {
  private static final int SLICE_MILLIS = 60;
  private static final int IDLE_SLICES = 5;
  private static final int MOST_SLICES = 40;
  private static final double GROWTH = 1.02;
  private static final Map<Integer, Double> PEAKS = new ConcurrentHashMap<>();

  @Option(names = "--threads", paramLabel = "N", order = 32,
      description = "Worker threads; results do not depend on them. Default: one per processor.")
  private Integer threads;

  /** Number of workers. */
  int threads() {
    if (threads != null && threads < 1) {
      throw new ConfigException("threads is " + threads + ": expected at least 1");
    }
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** Starts the workers. */
  WorkerPool workers() {
    return new WorkerPool(threads());
  }

  /**
   * What these workers could do at best, in GFLOP/s; measured once per process and number of threads, until it grows no more: on a busy
   * machine the compiler may be late.
   */
  static double peak(WorkerPool workers) {
    return PEAKS.computeIfAbsent(workers.threads(), threads -> {
      double best = 0;
      int idle = 0;
      for (int slice = 0; slice < MOST_SLICES && idle < IDLE_SLICES; slice++) {
        double now = FmaPeak.gigaflops(workers, SLICE_MILLIS);
        idle = now > GROWTH * best ? 0 : idle + 1;
        best = Math.max(best, now);
      }
      return best;
    });
  }
}
