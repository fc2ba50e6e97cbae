package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerPoolTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyPieceRunsOnceAndIsSeenByTheCaller(int threads) {
    try (WorkerPool workers = new WorkerPool(threads)) {
      assertThat(workers.threads()).isEqualTo(threads);
      for (int tasks : new int[] {0, 1, 2, 3, 7, 1000}) {
        for (int repeat = 0; repeat < 50; repeat++) {
          // Plain memory on purpose: the end of a run must publish what the workers wrote.
          int[] seen = new int[tasks];
          workers.run(tasks, (index, worker) -> {
            seen[index]++;
            assertThat(worker).isBetween(0, threads - 1);
          });
          assertThat(seen).containsOnly(tasks == 0 ? new int[0] : new int[] {1});
        }
      }
    }
  }

  @Test
  void workersWakeAfterTheyHaveParked() throws InterruptedException {
    try (WorkerPool workers = new WorkerPool(3)) {
      for (int repeat = 0; repeat < 20; repeat++) {
        Thread.sleep(2);
        meet(workers);
      }
    }
  }

  @Test
  void oneThreadRunsInOrderOnTheCaller() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    StringBuilder order = new StringBuilder();
    try (WorkerPool workers = new WorkerPool(1)) {
      workers.run(4, (index, worker) -> {
        threads.add(Thread.currentThread());
        order.append(index);
      });
    }
    assertThat(order).hasToString("0123");
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void threadsAreNamedDaemonsThatEndWithThePool() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (WorkerPool workers = new WorkerPool(3)) {
      CountDownLatch all = new CountDownLatch(3);
      workers.run(3, (index, worker) -> {
        threads.add(Thread.currentThread());
        arriveAndWait(all);
      });
    }
    threads.remove(Thread.currentThread());
    assertThat(threads).extracting(Thread::getName).containsExactlyInAnyOrder("electra-worker-1", "electra-worker-2");
    assertThat(threads).allSatisfy(thread -> {
      assertThat(thread.isDaemon()).isTrue();
      assertThat(thread.isAlive()).isFalse();
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void anExceptionReachesTheCallerAndThePoolLivesOn(int threads) {
    IllegalStateException failure = new IllegalStateException("piece 5");
    AtomicInteger running = new AtomicInteger();
    try (WorkerPool workers = new WorkerPool(threads)) {
      assertThatThrownBy(() -> workers.run(100, (index, worker) -> {
        running.incrementAndGet();
        try {
          if (index == 5) {
            throw failure;
          }
        } finally {
          running.decrementAndGet();
        }
      })).isSameAs(failure);
      assertThat(running).hasValue(0);
      AtomicInteger after = new AtomicInteger();
      workers.run(10, (index, worker) -> after.incrementAndGet());
      assertThat(after).hasValue(10);
    }
  }

  @Test
  void anErrorOfAnotherWorkerReachesTheCaller() {
    try (WorkerPool workers = new WorkerPool(2)) {
      CountDownLatch both = new CountDownLatch(2);
      assertThatThrownBy(() -> workers.run(2, (index, worker) -> {
        arriveAndWait(both);
        if (worker == 1) {
          throw new AssertionError("from worker 1");
        }
      })).isInstanceOf(AssertionError.class).hasMessage("from worker 1");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aRunInsideARunIsRefused(int threads) {
    try (WorkerPool workers = new WorkerPool(threads)) {
      assertThatThrownBy(() -> workers.run(4, (index, worker) -> workers.run(1, (i, w) -> { })))
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("under way");
      Runnable close = workers::close;
      assertThatThrownBy(() -> workers.run(4, (index, worker) -> close.run())).isInstanceOf(IllegalStateException.class);
      meet(workers);
    }
  }

  @Test
  void aRunFromASecondThreadIsRefused() throws InterruptedException {
    try (WorkerPool workers = new WorkerPool(1)) {
      AtomicReference<Throwable> refused = new AtomicReference<>();
      workers.run(1, (index, worker) -> {
        Thread other = new Thread(() -> workers.run(1, (i, w) -> { }));
        other.setUncaughtExceptionHandler((thread, e) -> refused.set(e));
        other.start();
        try {
          other.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
      assertThat(refused.get()).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void anInterruptIsKeptForTheCallerAndLosesNoPiece() {
    try (WorkerPool workers = new WorkerPool(2)) {
      AtomicIntegerArray seen = new AtomicIntegerArray(2);
      CountDownLatch both = new CountDownLatch(2);
      Thread caller = Thread.currentThread();
      workers.run(2, (index, worker) -> {
        arriveAndWait(both);
        if (worker == 1) {
          caller.interrupt();
          Thread.currentThread().interrupt();
          pause();
        }
        seen.incrementAndGet(index);
      });
      assertThat(Thread.interrupted()).isTrue();
      assertThat(seen.get(0) + seen.get(1)).isEqualTo(2);
      meet(workers);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void splitCoversEveryItemOnceInGrains(int threads) {
    try (WorkerPool workers = new WorkerPool(threads)) {
      for (int items : new int[] {0, 1, 15, 16, 17, 1000, 4097}) {
        for (int grain : new int[] {1, 16, 5000}) {
          AtomicIntegerArray seen = new AtomicIntegerArray(items);
          workers.split(items, grain, (from, to, worker) -> {
            assertThat(from).isLessThan(to);
            assertThat(from % grain).isZero();
            assertThat(to == items || to % grain == 0).isTrue();
            for (int i = from; i < to; i++) {
              seen.incrementAndGet(i);
            }
          });
          for (int i = 0; i < items; i++) {
            assertThat(seen.get(i)).isEqualTo(1);
          }
        }
      }
      AtomicInteger last = new AtomicInteger();
      workers.split(Integer.MAX_VALUE, Integer.MAX_VALUE - 1, (from, to, worker) -> last.accumulateAndGet(to, Math::max));
      assertThat(last).hasValue(Integer.MAX_VALUE);
    }
  }

  @Test
  void scratchIsAlignedAndEachWorkersOwn() {
    WorkerPool workers = new WorkerPool(2);
    MemorySegment first = workers.scratch(0, 100);
    MemorySegment second = workers.scratch(1, 1_000_003);
    assertThat(first.byteSize()).isGreaterThanOrEqualTo(100);
    assertThat(second.byteSize()).isGreaterThanOrEqualTo(1_000_003);
    assertThat(first.address() % 64).isZero();
    assertThat(second.address() % 64).isZero();
    assertThat(first.asOverlappingSlice(second)).isEmpty();
    assertThat(workers.scratch(0, 1 << 20).address() % 64).isZero();
    workers.close();
    workers.close();
    assertThat(second.scope().isAlive()).isFalse();
    assertThatThrownBy(() -> workers.scratch(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> workers.run(1, (index, worker) -> { })).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void refusesPoolsWithoutACaller() {
    assertThatThrownBy(() -> new WorkerPool(0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("found 0");
  }

  /** A run that ends only if every worker takes part. */
  private static void meet(WorkerPool workers) {
    CountDownLatch all = new CountDownLatch(workers.threads());
    workers.run(workers.threads(), (index, worker) -> arriveAndWait(all));
    assertThat(all.getCount()).isZero();
  }

  private static void arriveAndWait(CountDownLatch latch) {
    latch.countDown();
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    long until = System.nanoTime() + 2_000_000;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}
