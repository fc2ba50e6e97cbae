package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops around the tiles of {@link Sgemm}: blocks of B that are packed together, pieces of C that one worker owns.
 *
 * <p>Each block of B is one run of the pool: the first tasks pack it, the others wait until all of it is packed and then compute. Tasks are
 * begun in ascending order, so whoever waits knows that every packing task is in the hands of a worker that does not wait.
 */
final class SgemmBlocks implements WorkerPool.Task {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int LANES = F32.length();
  private static final long VECTOR = F32.vectorByteSize();
  private static final int ROWS = SgemmTile.ROWS;
  private static final int COLUMNS = SgemmTile.COLUMNS;
  private static final long WIDTH = COLUMNS * 4L;
  /** Steps of k between a load and a store of a tile: a panel's share stays near the L1 cache. */
  private static final int DEPTH = 256;
  /** Row tiles of one piece, at most: their share of A stays in the L2 cache. */
  private static final int MOST_TILES = 192 / ROWS;
  /** Floats of B that are packed at a time, at most. */
  private static final int PACKED_FLOATS = 1 << 18;
  private static final int PACKED_COLUMNS = 2048;
  /** Bytes of B under which the row tiles of a piece are walked. */
  private static final long GROUP_BYTES = 1 << 18;
  private static final int SPINS_PER_YIELD = 4096;
  /** Steps that one task packs. */
  private static final int PACKED_STEPS = PanelPacker.MOST_STEPS;
  /** Panels that one task packs where B's rows become rows of panels: a kilobyte or so of each row. */
  private static final int PACKED_PANELS = 8;
  /** Rows of B that are read ahead and then packed: their lines stay in the L2 cache between the two. */
  private static final int AHEAD_ROWS = 64;
  /** Rows of A this far apart, or a multiple of it, meet in so few cache sets that they are copied first. */
  private static final long CACHE_SETS_BYTES = 2048;
  private static final long COPY_PAD = 64;
  /** Strips are filled side by side, so they must not lie a multiple of 4096 bytes apart either. */
  private static final long STRIP_PAD = 320;
  /** A worker's own memory: a row of zeros, a tile of C, its share of A. */
  private static final long ZEROS = 0;
  private static final long CORNER = WIDTH;
  private static final long LEFT = CORNER + ROWS * WIDTH;
  private static final int MOST_ROWS = MOST_TILES * ROWS;
  private static final long COPY_BYTES = MOST_ROWS * (DEPTH * 4L + COPY_PAD);
  private static final long STRIP_BYTES = Math.ceilDiv(MOST_ROWS, PanelPacker.STRIP_ROWS) * (DEPTH * PanelPacker.STRIP_STEP + STRIP_PAD);
  private static final long OWN_BYTES = LEFT + Math.max(PanelPacker.WORK_BYTES, Math.max(COPY_BYTES, STRIP_BYTES));

  /** How tiles read A. */
  private enum Layout { AS_IT_LIES, COPIED, STRIPS }

  private final boolean transposedB;
  private final int m;
  private final int n;
  private final int k;
  private final MemorySegment a;
  private final long lda;
  /** Bytes between rows and between steps of k in op(A). */
  private final long leftRow;
  private final long leftStep;
  private final Layout layout;
  private final MemorySegment b;
  private final long ldb;
  /** Where chains start: null for zero, the bias with a stride of 0, or C. */
  private final MemorySegment start;
  private final long startStride;
  private final MemorySegment c;
  private final long ldc;
  /** What the columns of B are added to; null if nobody wants their sums. */
  private final MemorySegment sums;
  private final MemorySegment scratch;
  private final long ownBytes;
  private final int blockColumns;
  private final int blockDepth;

  /** The block at hand: where it begins in n and in k, its size, its packing tasks, and the pieces of C under it. */
  private int column;
  private int depth;
  private int steps;
  private int panels;
  private int packedPanels;
  private int packsAcross;
  private int packs;
  private int sumTasks;
  private int pieceTiles;
  private int piecePanels;
  private int piecesAcross;
  private final AtomicInteger packed = new AtomicInteger();

