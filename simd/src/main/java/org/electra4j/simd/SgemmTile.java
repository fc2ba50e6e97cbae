package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles of {@link Sgemm}: which one this machine uses.
 *
 * <p>A tile continues the chains of some rows by some vectors of C over {@code depth} steps of k: it loads them from {@code start}, adds
 * products in ascending order, one fma each, and stores them to {@code c}. Values of A are broadcast from where they lie, two strides
 * apart; those of B come from a packed panel. All offsets and strides are in bytes.
 *
 * <p>The tiles are written out, and the shape of their loops follows the compiler. A stride that is not a constant keeps C2 from unrolling
 * the loop, after which it would load far ahead and spill. Vector API calls stand in the method itself, since a helper method may be left
 * out of line in a method so large, and then every vector is boxed. Each tile begins with {@link KernelArguments#nativeMemory}: the
 * compiler otherwise allows for heap segments at every read, which costs a tenth of the speed. More rows gain nothing, and bring the method
 * nearer to the compiler's limit of 18,000 nodes, beyond which reads are left out of line.
 */
final class SgemmTile {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final long VECTOR = F32.vectorByteSize();
  /** Accumulators of the large tiles need 32 vector registers: AVX-512, even with the lanes pinned to fewer bits, and AArch64 have them. */
  private static final boolean MANY_REGISTERS =
      FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 512 || System.getProperty("os.arch").equals("aarch64");
  private static final boolean WIDE = MANY_REGISTERS && F32.length() == 16;

  /** Rows of the largest tile. */
  static final int ROWS = MANY_REGISTERS ? 8 : 6;
  /** Vectors beside each other in the largest tile, and so in a panel. */
  static final int VECTORS = MANY_REGISTERS && !WIDE ? 3 : 2;
  /** Columns of a panel. */
  static final int COLUMNS = VECTORS * F32.length();

  /**
   * The largest step of a transposed A that tiles read where it lies. Beyond it the steps of one tile lie on more
   * pages than the processor keeps at hand; and where the tile's loop needs a constant step, nothing but a strip will do.
   */
  static final long LONGEST_STEP = MANY_REGISTERS ? 2048 : 0;

  private static final long PANEL_STEP = VECTORS * VECTOR;

  private SgemmTile() {}

  /**
   * Vectors of a panel to compute where so many of its columns are wanted. With sixteen registers always all: a narrow tile has too few
   * chains for their latency, and takes longer than a whole one.
   */
  static int vectors(int columns) {
    return MANY_REGISTERS ? Math.ceilDiv(columns, F32.length()) : VECTORS;
  }

  /**
   * Continues up to {@link #ROWS} by {@link #VECTORS} chains.
   *
   * @param rowStride between rows of A: anything if stepStride is 4, else 4
   * @param stepStride between steps of A: 4, {@link PanelPacker#STRIP_STEP}, or anything up to {@link #LONGEST_STEP}
   * @param vectors how many of the panel's vectors are wanted
   */
  static void run(MemorySegment a, long offset, long rowStride, long stepStride, int rows, int vectors, MemorySegment panel,
      long panelOffset, int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    if (rows < ROWS || vectors < VECTORS) {
      edge(a, offset, rowStride, stepStride, rows, vectors, panel, panelOffset, depth, start, startOffset, startStride, c, cOffset,
          cStride);
    } else if (WIDE && stepStride == 4) {
      ThirtyTwoRegisterTile.eightByTwoRows(a, offset, rowStride, panel, panelOffset, PANEL_STEP, depth, start, startOffset, startStride, c,
          cOffset, cStride);
    } else if (WIDE) {
      ThirtyTwoRegisterTile.eightByTwoColumns(a, offset, stepStride, panel, panelOffset, PANEL_STEP, depth, start, startOffset,
          startStride, c, cOffset, cStride);
    } else if (MANY_REGISTERS) {
      ThirtyTwoRegisterTile.eightByThree(a, offset, rowStride, stepStride, panel, panelOffset, PANEL_STEP, depth, start, startOffset,
          startStride, c, cOffset, cStride);
    } else if (stepStride == 4) {
      SixteenRegisterTile.sixByTwoRows(a, offset, rowStride, panel, panelOffset, PANEL_STEP, depth, start, startOffset, startStride, c,
          cOffset, cStride);
    } else {
      SixteenRegisterTile.sixByTwoStrip(a, offset, panel, panelOffset, PANEL_STEP, depth, start, startOffset, startStride, c, cOffset,
          cStride);
    }
  }

  /** Two vectors at a time, then one; under each as many rows as the small tiles have, then row by row. */
  private static void edge(MemorySegment a, long offset, long rowStride, long stepStride, int rows, int vectors, MemorySegment panel,
      long panelOffset, int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    for (int vector = 0; vector < vectors; vector += 2) {
      boolean two = vector + 2 <= vectors;
      int height = two ? 4 : 8;
      long right = vector * VECTOR;
      int row = 0;
      while (row < rows) {
        long from = offset + row * rowStride;
        long in = startOffset + row * startStride + right;
        long out = cOffset + row * cStride + right;
        long at = panelOffset + right;
        if (row + height > rows) {
          if (two) {
            SgemmEdgeTile.oneByTwo(a, from, rowStride, stepStride, panel, at, PANEL_STEP, depth, start, in, startStride, c, out, cStride);
          } else {
            SgemmEdgeTile.oneByOne(a, from, rowStride, stepStride, panel, at, PANEL_STEP, depth, start, in, startStride, c, out, cStride);
          }
          row++;
        } else {
          if (two && !MANY_REGISTERS && stepStride == 4) {
            SixteenRegisterTile.fourByTwoRows(a, from, rowStride, panel, at, PANEL_STEP, depth, start, in, startStride, c, out, cStride);
          } else if (two) {
            SgemmEdgeTile.fourByTwo(a, from, rowStride, stepStride, panel, at, PANEL_STEP, depth, start, in, startStride, c, out, cStride);
          } else {
            SgemmEdgeTile.eightByOne(a, from, rowStride, stepStride, panel, at, PANEL_STEP, depth, start, in, startStride, c, out, cStride);
          }
          row += height;
        }
      }
    }
  }
}
