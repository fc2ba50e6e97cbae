package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The loops around the tiles of {@link Sgemm}: blocks of B that are packed together, blocks of C that one worker owns. */
final class SgemmBlocks {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final int ROWS = SgemmTile.ROWS;
  private static final int COLUMNS = SgemmTile.COLUMNS;
  /** Steps of k under which one panel stays in the L1 cache. */
  private static final int DEPTH = 256;
  /** Rows of C that one task takes: a block of A that stays in the L2 cache. */
  private static final int BLOCK_ROWS = 96;
  /** Floats of B that are packed at a time. */
  private static final int PACKED_FLOATS = 1 << 20;
  private static final int PACKED_COLUMNS = 4096;
  /** Floats of one worker's own: a tile of C, a row of zeros, the last rows of A. */
  private static final long OWN_BYTES = Math.ceilDiv((ROWS + 1L) * COLUMNS + (long) ROWS * DEPTH, 16) * 64;

  private final boolean transposedA;
  private final boolean transposedB;
  private final int m;
  private final int n;
  private final int k;
  private final MemorySegment a;
  private final long lda;
  private final MemorySegment b;
  private final long ldb;
  /** Where chains start: null for zero, the bias with a stride of 0, or C. */
  private final MemorySegment start;
  private final long startStride;
  private final MemorySegment c;
  private final long ldc;
  private final MemorySegment packed;
  private final MemorySegment own;
  private final int blockColumns;
  private final int blockDepth;

  private SgemmBlocks(Sgemm.Op opA, Sgemm.Op opB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb, MemorySegment start,
      int startStride, MemorySegment c, int ldc, MemorySegment scratch, int workers) {
    this.transposedA = opA == Sgemm.Op.T;
    this.transposedB = opB == Sgemm.Op.T;
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.lda = lda * 4L;
    this.b = b;
    this.ldb = ldb * 4L;
    this.start = start;
    this.startStride = startStride * 4L;
    this.c = c;
    this.ldc = ldc * 4L;
    this.blockColumns = blockColumns(n);
    this.blockDepth = blockDepth(n, k);
    long bytes = packedBytes(n, k);
    this.packed = scratch.asSlice(0, bytes);
    this.own = scratch.asSlice(bytes, workers * OWN_BYTES);
  }

  private static int blockColumns(int n) {
    return Math.min(PACKED_COLUMNS / COLUMNS, Math.max(1, Math.ceilDiv(n, COLUMNS))) * COLUMNS;
  }

  private static int blockDepth(int n, int k) {
    return Math.min(Math.max(DEPTH, PACKED_FLOATS / blockColumns(n) / DEPTH * DEPTH), Math.max(k, 1));
  }

  private static long packedBytes(int n, int k) {
    return (long) blockColumns(n) * blockDepth(n, k) * Float.BYTES;
  }

  /** Bytes for the packed part of B and what each of {@code workers} has of its own. */
  static long scratchBytes(int n, int k, int workers) {
    return packedBytes(n, k) + workers * OWN_BYTES;
  }

  /** The product by all workers; chains start at zero (null), a bias (stride 0), or C. */
  static void together(WorkerPool workers, Sgemm.Op opA, Sgemm.Op opB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb,
      MemorySegment start, int startStride, MemorySegment c, int ldc) {
    MemorySegment scratch = workers.scratch(0, scratchBytes(n, k, workers.threads()));
    SgemmBlocks product = new SgemmBlocks(opA, opB, m, n, k, a, lda, b, ldb, start, startStride, c, ldc, scratch, workers.threads());
    product.each((columns, depth) -> {
      int panels = Math.ceilDiv(Math.min(product.blockColumns, n - columns), COLUMNS);
      workers.run(panels, (panel, worker) -> product.pack(columns, depth, panel));
      int blocks = Math.ceilDiv(m, BLOCK_ROWS);
      workers.run(blocks, (block, worker) -> product.block(block, columns, depth, 0, panels, worker));
    });
  }

  /** The product by the calling thread alone. */
  static void alone(MemorySegment scratch, Sgemm.Op opA, Sgemm.Op opB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb,
      MemorySegment start, int startStride, MemorySegment c, int ldc) {
    SgemmBlocks product = new SgemmBlocks(opA, opB, m, n, k, a, lda, b, ldb, start, startStride, c, ldc, scratch, 1);
    product.each((columns, depth) -> {
      int panels = Math.ceilDiv(Math.min(product.blockColumns, n - columns), COLUMNS);
      for (int panel = 0; panel < panels; panel++) {
        product.pack(columns, depth, panel);
      }
      for (int block = 0; block * (long) BLOCK_ROWS < m; block++) {
        product.block(block, columns, depth, 0, panels, 0);
      }
    });
  }

