package org.electra4j.experiments;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.electra4j.core.model.ConfigException;
import org.electra4j.simd.FmaPeak;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Option;

/** What changes no result. */
final class MachineOptions {
  private static final int PEAK_MILLIS = 100;
  private static final Map<Integer, Double> PEAKS = new ConcurrentHashMap<>();

  @Option(names = "--threads", paramLabel = "N", order = 32,
      description = "Worker threads; results do not depend on them. Default: one per processor, shared with other processes that"
          + " mpirun started.")
  private Integer threads;

  /** Number of workers. */
  int threads() {
    if (threads != null && threads < 1) {
      throw new ConfigException("threads is " + threads + ": expected at least 1");
    }
    return threads == null ? Math.max(1, Runtime.getRuntime().availableProcessors() / Launched.of(System.getenv()).local())
        : threads;
  }

  /** Starts the workers. */
  WorkerPool workers() {
    return new WorkerPool(threads());
  }

  /** What these workers could do at best, in GFLOP/s; measured once per process and number of threads. */
  static double peak(WorkerPool workers) {
    return PEAKS.computeIfAbsent(workers.threads(), threads -> FmaPeak.gigaflops(workers, PEAK_MILLIS));
  }
}
