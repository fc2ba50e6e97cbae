package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every tile, also those that this machine would not choose. */
class SgemmTileTest {
  private static final long SEED = 77;
  private static final int LANES = Lanes.F32.length();

  private interface Tile {
    void run(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset, long panelStep,
        int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride);
  }

  @Test
  void tilesForThirtyTwoRegisters() {
    check((a, offset, rowStride, stepStride, panel, panelOffset, panelStep, depth, start, startOffset, startStride, c, cOffset, cStride) ->
        ThirtyTwoRegisterTile.eightByTwoRows(a, offset, rowStride, panel, panelOffset, panelStep, depth, start, startOffset, startStride, c,
            cOffset, cStride), 8, 2, 4, false);
    for (long stepStride : new long[] {PanelPacker.STRIP_STEP, 60}) {
      check((a, offset, rowStride, step, panel, panelOffset, panelStep, depth, start, startOffset, startStride, c, cOffset, cStride) ->
          ThirtyTwoRegisterTile.eightByTwoColumns(a, offset, step, panel, panelOffset, panelStep, depth, start, startOffset, startStride, c,
              cOffset, cStride), 8, 2, stepStride, true);
    }
    check(ThirtyTwoRegisterTile::eightByThree, 8, 3, 4, false);
    check(ThirtyTwoRegisterTile::eightByThree, 8, 3, 36, true);
  }

  @Test
  void tilesForSixteenRegisters() {
    check((a, offset, rowStride, stepStride, panel, panelOffset, panelStep, depth, start, startOffset, startStride, c, cOffset, cStride) ->
        SixteenRegisterTile.sixByTwoRows(a, offset, rowStride, panel, panelOffset, panelStep, depth, start, startOffset, startStride, c,
            cOffset, cStride), 6, 2, 4, false);
    check((a, offset, rowStride, stepStride, panel, panelOffset, panelStep, depth, start, startOffset, startStride, c, cOffset, cStride) ->
        SixteenRegisterTile.sixByTwoStrip(a, offset, panel, panelOffset, panelStep, depth, start, startOffset, startStride, c, cOffset,
            cStride), 6, 2, PanelPacker.STRIP_STEP, true);
    check((a, offset, rowStride, stepStride, panel, panelOffset, panelStep, depth, start, startOffset, startStride, c, cOffset, cStride) ->
        SixteenRegisterTile.fourByTwoRows(a, offset, rowStride, panel, panelOffset, panelStep, depth, start, startOffset, startStride, c,
            cOffset, cStride), 4, 2, 4, false);
  }

  @Test
  void edgeTiles() {
    check(SgemmEdgeTile::fourByTwo, 4, 2, 4, false);
    check(SgemmEdgeTile::fourByTwo, 4, 2, 20, true);
    check(SgemmEdgeTile::oneByTwo, 1, 2, 4, false);
    check(SgemmEdgeTile::eightByOne, 8, 1, 4, false);
    check(SgemmEdgeTile::eightByOne, 8, 1, 32, true);
    check(SgemmEdgeTile::oneByOne, 1, 1, 12, false);
  }

  /** Rows lie 4 bytes apart if transposed, else 400; depths from none to more than any unrolling; C between guards, in and out of place. */
  private static void check(Tile tile, int rows, int vectors, long stepStride, boolean transposed) {
    long rowStride = transposed ? 4 : 400;
    int columns = vectors * LANES;
    for (int depth : new int[] {0, 1, 2, 3, 33}) {
      try (Arena arena = Arena.ofShared()) {
        MemorySegment a = random(arena, 2000);
        MemorySegment panel = random(arena, 34 * 3 * LANES);
        MemorySegment start = random(arena, 14 * columns + 5);
        MemorySegment c = random(arena, 14 * (columns + 2) + 3);
        float[] expected = c.toArray(ValueLayout.JAVA_FLOAT);
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            float chain = start.getAtIndex(ValueLayout.JAVA_FLOAT, 5 + i * columns + j);
            for (int p = 0; p < depth; p++) {
              float x = a.get(ValueLayout.JAVA_FLOAT, 8 + i * rowStride + p * stepStride);
              chain = Math.fma(x, panel.getAtIndex(ValueLayout.JAVA_FLOAT, LANES + p * 3 * LANES + j), chain);
            }
            expected[3 + i * (columns + 2) + j] = chain;
          }
        }
        tile.run(a, 8, rowStride, stepStride, panel, LANES * 4L, 3 * LANES * 4L, depth, start, 20, columns * 4L, c, 12, (columns + 2) * 4L);
        assertThat(c.toArray(ValueLayout.JAVA_FLOAT)).as("%d x %d vectors, depth %d, transposed %b", rows, vectors, depth, transposed)
            .isEqualTo(expected);
      }
    }
  }

  private static MemorySegment random(Arena arena, int count) {
    SplittableRandom random = new SplittableRandom(SEED + count);
    MemorySegment segment = arena.allocate(4L * count, 64);
    for (int i = 0; i < count; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
    }
    return segment;
  }
}
