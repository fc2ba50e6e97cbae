package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/**
 * Rows of a table picked by index, and gradients brought back to them. All throw IllegalArgumentException for a negative size, an array
 * that is too short and a segment that is too short or on the heap, and IndexOutOfBoundsException, before anything is written, for an id
 * that is no row.
 */
public final class RowGather {
  /** Rows that one task takes at least. */
  private static final int ROW_GRAIN = 16;
  /** Columns of a table that one task takes at least: one line of the cache. */
  private static final int COLUMN_GRAIN = 16;

  private RowGather() {}

  /** y[r] = table[ids[r]]; IndexOutOfBoundsException for an id outside 0 to tableRows - 1. */
  public static void gather(WorkerPool workers, int rows, int columns, int tableRows, MemorySegment table, int[] ids, MemorySegment y) {
    check(rows, columns, tableRows, "table", table, ids, 0, "y", y);
    long bytes = (long) columns * Float.BYTES;
    workers.split(rows, ROW_GRAIN, (from, to, worker) -> {
      for (int r = from; r < to; r++) {
        MemorySegment.copy(table, ids[r] * bytes, y, r * bytes, bytes);
      }
    });
  }

  /** y[r] += table[ids[r]]. */
  public static void gatherAdd(WorkerPool workers, int rows, int columns, int tableRows, MemorySegment table, int[] ids, MemorySegment y) {
    check(rows, columns, tableRows, "table", table, ids, 0, "y", y);
    long bytes = (long) columns * Float.BYTES;
    workers.split(rows, ROW_GRAIN, (from, to, worker) -> {
      for (int r = from; r < to; r++) {
        VectorOps.add(y, r * bytes, table, ids[r] * bytes, y, r * bytes, bytes);
      }
    });
  }

  /**
   * dTable[ids[r]] += dy[r]: each table row has one owner, which adds its rows r in ascending order. Negative ids are skipped.
   *
   * <p>Workers own columns rather than rows of the table: no sorting, no searching, and the same share for each, be the ids thirty thousand
   * or two.
   */
  public static void scatterAdd(WorkerPool workers, int rows, int columns, int tableRows, MemorySegment dy, int[] ids,
      MemorySegment dTable) {
    check(rows, columns, tableRows, "dTable", dTable, ids, Integer.MIN_VALUE, "dy", dy);
    long bytes = (long) columns * Float.BYTES;
    workers.split(columns, COLUMN_GRAIN, (from, to, worker) -> {
      long column = (long) from * Float.BYTES;
      long width = (long) (to - from) * Float.BYTES;
      for (int r = 0; r < rows; r++) {
        if (ids[r] >= 0) {
          long at = ids[r] * bytes + column;
          VectorOps.add(dTable, at, dy, r * bytes + column, dTable, at, width);
        }
      }
    });
  }

  private static void check(int rows, int columns, int tableRows, String tableName, MemorySegment table, int[] ids, int leastId,
      String rowsName, MemorySegment rowsMemory) {
    KernelArguments.size("rows", rows);
    KernelArguments.size("columns", columns);
    KernelArguments.size("tableRows", tableRows);
    KernelArguments.floats(tableName, table, tableRows, columns);
    KernelArguments.floats(rowsName, rowsMemory, rows, columns);
    KernelArguments.indices("ids", ids, rows, leastId, tableRows);
  }
}