  private SgemmBlocks(Sgemm.Op opA, Sgemm.Op opB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb,
      MemorySegment start, int startStride, MemorySegment c, int ldc, MemorySegment sums, MemorySegment scratch) {
    this.transposedB = opB == Sgemm.Op.T;
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.lda = lda * 4L;
    this.leftRow = opA == Sgemm.Op.T ? 4 : this.lda;
    this.leftStep = opA == Sgemm.Op.T ? this.lda : 4;
    this.layout = layout(opA, this.lda);
    this.b = b;
    this.ldb = ldb * 4L;
    this.start = start;
    this.startStride = startStride * 4L;
    this.c = c;
    this.ldc = ldc * 4L;
    this.sums = sums;
    this.blockColumns = blockColumns(n);
    this.blockDepth = blockDepth(n, k);
    this.ownBytes = packedBytes(n, k);
    this.scratch = scratch;
  }

  private static Layout layout(Sgemm.Op opA, long lda) {
    if (opA == Sgemm.Op.T) {
      return lda > SgemmTile.LONGEST_STEP ? Layout.STRIPS : Layout.AS_IT_LIES;
    }
    return lda % CACHE_SETS_BYTES == 0 ? Layout.COPIED : Layout.AS_IT_LIES;
  }

  private static int blockColumns(int n) {
    return Math.min(PACKED_COLUMNS / COLUMNS, Math.max(1, Math.ceilDiv(n, COLUMNS))) * COLUMNS;
  }

  /** Depths of equal blocks: a short last one would cost a round of packing and waiting for little work. */
  private static int blockDepth(int n, int k) {
    int most = Math.max(DEPTH, PACKED_FLOATS / blockColumns(n));
    return Math.max(1, Math.ceilDiv(k, Math.max(1, Math.ceilDiv(k, most))));
  }

  private static long packedBytes(int n, int k) {
    return blockDepth(n, k) * (long) blockColumns(n) * Float.BYTES;
  }

  /**
   * The product by all workers; chains start at zero (null), a bias (stride 0), or C.
   *
   * @param sums what the columns of B, which must not be transposed then, are added to; or null
   */
  static void together(WorkerPool workers, Sgemm.Op opA, Sgemm.Op opB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b,
      int ldb, MemorySegment start, int startStride, MemorySegment c, int ldc, MemorySegment sums) {
    MemorySegment scratch = workers.scratch(0, packedBytes(n, k) + workers.threads() * OWN_BYTES);
    new SgemmBlocks(opA, opB, m, n, k, a, lda, b, ldb, start, startStride, c, ldc, sums, scratch).each(workers);
  }

  private void each(WorkerPool workers) {
    if (m == 0 && sums == null) {
      return;
    }
    for (long column = 0; column < n; column += blockColumns) {
      long depth = 0;
      do {
        begin((int) column, (int) depth, workers.threads());
        int pieces = m == 0 ? 0 : Math.ceilDiv(Math.ceilDiv(m, ROWS), pieceTiles) * piecesAcross;
        workers.run(packs + sumTasks + pieces, this);
        depth += blockDepth;
      } while (depth < k);
    }
  }

  private void begin(int column, int depth, int threads) {
    this.column = column;
    this.depth = depth;
    this.steps = Math.min(blockDepth, k - depth);
    this.panels = Math.ceilDiv(Math.min(blockColumns, n - column), COLUMNS);
    int packsDown = Math.ceilDiv(steps, PACKED_STEPS);
    this.packedPanels = transposedB ? 1 : Math.max(1, Math.min(PACKED_PANELS, panels * packsDown / threads));
    this.packsAcross = Math.ceilDiv(panels, packedPanels);
    this.packs = packsAcross * packsDown;
    this.packed.set(0);
    this.sumTasks = sums == null ? 0 : packsAcross;
    SgemmPieces pieces = SgemmPieces.choose(Math.ceilDiv(m, ROWS), panels, steps, MOST_TILES, threads);
    this.pieceTiles = pieces.tiles();
    this.piecePanels = pieces.panels();
    this.piecesAcross = Math.ceilDiv(panels, piecePanels);
  }

