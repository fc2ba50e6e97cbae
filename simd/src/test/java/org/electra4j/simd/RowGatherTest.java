package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.electra4j.simd.TestFloats.assertSameBits;
import static org.electra4j.simd.TestFloats.copy;
import static org.electra4j.simd.TestFloats.empty;
import static org.electra4j.simd.TestFloats.random;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.electra4j.simd.reference.ExactSums;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RowGatherTest {

  private static void check(WorkerPool workers, int rows, int columns, int tableRows) {
    String what = "[" + rows + ", " + columns + "] of " + tableRows + " rows, " + workers.threads() + " threads";
    float[] table = random(1, tableRows * columns);
    float[] addend = random(2, rows * columns);
    int[] ids = TestFloats.indices(rows + columns, rows, tableRows);
    float[] gathered = new float[rows * columns];
    float[] sum = new float[rows * columns];
    for (int i = 0; i < gathered.length; i++) {
      gathered[i] = table[ids[i / columns] * columns + i % columns];
      sum[i] = gathered[i] + addend[i];
    }
    int[] some = ids.clone();
    for (int r = 0; r < rows; r += 4) {
      some[r] = r % 8 == 0 ? -1 : Integer.MIN_VALUE;
    }
    float[] scattered = table.clone();
    ExactSums.scatter(rows, columns, addend, some, scattered);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment from = copy(arena, table);
      MemorySegment y = empty(arena, rows * columns);
      RowGather.gather(workers, rows, columns, tableRows, from, ids, y);
      assertSameBits("gather " + what, y, gathered);
      MemorySegment onto = copy(arena, addend);
      RowGather.gatherAdd(workers, rows, columns, tableRows, from, ids, onto);
      assertSameBits("gatherAdd " + what, onto, sum);
      assertSameBits("table " + what, from, table);
      RowGather.scatterAdd(workers, rows, columns, tableRows, copy(arena, addend), some, from);
      assertSameBits("scatterAdd " + what, from, scattered);
    }
  }

  @Test
  void bitsAtAwkwardSizesForAnyNumberOfThreads() {
    TestFloats.withThreads(workers -> {
      AwkwardSizes.few().forEach(rows -> AwkwardSizes.few().forEach(columns -> check(workers, rows, columns, 1 + (rows + columns) % 5)));
      check(workers, 0, 7, 3);
      check(workers, 0, 7, 0);
      check(workers, 7, 0, 3);
      check(workers, 3000, 128, 2);
      check(workers, 3000, 129, 3000);
      check(workers, 100, 1, 10);
    });
  }

  @Test
  @Tag("interpreted")
  void bitsOfASmallCase() {
    TestFloats.withThreads(1, workers -> check(workers, 20, 37, 3));
  }

  @Test
  void anotherOrderIsNotTheSame() {
    int rows = 100;
    int columns = 16;
    float[] dy = random(1, rows * columns);
    float[] ascending = new float[columns];
    ExactSums.scatter(rows, columns, dy, new int[rows], ascending);
    float[] descending = new float[columns];
    for (int i = rows * columns - 1; i >= 0; i--) {
      descending[i % columns] += dy[i];
    }
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> assertSameBits("descending", copy(arena, descending), ascending)).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  @Tag("bounds")
  void refusesWhatDoesNotFit() {
    TestFloats.withThreads(1, workers -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment six = arena.allocate(24);
        MemorySegment five = arena.allocate(20);
        int[] ids = {0, 1};
        refused("table", () -> RowGather.gather(workers, 2, 3, 2, five, ids, six));
        refused("y", () -> RowGather.gather(workers, 2, 3, 2, six, ids, five));
        refused("ids", () -> RowGather.gather(workers, 2, 3, 2, six, new int[1], six));
        refused("table", () -> RowGather.gatherAdd(workers, 2, 3, 2, five, ids, six));
        refused("y", () -> RowGather.gatherAdd(workers, 2, 3, 2, six, ids, five));
        refused("dy", () -> RowGather.scatterAdd(workers, 2, 3, 2, five, ids, six));
        refused("dTable", () -> RowGather.scatterAdd(workers, 2, 3, 2, six, ids, five));
        refused("rows", () -> RowGather.gather(workers, -1, 3, 2, six, ids, six));
        refused("columns", () -> RowGather.gather(workers, 2, -3, 2, six, ids, six));
        refused("tableRows", () -> RowGather.gather(workers, 2, 3, -2, six, ids, six));
        assertThatThrownBy(() -> RowGather.gather(workers, 2, 3, 2, six, new int[] {0, 2}, six))
            .isInstanceOf(IndexOutOfBoundsException.class).hasMessage("ids[1]: found 2, wanted 0 to 1");
        assertThatThrownBy(() -> RowGather.gatherAdd(workers, 2, 3, 2, six, new int[] {-1, 0}, six))
            .isInstanceOf(IndexOutOfBoundsException.class).hasMessage("ids[0]: found -1, wanted 0 to 1");
        assertThatThrownBy(() -> RowGather.scatterAdd(workers, 2, 3, 2, six, new int[] {-1, 2}, six))
            .isInstanceOf(IndexOutOfBoundsException.class).hasMessage("ids[1]: found 2, wanted 0 to 1");
      }
    });
  }

  private static void refused(String name, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(name + ": found ");
  }
}
