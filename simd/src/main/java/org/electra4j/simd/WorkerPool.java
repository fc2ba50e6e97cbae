package org.electra4j.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Named threads that carry the kernels; owns each worker's scratch memory.
 *
 * <p>The calling thread is worker 0 and works with the others. Pieces are claimed from a counter, so who computes a piece varies and a slow
 * core is given fewer; what a piece computes must not depend on the worker. Idle workers spin for some tens of microseconds, since the next
 * kernel usually follows at once, and then park. One run at a time: a run inside a run, or from a second thread, is an error.
 */
public final class WorkerPool implements AutoCloseable {
  /** How long an idle thread burns its core before it parks. A park and its wake-up cost about as much. */
  private static final long SPIN_NANOS = 50_000;
  /** The same where workers outnumber cores, so that spinning takes the core from a worker that has work. */
  private static final long SPIN_NANOS_CROWDED = 2_000;
  private static final int SPINS_PER_CLOCK_READING = 32;
  /** More ranges than workers, so that a worker whose core is busy elsewhere is waited for less. */
  private static final int RANGES_PER_WORKER = 4;
  private static final long SCRATCH_ALIGNMENT = 64;
  private static final long SCRATCH_STEP = 1 << 16;

  private final Worker[] workers;
  private final Scratch[] scratch;
  private final long spinNanos;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile Job job;
  private volatile boolean closed;

  /** One of a number of independent pieces of work. */
  @FunctionalInterface
  public interface Task {
    /** Does piece {@code index} on worker {@code worker} (0 is the caller). */
    void run(int index, int worker);
  }

  /** A contiguous range of rows, from inclusive, to exclusive. */
  @FunctionalInterface
  public interface Range {
    /** Does rows {@code from} to {@code to} on worker {@code worker}. */
    void run(int from, int to, int worker);
  }