  @Override
  public void run(int task, int worker) {
    if (task < packs) {
      try {
        pack(task, ownBytes + worker * OWN_BYTES);
      } finally {
        packed.incrementAndGet();
      }
    } else {
      awaitPacks();
      int rest = task - packs;
      if (rest < sumTasks) {
        sum(rest);
      } else {
        piece(rest - sumTasks, ownBytes + worker * OWN_BYTES);
      }
    }
  }

  private void awaitPacks() {
    for (int spins = 1; packed.get() < packs; spins++) {
      if (spins % SPINS_PER_YIELD == 0) {
        // Where workers outnumber cores, the one that packs may be waiting for this core.
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private void pack(int task, long mine) {
    int panel = task % packsAcross * packedPanels;
    int first = task / packsAcross * PACKED_STEPS;
    int count = Math.min(PACKED_STEPS, steps - first);
    int from = column + panel * COLUMNS;
    int columns = Math.min(packedPanels * COLUMNS, Math.min(column + panels * COLUMNS, n) - from);
    long to = ((long) panel * steps + first) * WIDTH;
    if (transposedB) {
      PanelPacker.columns(b, from * ldb + (depth + first) * 4L, ldb, count, columns, scratch, to, mine + LEFT);
    } else {
      for (int row = 0; row < count; row += AHEAD_ROWS) {
        int rows = Math.min(AHEAD_ROWS, count - row);
        long at = (depth + first + row) * ldb + from * 4L;
        ReadAhead.rows(b, at, ldb, rows, columns * 4L);
        PanelPacker.rows(b, at, ldb, rows, columns, scratch, to + row * WIDTH, steps * WIDTH);
      }
    }
  }

  /** Continues the sums of the columns that one packing task packs across: from the panels, which are in the caches now. */
  private void sum(int task) {
    int last = Math.min(panels, (task + 1) * packedPanels);
    for (int panel = task * packedPanels; panel < last; panel++) {
      int from = column + panel * COLUMNS;
      PanelSums.add(scratch, (long) panel * steps * WIDTH, steps, Math.min(COLUMNS, n - from), sums, from * 4L);
    }
  }

  private void piece(int piece, long mine) {
    int firstRow = piece / piecesAcross * pieceTiles * ROWS;
    int rows = Math.min(pieceTiles * ROWS, m - firstRow);
    int firstPanel = piece % piecesAcross * piecePanels;
    int lastPanel = Math.min(panels, firstPanel + piecePanels);
    for (int v = 0; v < SgemmTile.VECTORS; v++) {
      FloatVector.zero(F32).intoMemorySegment(scratch, mine + ZEROS + v * VECTOR, ORDER);
    }
    int chunk = Math.max(1, Math.ceilDiv(steps, Math.max(1, Math.ceilDiv(steps, DEPTH))));
    int p = 0;
    do {
      int count = Math.min(chunk, steps - p);
      MemorySegment left = a;
      long at = firstRow * leftRow + (depth + p) * leftStep;
      long rowStride = leftRow;
      long stepStride = leftStep;
      int stripRows = MOST_ROWS;
      long stripBytes = 0;
      if (layout == Layout.STRIPS) {
        stepStride = PanelPacker.STRIP_STEP;
        stripRows = PanelPacker.STRIP_ROWS;
        stripBytes = count * stepStride + STRIP_PAD;
        ReadAhead.rows(a, at, lda, count, rows * 4L);
        PanelPacker.strips(a, at, lda, count, rows, m - firstRow, scratch, mine + LEFT, stripBytes);
        left = scratch;
        at = mine + LEFT;
      } else if (layout == Layout.COPIED && lastPanel - firstPanel > 1) {
        rowStride = count * 4L + COPY_PAD;
        copyRows(at, rows, count, mine + LEFT, rowStride);
        left = scratch;
        at = mine + LEFT;
      } else if (leftRow == 4) {
        ReadAhead.rows(a, at, lda, count, rows * 4L);
      } else if (count == k) {
        ReadAhead.rows(a, at, lda, rows, count * 4L);
      }
      tiles(left, at, rowStride, stepStride, stripRows, stripBytes, firstRow, rows, firstPanel, lastPanel, p, count, mine);
      p += chunk;
    } while (p < steps);
  }

  /**
   * Under a group of panels that stay in the L2 cache, row tile by row tile, each across the group: so a tile's share of A stays in the L1
   * cache, and C is written along its rows, which takes several points of the peak less time than down its columns.
   */
  private void tiles(MemorySegment left, long at, long rowStride, long stepStride, int stripRows, long stripBytes, int firstRow, int rows,
      int firstPanel, int lastPanel, int p, int count, long mine) {
    int group = (int) Math.max(1, GROUP_BYTES / (Math.max(1, count) * WIDTH));
    for (int first = firstPanel; first < lastPanel; first += group) {
      int last = Math.min(lastPanel, first + group);
      for (int i = 0; i < rows; i += ROWS) {
        long from = at + i / stripRows * stripBytes + i % stripRows * rowStride;
        for (int panel = first; panel < last; panel++) {
          long panelOffset = ((long) panel * steps + p) * WIDTH;
          int right = column + panel * COLUMNS;
          tile(left, from, rowStride, stepStride, panelOffset, firstRow + i, Math.min(ROWS, rows - i), right, Math.min(COLUMNS, n - right),
              depth + p, count, mine);
        }
      }
    }
  }

  /** One tile, with C's own memory under it where it is whole, else by way of a corner of the worker's. */
  private void tile(MemorySegment left, long at, long rowStride, long stepStride, long panelOffset, int row, int rows, int column,
      int columns, int depth, int count, long mine) {
    MemorySegment from = depth > 0 ? c : start;
    long fromStride = depth > 0 ? ldc : startStride;
    long fromOffset = row * fromStride + column * 4L;
    if (from == null) {
      from = scratch;
      fromStride = 0;
      fromOffset = mine + ZEROS;
    }
    long to = row * ldc + column * 4L;
    int vectors = SgemmTile.vectors(columns);
    // A strip has rows enough for a whole tile, which takes less time than its rows one by one.
    int height = layout == Layout.STRIPS ? ROWS : rows;
    if (columns == vectors * LANES && rows == height) {
      SgemmTile.run(left, at, rowStride, stepStride, rows, vectors, scratch, panelOffset, count, from, fromOffset, fromStride, c, to, ldc);
      return;
    }
    if (from != scratch) {
      copyTile(from, fromOffset, fromStride, scratch, mine + CORNER, WIDTH, rows, columns);
      fromOffset = mine + CORNER;
      fromStride = WIDTH;
    }
    SgemmTile.run(left, at, rowStride, stepStride, height, vectors, scratch, panelOffset, count, scratch, fromOffset, fromStride, scratch,
        mine + CORNER, WIDTH);
    copyTile(scratch, mine + CORNER, WIDTH, c, to, ldc, rows, columns);
  }

  private void copyRows(long from, int rows, int count, long to, long toStride) {
    for (int i = 0; i < rows; i++) {
      MemorySegment.copy(a, from + i * lda, scratch, to + i * toStride, count * 4L);
    }
  }

  /** Rows of at most one tile's width, with masks. */
  private static void copyTile(MemorySegment from, long fromOffset, long fromStride, MemorySegment to, long toOffset, long toStride,
      int rows, int columns) {
    for (int v = 0; v * LANES < columns; v++) {
      VectorMask<Float> inside = F32.indexInRange(v * LANES, columns);
      for (int i = 0; i < rows; i++) {
        FloatVector.fromMemorySegment(F32, from, fromOffset + i * fromStride + v * VECTOR, ORDER, inside)
            .intoMemorySegment(to, toOffset + i * toStride + v * VECTOR, ORDER, inside);
      }
    }
  }
}
