package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles of {@link Sgemm}, written out: which one this machine uses, and the large ones.
 *
 * <p>A tile continues the chains of some rows by some vectors of C over {@code depth} steps of k: it loads them from {@code start}, adds
 * products in ascending order, one fma each, and stores them to {@code c}. Values of A are broadcast from where they lie, two strides
 * apart; those of B come from a packed panel. All offsets and strides are in bytes.
 *
 * <p>The shape of the loops follows the compiler. Strides that are not constants keep C2 from splitting the loop around range checks (which
 * costs hundreds of cycles per call) and from unrolling it (after which it loads far ahead and spills). Vector API calls stand in the
 * method itself, since a helper method may be left out of line in a method so large, and then every vector is boxed. Each tile begins with
 * {@link KernelArguments#nativeMemory}: the compiler otherwise allows for heap segments at every read, which costs a tenth of the speed.
 * More rows gain nothing, and bring the method nearer to the compiler's limit of 18,000 nodes, beyond which reads are left out of line.
 */
final class SgemmTile {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
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
   * @param rowStride between rows of A: anything if stepStride is 4
   * @param stepStride between steps of A: 4, {@link PanelPacker#STRIP_STEP}, or anything up to {@link #LONGEST_STEP}
   * @param vectors how many of the panel's vectors are wanted
   */
  static void run(MemorySegment a, long offset, long rowStride, long stepStride, int rows, int vectors, MemorySegment panel,
      long panelOffset, int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    if (rows < ROWS || vectors < VECTORS) {
      edge(a, offset, rowStride, stepStride, rows, vectors, panel, panelOffset, depth, start, startOffset, startStride, c, cOffset,
          cStride);
    } else if (WIDE) {
      eightByTwo(a, offset, rowStride, stepStride, panel, panelOffset, PANEL_STEP, depth, start, startOffset, startStride, c, cOffset,
          cStride);
    } else if (MANY_REGISTERS) {
      eightByThree(a, offset, rowStride, stepStride, panel, panelOffset, PANEL_STEP, depth, start, startOffset, startStride, c, cOffset,
          cStride);
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

  /** For 32 registers of 512 bits. */
  static void eightByTwo(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset,
      long panelStep, int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    KernelArguments.nativeMemory(a, panel);
    KernelArguments.nativeMemory(start, c);
    FloatVector l0 = FloatVector.fromMemorySegment(F32, start, startOffset, ORDER);
    FloatVector r0 = FloatVector.fromMemorySegment(F32, start, startOffset + VECTOR, ORDER);
    FloatVector l1 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride, ORDER);
    FloatVector r1 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride + VECTOR, ORDER);
    FloatVector l2 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride, ORDER);
    FloatVector r2 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride + VECTOR, ORDER);
    FloatVector l3 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride, ORDER);
    FloatVector r3 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride + VECTOR, ORDER);
    FloatVector l4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride, ORDER);
    FloatVector r4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride + VECTOR, ORDER);
    FloatVector l5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride, ORDER);
    FloatVector r5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride + VECTOR, ORDER);
    FloatVector l6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride, ORDER);
    FloatVector r6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride + VECTOR, ORDER);
    FloatVector l7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride, ORDER);
    FloatVector r7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride + VECTOR, ORDER);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = FloatVector.fromMemorySegment(F32, panel, at, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(F32, panel, at + VECTOR, ORDER);
      at += panelStep;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, from));
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + rowStride));
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 2 * rowStride));
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 3 * rowStride));
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 4 * rowStride));
      l4 = x.fma(left, l4);
      r4 = x.fma(right, r4);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 5 * rowStride));
      l5 = x.fma(left, l5);
      r5 = x.fma(right, r5);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 6 * rowStride));
      l6 = x.fma(left, l6);
      r6 = x.fma(right, r6);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 7 * rowStride));
      l7 = x.fma(left, l7);
      r7 = x.fma(right, r7);
      from += stepStride;
    }
    l0.intoMemorySegment(c, cOffset, ORDER);
    r0.intoMemorySegment(c, cOffset + VECTOR, ORDER);
    l1.intoMemorySegment(c, cOffset + cStride, ORDER);
    r1.intoMemorySegment(c, cOffset + cStride + VECTOR, ORDER);
    l2.intoMemorySegment(c, cOffset + 2 * cStride, ORDER);
    r2.intoMemorySegment(c, cOffset + 2 * cStride + VECTOR, ORDER);
    l3.intoMemorySegment(c, cOffset + 3 * cStride, ORDER);
    r3.intoMemorySegment(c, cOffset + 3 * cStride + VECTOR, ORDER);
    l4.intoMemorySegment(c, cOffset + 4 * cStride, ORDER);
    r4.intoMemorySegment(c, cOffset + 4 * cStride + VECTOR, ORDER);
    l5.intoMemorySegment(c, cOffset + 5 * cStride, ORDER);
    r5.intoMemorySegment(c, cOffset + 5 * cStride + VECTOR, ORDER);
    l6.intoMemorySegment(c, cOffset + 6 * cStride, ORDER);
    r6.intoMemorySegment(c, cOffset + 6 * cStride + VECTOR, ORDER);
    l7.intoMemorySegment(c, cOffset + 7 * cStride, ORDER);
    r7.intoMemorySegment(c, cOffset + 7 * cStride + VECTOR, ORDER);
  }

  /** For 32 shorter registers. */
  static void eightByThree(MemorySegment a, long offset, long rowStride, long stepStride, MemorySegment panel, long panelOffset,
      long panelStep, int depth, MemorySegment start, long startOffset, long startStride, MemorySegment c, long cOffset, long cStride) {
    KernelArguments.nativeMemory(a, panel);
    KernelArguments.nativeMemory(start, c);
    FloatVector l0 = FloatVector.fromMemorySegment(F32, start, startOffset, ORDER);
    FloatVector m0 = FloatVector.fromMemorySegment(F32, start, startOffset + VECTOR, ORDER);
    FloatVector r0 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * VECTOR, ORDER);
    FloatVector l1 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride, ORDER);
    FloatVector m1 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride + VECTOR, ORDER);
    FloatVector r1 = FloatVector.fromMemorySegment(F32, start, startOffset + startStride + 2 * VECTOR, ORDER);
    FloatVector l2 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride, ORDER);
    FloatVector m2 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride + VECTOR, ORDER);
    FloatVector r2 = FloatVector.fromMemorySegment(F32, start, startOffset + 2 * startStride + 2 * VECTOR, ORDER);
    FloatVector l3 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride, ORDER);
    FloatVector m3 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride + VECTOR, ORDER);
    FloatVector r3 = FloatVector.fromMemorySegment(F32, start, startOffset + 3 * startStride + 2 * VECTOR, ORDER);
    FloatVector l4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride, ORDER);
    FloatVector m4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride + VECTOR, ORDER);
    FloatVector r4 = FloatVector.fromMemorySegment(F32, start, startOffset + 4 * startStride + 2 * VECTOR, ORDER);
    FloatVector l5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride, ORDER);
    FloatVector m5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride + VECTOR, ORDER);
    FloatVector r5 = FloatVector.fromMemorySegment(F32, start, startOffset + 5 * startStride + 2 * VECTOR, ORDER);
    FloatVector l6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride, ORDER);
    FloatVector m6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride + VECTOR, ORDER);
    FloatVector r6 = FloatVector.fromMemorySegment(F32, start, startOffset + 6 * startStride + 2 * VECTOR, ORDER);
    FloatVector l7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride, ORDER);
    FloatVector m7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride + VECTOR, ORDER);
    FloatVector r7 = FloatVector.fromMemorySegment(F32, start, startOffset + 7 * startStride + 2 * VECTOR, ORDER);
    long at = panelOffset;
    long from = offset;
    for (int p = 0; p < depth; p++) {
      FloatVector left = FloatVector.fromMemorySegment(F32, panel, at, ORDER);
      FloatVector middle = FloatVector.fromMemorySegment(F32, panel, at + VECTOR, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(F32, panel, at + 2 * VECTOR, ORDER);
      at += panelStep;
      FloatVector x = FloatVector.broadcast(F32, a.get(FLOAT, from));
      l0 = x.fma(left, l0);
      m0 = x.fma(middle, m0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + rowStride));
      l1 = x.fma(left, l1);
      m1 = x.fma(middle, m1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 2 * rowStride));
      l2 = x.fma(left, l2);
      m2 = x.fma(middle, m2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 3 * rowStride));
      l3 = x.fma(left, l3);
      m3 = x.fma(middle, m3);
      r3 = x.fma(right, r3);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 4 * rowStride));
      l4 = x.fma(left, l4);
      m4 = x.fma(middle, m4);
      r4 = x.fma(right, r4);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 5 * rowStride));
      l5 = x.fma(left, l5);
      m5 = x.fma(middle, m5);
      r5 = x.fma(right, r5);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 6 * rowStride));
      l6 = x.fma(left, l6);
      m6 = x.fma(middle, m6);
      r6 = x.fma(right, r6);
      x = FloatVector.broadcast(F32, a.get(FLOAT, from + 7 * rowStride));
      l7 = x.fma(left, l7);
      m7 = x.fma(middle, m7);
      r7 = x.fma(right, r7);
      from += stepStride;
    }
    l0.intoMemorySegment(c, cOffset, ORDER);
    m0.intoMemorySegment(c, cOffset + VECTOR, ORDER);
    r0.intoMemorySegment(c, cOffset + 2 * VECTOR, ORDER);
    l1.intoMemorySegment(c, cOffset + cStride, ORDER);
    m1.intoMemorySegment(c, cOffset + cStride + VECTOR, ORDER);
    r1.intoMemorySegment(c, cOffset + cStride + 2 * VECTOR, ORDER);
    l2.intoMemorySegment(c, cOffset + 2 * cStride, ORDER);
    m2.intoMemorySegment(c, cOffset + 2 * cStride + VECTOR, ORDER);
    r2.intoMemorySegment(c, cOffset + 2 * cStride + 2 * VECTOR, ORDER);
    l3.intoMemorySegment(c, cOffset + 3 * cStride, ORDER);
    m3.intoMemorySegment(c, cOffset + 3 * cStride + VECTOR, ORDER);
    r3.intoMemorySegment(c, cOffset + 3 * cStride + 2 * VECTOR, ORDER);
    l4.intoMemorySegment(c, cOffset + 4 * cStride, ORDER);
    m4.intoMemorySegment(c, cOffset + 4 * cStride + VECTOR, ORDER);
    r4.intoMemorySegment(c, cOffset + 4 * cStride + 2 * VECTOR, ORDER);
    l5.intoMemorySegment(c, cOffset + 5 * cStride, ORDER);
    m5.intoMemorySegment(c, cOffset + 5 * cStride + VECTOR, ORDER);
    r5.intoMemorySegment(c, cOffset + 5 * cStride + 2 * VECTOR, ORDER);
    l6.intoMemorySegment(c, cOffset + 6 * cStride, ORDER);
    m6.intoMemorySegment(c, cOffset + 6 * cStride + VECTOR, ORDER);
    r6.intoMemorySegment(c, cOffset + 6 * cStride + 2 * VECTOR, ORDER);
    l7.intoMemorySegment(c, cOffset + 7 * cStride, ORDER);
    m7.intoMemorySegment(c, cOffset + 7 * cStride + VECTOR, ORDER);
    r7.intoMemorySegment(c, cOffset + 7 * cStride + 2 * VECTOR, ORDER);
  }
}