  /**
   * A pool of {@code threads} workers, the caller included: {@code threads - 1} daemon threads are started.
   *
   * @throws IllegalArgumentException if threads is below 1
   */
  public WorkerPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: found " + threads + ", wanted at least 1 (the caller)");
    }
    KernelCompilation.prepare();
    spinNanos = threads <= Runtime.getRuntime().availableProcessors() ? SPIN_NANOS : SPIN_NANOS_CROWDED;
    scratch = new Scratch[threads];
    for (int i = 0; i < threads; i++) {
      scratch[i] = new Scratch();
    }
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
    }
    for (Worker worker : workers) {
      worker.start();
    }
  }

  /** Number of workers, the caller included. */
  public int threads() {
    return scratch.length;
  }

  /**
   * Runs pieces 0 to {@code tasks - 1}, each once, on any worker, and returns when all are done. If a piece throws, pieces not yet begun
   * are left out, and the first exception is rethrown as it is once all workers have stopped; others are attached to it as suppressed.
   *
   * @throws IllegalStateException if a run is under way, or the pool is closed
   */
  public void run(int tasks, Task task) {
    if (tasks < 0) {
      throw new IllegalArgumentException("tasks: found " + tasks + ", wanted 0 or more");
    }
    begin();
    try {
      if (workers.length == 0 || tasks <= 1) {
        for (int i = 0; i < tasks; i++) {
          task.run(i, 0);
        }
      } else {
        runTogether(tasks, task);
      }
    } finally {
      busy.set(false);
    }
  }

  /**
   * Splits {@code items} into contiguous ranges and runs them. Every range but the last is a multiple of {@code grain} long, so a grain is
   * both the least worth handing out and an alignment.
   */
  public void split(int items, int grain, Range range) {
    if (items < 0 || grain < 1) {
      throw new IllegalArgumentException("items " + items + ", grain " + grain + ": wanted items of 0 or more and a grain of 1 or more");
    }
    int grains = Math.ceilDiv(items, grain);
    long size = (long) grain * (workers.length == 0 ? grains : Math.ceilDiv(grains, threads() * RANGES_PER_WORKER));
    int ranges = items == 0 ? 0 : (int) Math.ceilDiv(items, size);
    run(ranges, (index, worker) -> range.run((int) (index * size), (int) Math.min(items, (index + 1) * size), worker));
  }

  /**
   * At least {@code bytes} of memory of this worker's own, 64-byte aligned, content undefined. Valid until its next call for the same
   * worker.
   *
   * @throws IllegalStateException if the pool is closed
   */
  public MemorySegment scratch(int worker, long bytes) {
    return scratch[worker].atLeast(bytes);
  }

  /** Ends the threads, waits for them and frees the scratch memory. Closing again does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    begin();
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
    boolean interrupted = false;
    for (Worker worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    for (Scratch each : scratch) {
      each.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin() {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(closed ? "this WorkerPool is closed"
          : "a run of this WorkerPool is under way: call no kernel from inside a task, and use one pool per thread");
    }
  }

  private void runTogether(int tasks, Task task) {
    Job mine = new Job(tasks, task, Thread.currentThread());
    job = mine;
    for (Worker worker : workers) {
      if (worker.parked) {
        LockSupport.unpark(worker);
      }
    }
    mine.work(0);
    mine.awaitAll(spinNanos);
    Throwable failure = mine.failure;
    if (failure != null) {
      WorkerPool.<RuntimeException>rethrow(failure);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void rethrow(Throwable failure) throws E {
    throw (E) failure;
  }

  /** One run. Late workers find its pieces claimed and leave, so nobody waits for a worker that has not woken up. */
  private static final class Job {
    private final int tasks;
    private final Task task;
    private final Thread caller;
    private final AtomicInteger claimed = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private volatile boolean callerParked;
    private volatile Throwable failure;

    Job(int tasks, Task task, Thread caller) {
      this.tasks = tasks;
      this.task = task;
      this.caller = caller;
    }

    void work(int worker) {
      int done = 0;
      // The first test keeps late workers from counting the claims beyond every bound.
      while (claimed.get() < tasks) {
        int index = claimed.getAndIncrement();
        if (index >= tasks) {
          break;
        }
        done++;
        if (failure == null) {
          try {
            task.run(index, worker);
          } catch (Throwable e) {
            fail(e);
          }
        }
      }
      if (done > 0 && finished.addAndGet(done) == tasks && callerParked) {
        LockSupport.unpark(caller);
      }
    }

    private synchronized void fail(Throwable e) {
      if (failure == null) {
        failure = e;
      } else if (failure != e) {
        failure.addSuppressed(e);
      }
    }

    void awaitAll(long spinNanos) {
      if (spin(() -> finished.get() == tasks, spinNanos)) {
        return;
      }
      boolean interrupted = false;
      callerParked = true;
      while (finished.get() != tasks) {
        LockSupport.park(this);
        // A pending interrupt would turn parking into spinning: keep it for the caller.
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  /** Waits for a condition, for at most about {@code nanos}; whether it holds. */
  private static boolean spin(Condition condition, long nanos) {
    long start = System.nanoTime();
    do {
      for (int i = 0; i < SPINS_PER_CLOCK_READING; i++) {
        if (condition.holds()) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < nanos);
    return condition.holds();
  }

  private final class Worker extends Thread {
    private final int index;
    private Job seen;
    private volatile boolean parked;

    Worker(int index) {
      super("electra-worker-" + index);
      this.index = index;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (true) {
        if (!spin(this::called, spinNanos)) {
          parked = true;
          while (!called()) {
            LockSupport.park(WorkerPool.this);
            // Interrupts mean nothing here, and a pending one would turn parking into spinning.
            Thread.interrupted();
          }
          parked = false;
        }
        if (closed) {
          return;
        }
        seen = job;
        seen.work(index);
      }
    }

    private boolean called() {
      return job != seen || closed;
    }
  }

  /** One worker's memory; grows, never shrinks. */
  private static final class Scratch {
    private Arena arena;
    private MemorySegment memory = MemorySegment.NULL;
    private boolean closed;

    synchronized MemorySegment atLeast(long bytes) {
      if (closed) {
        throw new IllegalStateException("this WorkerPool is closed");
      }
      if (memory.byteSize() < bytes) {
        long size = Math.ceilDiv(bytes, SCRATCH_STEP) * SCRATCH_STEP;
        release();
        Arena fresh = Arena.ofShared();
        memory = fresh.allocate(size, SCRATCH_ALIGNMENT);
        arena = fresh;
      }
      return memory;
    }

    synchronized void close() {
      release();
      closed = true;
    }

    private void release() {
      if (arena != null) {
        arena.close();
        arena = null;
        memory = MemorySegment.NULL;
      }
    }
  }
}