  @FunctionalInterface
  private interface PackedBlock {
    void run(int column, int depth);
  }

  private void each(PackedBlock step) {
    if (m == 0) {
      return;
    }
    for (long column = 0; column < n; column += blockColumns) {
      long depth = 0;
      do {
        step.run((int) column, (int) depth);
        depth += blockDepth;
      } while (depth < k);
    }
  }

  private void pack(int column, int depth, int panel) {
    int steps = Math.min(blockDepth, k - depth);
    int from = column + panel * COLUMNS;
    int columns = Math.min(COLUMNS, n - from);
    long to = (long) panel * steps * COLUMNS * Float.BYTES;
    if (transposedB) {
      PanelPacker.columns(b, from * ldb + depth * 4L, ldb / 4, steps, columns, packed, to, COLUMNS);
    } else {
      PanelPacker.rows(b, depth * ldb + from * 4L, ldb / 4, steps, columns, packed, to, COLUMNS);
    }
  }

  private void block(int block, int column, int depth, int firstPanel, int lastPanel, int worker) {
    int steps = Math.min(blockDepth, k - depth);
    int firstRow = block * BLOCK_ROWS;
    int lastRow = Math.min(m, firstRow + BLOCK_ROWS);
    long mine = worker * OWN_BYTES;
    long zeros = mine + (long) ROWS * COLUMNS * Float.BYTES;
    for (int j = 0; j < COLUMNS; j++) {
      own.set(FLOAT, zeros + j * 4L, 0f);
    }
    int p = 0;
    do {
      int count = Math.min(DEPTH, steps - p);
      for (int panel = firstPanel; panel < lastPanel; panel++) {
        long panelOffset = ((long) panel * steps + p) * COLUMNS * Float.BYTES;
        int from = column + panel * COLUMNS;
        int columns = Math.min(COLUMNS, n - from);
        for (int row = firstRow; row < lastRow; row += ROWS) {
          tile(row, Math.min(ROWS, m - row), from, columns, depth + p, count, panelOffset, mine, zeros);
        }
      }
      p += DEPTH;
    } while (p < steps);
  }

  private void tile(int row, int rows, int column, int columns, int depth, int count, long panelOffset, long mine, long zeros) {
    MemorySegment from = depth > 0 ? c : start;
    long fromStride = depth > 0 ? ldc : startStride;
    long fromOffset = row * fromStride + column * 4L;
    MemorySegment x = a;
    long at = transposedA ? depth * lda + row * 4L : row * lda + depth * 4L;
    long rowStride = transposedA ? 4 : lda;
    long stepStride = transposedA ? lda : 4;
    if (rows == ROWS && columns == COLUMNS) {
      if (from == null) {
        from = own;
        fromOffset = zeros;
      }
      SgemmTile.run(x, at, rowStride, stepStride, packed, panelOffset, count, from, fromOffset, from == own ? 0 : fromStride, c,
          row * ldc + column * 4L, ldc);
      return;
    }
    long width = COLUMNS * 4L;
    if (rows < ROWS) {
      long edge = zeros + width;
      for (int i = 0; i < ROWS; i++) {
        for (int p = 0; p < count; p++) {
          own.set(FLOAT, edge + ((long) p * ROWS + i) * 4, i < rows ? a.get(FLOAT, at + i * rowStride + p * stepStride) : 0f);
        }
      }
      x = own;
      at = edge;
      rowStride = 4;
      stepStride = ROWS * 4;
    }
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        boolean inside = from != null && i < rows && j < columns;
        own.set(FLOAT, mine + i * width + j * 4L, inside ? from.get(FLOAT, fromOffset + i * fromStride + j * 4L) : 0f);
      }
    }
    SgemmTile.run(x, at, rowStride, stepStride, packed, panelOffset, count, own, mine, width, own, mine, width);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        c.set(FLOAT, row * ldc + column * 4L + i * ldc + j * 4L, own.get(FLOAT, mine + i * width + j * 4L));
      }
    }
  }
}
