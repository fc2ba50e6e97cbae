package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.electra4j.simd.TestFloats.assertSameBits;
import static org.electra4j.simd.TestFloats.copy;
import static org.electra4j.simd.TestFloats.empty;
import static org.electra4j.simd.TestFloats.random;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.electra4j.simd.reference.ExactElements;
import org.electra4j.simd.reference.ExactSums;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VectorOpsTest {
  private static final DropoutMask MASK = new DropoutMask(0.1f, 5, 77, 3, 1000);

  private static void elements(WorkerPool workers, int count) {
    String what = count + " floats, " + workers.threads() + " threads";
    float[] x = random(count, count);
    float[] y = random(count + 1, count);
    float[] sum = new float[count];
    float[] axpy = new float[count];
    float[] scaled = new float[count];
    float[] filled = new float[count];
    Arrays.fill(filled, 1.5f);
    for (int i = 0; i < count; i++) {
      sum[i] = x[i] + y[i];
      axpy[i] = Math.fma(0.3f, x[i], y[i]);
      scaled[i] = 0.3f * x[i];
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment result = empty(arena, count);
      VectorOps.fill(workers, count, 1.5f, result);
      assertSameBits("fill " + what, result, filled);
      VectorOps.copy(workers, count, copy(arena, x), result);
      assertSameBits("copy " + what, result, x);
      VectorOps.scale(workers, count, 0.3f, result);
      assertSameBits("scale " + what, result, scaled);
      VectorOps.add(workers, count, copy(arena, x), copy(arena, y), result);
      assertSameBits("add " + what, result, sum);
      MemorySegment left = copy(arena, x);
      VectorOps.add(workers, count, left, copy(arena, y), left);
      assertSameBits("add onto x " + what, left, sum);
      MemorySegment right = copy(arena, y);
      VectorOps.add(workers, count, copy(arena, x), right, right);
      assertSameBits("add onto y " + what, right, sum);
      MemorySegment onto = copy(arena, y);
      VectorOps.axpy(workers, count, 0.3f, copy(arena, x), onto);
      assertSameBits("axpy " + what, onto, axpy);
    }
  }

  private static void columns(WorkerPool workers, int rows, int columns) {
    float[] x = random(rows, rows * columns);
    float[] sums = random(columns, columns);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment found = copy(arena, sums);
      VectorOps.columnSums(workers, rows, columns, copy(arena, x), found);
      ExactSums.columns(rows, columns, x, sums);
      assertSameBits("[" + rows + ", " + columns + "], " + workers.threads() + " threads", found, sums);
    }
  }

  private static void dropout(WorkerPool workers, DropoutMask mask, int rows, int columns) {
    String what = "[" + rows + ", " + columns + "], " + workers.threads() + " threads, " + mask;
    float[] x = random(rows, rows * columns);
    float[] wanted = ExactElements.multipliers(mask, rows, columns);
    for (int i = 0; i < x.length; i++) {
      wanted[i] *= x[i];
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment y = empty(arena, x.length);
      VectorOps.dropout(workers, rows, columns, mask, copy(arena, x), y);
      assertSameBits(what, y, wanted);
      MemorySegment inPlace = copy(arena, x);
      VectorOps.dropout(workers, rows, columns, mask, inPlace, inPlace);
      assertSameBits("in place " + what, inPlace, wanted);
    }
  }

  @Test
  void bitsOfElementsAtAwkwardLengths() {
    TestFloats.withThreads(workers -> {
      AwkwardSizes.lengths().forEach(count -> elements(workers, count));
      elements(workers, 70_003);
    });
  }

  @Test
  void bitsOfColumnSums() {
    TestFloats.withThreads(workers -> {
      AwkwardSizes.few().forEach(rows -> AwkwardSizes.few().forEach(columns -> columns(workers, rows, columns)));
      columns(workers, 0, 5);
      columns(workers, 5, 0);
      columns(workers, 131, 1000);
      columns(workers, 32, 4097);
    });
  }

  @Test
  void bitsOfDropout() {
    TestFloats.withThreads(workers -> {
      AwkwardSizes.few().forEach(columns -> dropout(workers, MASK, 5, columns));
      dropout(workers, MASK, 33, 129);
      dropout(workers, MASK, 2, 4097);
      dropout(workers, DropoutMask.NONE, 5, 33);
      dropout(workers, new DropoutMask(0.999f, -1, -1, 4095, 0), 7, 65);
    });
  }

  @Test
  @Tag("interpreted")
  void bitsOfASmallCase() {
    TestFloats.withThreads(1, workers -> {
      elements(workers, 53);
      columns(workers, 5, 85);
      dropout(workers, MASK, 3, 43);
    });
  }

  @Test
  void aWrongElementIsSeen() {
    try (Arena arena = Arena.ofConfined()) {
      float[] wanted = random(1, 20);
      MemorySegment found = copy(arena, wanted);
      assertSameBits("alike", found, wanted);
      wanted[13] = Math.nextUp(wanted[13]);
      assertThatThrownBy(() -> assertSameBits("not alike", found, wanted)).isInstanceOf(AssertionError.class).hasMessageContaining("[13]");
      assertThatThrownBy(() -> assertSameBits("zeros", copy(arena, new float[1]), new float[] {-0f})).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void droppedElementsKeepTheirSignAndShowWhatIsNotFinite() {
    float[] x = TestFloats.drawn(9, 4096, -2f, 2f, -0f, Float.POSITIVE_INFINITY, Float.MIN_VALUE);
    float[] wanted = ExactElements.multipliers(MASK, 4, 1024);
    for (int i = 0; i < x.length; i++) {
      wanted[i] *= x[i];
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment y = copy(arena, x);
      TestFloats.withThreads(2, workers -> VectorOps.dropout(workers, 4, 1024, MASK, y, y));
      assertSameBits("extreme values", y, wanted);
    }
  }

  @Test
  @Tag("bounds")
  void refusesWhatDoesNotFit() {
    TestFloats.withThreads(1, workers -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment six = arena.allocate(24);
        MemorySegment five = arena.allocate(20);
        refused("x", () -> VectorOps.fill(workers, 6, 0, five));
        refused("x", () -> VectorOps.copy(workers, 6, five, six));
        refused("y", () -> VectorOps.copy(workers, 6, six, five));
        refused("x", () -> VectorOps.add(workers, 6, five, six, six));
        refused("y", () -> VectorOps.add(workers, 6, six, five, six));
        refused("z", () -> VectorOps.add(workers, 6, six, six, five));
        refused("x", () -> VectorOps.axpy(workers, 6, 1, five, six));
        refused("y", () -> VectorOps.axpy(workers, 6, 1, six, five));
        refused("x", () -> VectorOps.scale(workers, 6, 1, five));
        refused("x", () -> VectorOps.columnSums(workers, 1, 6, five, six));
        refused("sums", () -> VectorOps.columnSums(workers, 1, 6, six, five));
        refused("rows", () -> VectorOps.columnSums(workers, -1, 6, six, six));
        refused("columns", () -> VectorOps.columnSums(workers, 1, -6, six, six));
        refused("x", () -> VectorOps.dropout(workers, 2, 3, MASK, five, six));
        refused("y", () -> VectorOps.dropout(workers, 2, 3, MASK, six, five));
        refused("count", () -> VectorOps.scale(workers, -1, 1, six));
      }
    });
  }

  private static void refused(String name, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(name + ": found ");
  }
}
