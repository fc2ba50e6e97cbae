package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/**
 * The attention of one head over one example, forward and backward, in one worker's scratch; sizes and operands are those of the whole
 * call.
 *
 * <p>Scores lie transposed: a row is a key, a column is a query. Forward takes as many queries at a time as a panel is wide, from scores to
 * context, while they are in the L1 cache; backward keeps the rows of all queries, since dK and dV are sums over them.
 */
final class AttentionHead {
  private static final int LANES = Lanes.F32.length();
  /** Rows of what lies in the scratch are padded to a multiple of this: of tiles' rows, and of lanes. */
  private static final int PADDING = 16;
  private static final int COLUMNS = AttentionPanels.COLUMNS;
  /** Floats between the rows of backward's matrices, so that rows of a whole number of pages do not meet in one cache set. */
  private static final int GAP = 16;

  private final int length;
  private final int heads;
  private final int headSize;
  private final MemorySegment queryKeyValue;
  private final int[] lengths;
  private final DropoutMask mask;
  private final MemorySegment probabilities;
  /** Bytes from one position to the next in query, key and value, and in the context. */
  private final long projectedStride;
  private final long contextStride;
  /** Bytes from one position to the next where a head's columns, or the queries of backward, lie as rows in the scratch. */
  private final long rowStride;
  private final long matrixStride;
  /**
   * Bytes of a panel with a row for each position, of a whole head in such panels, and of a panel with a row for each of a head's columns.
   */
  private final long positionPanel;
  private final long headPanels;
  private final long columnPanel;
  /** Factor of the scores. */
  private final float scale;

  AttentionHead(int length, int heads, int headSize, MemorySegment queryKeyValue, int[] lengths, DropoutMask mask,
      MemorySegment probabilities) {
    this.length = length;
    this.heads = heads;
    this.headSize = headSize;
    this.queryKeyValue = queryKeyValue;
    this.lengths = lengths;
    this.mask = mask;
    this.probabilities = probabilities;
    contextStride = (long) heads * headSize * Float.BYTES;
    projectedStride = 3 * contextStride;
    rowStride = Math.ceilDiv(headSize, LANES) * Lanes.F32.vectorByteSize();
    matrixStride = (Math.ceilDiv(length, COLUMNS) * COLUMNS + GAP) * (long) Float.BYTES;
    positionPanel = paddedRows(length) * AttentionPanels.STRIDE;
    headPanels = Math.ceilDiv(headSize, COLUMNS) * positionPanel;
    columnPanel = Math.ceilDiv(headSize, LANES) * LANES * AttentionPanels.STRIDE;
    scale = (float) (1 / Math.sqrt(headSize));
  }

  /** For whole tiles and whole vectors. */
  private static long paddedRows(int rows) {
    return Math.ceilDiv(rows, PADDING) * (long) PADDING;
  }

  /** Bytes that both passes have at the beginning of the scratch. */
  private static long commonBytes() {
    return AttentionProduct.EDGE_BYTES + AttentionProbabilities.REDUCTION_BYTES + AttentionTranspose.WORK_BYTES;
  }

  /** Bytes of scratch that a worker needs. */
  long forwardBytes() {
    return commonBytes() + AttentionDropout.wordBytes(length) + paddedRows(length) * rowStride + headPanels + 2 * positionPanel
        + COLUMNS * rowStride + columnPanel;
  }

  /** Bytes of scratch that a worker needs. */
  long backwardBytes() {
    return commonBytes() + paddedRows(length) * rowStride + 3 * headPanels + columnPanel + positionPanel
        + 2 * paddedRows(length) * matrixStride;
  }

  /** Query, key and value of an example, all heads. */
  void readAhead(int example) {
    ReadAhead.rows(queryKeyValue, projectedAt(example * heads), projectedStride, lengths[example], projectedStride);
  }

  /** The context of one head, {@code unit % heads}, of one example, {@code unit / heads}; zero beyond the example's length. */
  void forward(int unit, MemorySegment scratch, MemorySegment context) {
    int positions = lengths[unit / heads];
    long query = projectedAt(unit);
    long key = query + contextStride;
    long value = key + contextStride;
    long output = contextAt(unit);
    long reduction = AttentionProduct.EDGE_BYTES;
    long work = reduction + AttentionProbabilities.REDUCTION_BYTES;
    long words = work + AttentionTranspose.WORK_BYTES;
    long keys = words + AttentionDropout.wordBytes(length);
    long values = keys + paddedRows(length) * rowStride;
    long scores = values + headPanels;
    long aside = scores + positionPanel;
    long rows = aside + positionPanel;
    long queries = rows + COLUMNS * rowStride;
    AttentionProduct.prepare(scratch);
    AttentionPanels.copy(queryKeyValue, key, projectedStride, positions, headSize, scratch, keys, rowStride);
    AttentionPanels.pack(queryKeyValue, value, projectedStride, positions, headSize, scratch, values, positionPanel);
    for (int first = 0; first < positions; first += COLUMNS) {
      int width = Math.min(COLUMNS, positions - first);
      AttentionPanels.copy(queryKeyValue, query + first * projectedStride, projectedStride, width, headSize, scratch, rows, rowStride);
      AttentionTranspose.run(scratch, rows, rowStride, width, headSize, queries, work);
      AttentionProduct.run(scratch, positions, width, headSize, keys, rowStride, Float.BYTES, queries, 0, scratch, scores,
          AttentionPanels.STRIDE);
      for (int column = 0; column < width; column += LANES) {
        softmax(unit, positions, first + column, width, scratch, scores + column * 4L, reduction, words, aside);
      }
      AttentionProduct.run(scratch, width, headSize, positions, scores, Float.BYTES, AttentionPanels.STRIDE, values, positionPanel, context,
          output + first * contextStride, contextStride);
    }
    AttentionPanels.clear(context, output + positions * contextStride, contextStride, length - positions, headSize);
  }

  /** Probabilities of as many queries as there are lanes, of {@code width} in the panel: stored, and in place as dropout leaves them. */
  private void softmax(int unit, int positions, int query, int width, MemorySegment scratch, long at, long reduction, long words,
      long aside) {
    long stride = AttentionPanels.STRIDE;
    AttentionProbabilities.exponentials(scratch, at, stride, positions, scale, reduction);
    int queries = Math.min(LANES, positions - query);
    // Whole vectors, and pairs of keys, are stored in their place at once.
    boolean inside = queries == LANES && positions % 2 == 0;
    MemorySegment stored = inside ? probabilities : scratch;
    long to = inside ? storedAt(unit, positions, query) : aside;
    long toStride = inside ? width * 4L : stride;
    if (mask.active()) {
      AttentionDropout.normalize(scratch, at, stride, positions, reduction, mask, (long) unit * length + query, length, words, stored, to,
          toStride);
    } else {
      AttentionProbabilities.normalize(scratch, at, stride, positions, reduction, stored, to, toStride);
    }
    if (!inside) {
      AttentionPanels.copy(scratch, aside, stride, positions, queries, probabilities, storedAt(unit, positions, query), width * 4L);
    }
  }

  /** Gradients of one head's queries, keys and values; zero beyond the example's length. */
  void backward(int unit, MemorySegment scratch, MemorySegment dContext, MemorySegment dQueryKeyValue) {
    int positions = lengths[unit / heads];
    long query = projectedAt(unit);
    long key = query + contextStride;
    long value = key + contextStride;
    long output = contextAt(unit);
    long reduction = AttentionProduct.EDGE_BYTES;
    long work = reduction + AttentionProbabilities.REDUCTION_BYTES;
    long values = work + AttentionTranspose.WORK_BYTES;
    long queries = values + paddedRows(length) * rowStride;
    long keys = queries + headPanels;
    long outputs = keys + headPanels;
    long columns = outputs + headPanels;
    long aside = columns + columnPanel;
    long dropped = aside + positionPanel;
    long gradients = dropped + paddedRows(length) * matrixStride;
    AttentionProduct.prepare(scratch);
    AttentionPanels.pack(queryKeyValue, query, projectedStride, positions, headSize, scratch, queries, positionPanel);
    AttentionPanels.pack(queryKeyValue, key, projectedStride, positions, headSize, scratch, keys, positionPanel);
    AttentionPanels.copy(queryKeyValue, value, projectedStride, positions, headSize, scratch, values, rowStride);
    AttentionPanels.pack(dContext, output, contextStride, positions, headSize, scratch, outputs, positionPanel);
    for (int first = 0; first < positions; first += COLUMNS) {
      int width = Math.min(COLUMNS, positions - first);
      for (int column = 0; column < headSize; column += COLUMNS) {
        AttentionTranspose.run(scratch, outputs + column / COLUMNS * positionPanel + first * AttentionPanels.STRIDE,
            AttentionPanels.STRIDE, width, Math.min(COLUMNS, headSize - column), columns + column * AttentionPanels.STRIDE, work);
      }
      AttentionProduct.run(scratch, positions, width, headSize, values, rowStride, Float.BYTES, columns, 0, scratch, gradients + first * 4L,
          matrixStride);
      for (int column = first; column < first + width; column += LANES) {
        softmaxGradient(unit, positions, column, width, scratch, gradients + column * 4L, dropped + column * 4L, reduction, aside);
      }
    }
    AttentionProduct.run(scratch, positions, headSize, positions, gradients, Float.BYTES, matrixStride, keys, positionPanel, dQueryKeyValue,
        query, projectedStride);
    AttentionProduct.run(scratch, positions, headSize, positions, gradients, matrixStride, Float.BYTES, queries, positionPanel,
        dQueryKeyValue, key, projectedStride);
    AttentionProduct.run(scratch, positions, headSize, positions, dropped, matrixStride, Float.BYTES, outputs, positionPanel,
        dQueryKeyValue, value, projectedStride);
    for (long part = query; part <= value; part += contextStride) {
      AttentionPanels.clear(dQueryKeyValue, part + positions * projectedStride, projectedStride, length - positions, headSize);
    }
  }

  /** Gradients of the scores of as many queries as there are lanes, in place of those of their dropped probabilities. */
  private void softmaxGradient(int unit, int positions, int query, int width, MemorySegment scratch, long at, long droppedAt,
      long reduction, long aside) {
    MemorySegment stored = probabilities;
    long from = storedAt(unit, positions, query);
    long fromStride = width * 4L;
    int queries = positions - query;
    if (queries < LANES) {
      AttentionPanels.copy(probabilities, from, fromStride, positions, queries, scratch, aside, AttentionPanels.STRIDE);
      stored = scratch;
      from = aside;
      fromStride = AttentionPanels.STRIDE;
    }
    AttentionProbabilities.gradient(scratch, at, matrixStride, positions, scale, stored, from, fromStride, mask.scale(), droppedAt,
        reduction);
  }

  /** Where a head's query of the first position lies; key and value follow at distances of {@link #contextStride}. */
  private long projectedAt(int unit) {
    return (long) (unit / heads) * length * projectedStride + unit % heads * (long) headSize * Float.BYTES;
  }

  /** Where a head's context of the first position lies. */
  private long contextAt(int unit) {
    return (long) (unit / heads) * length * contextStride + unit % heads * (long) headSize * Float.BYTES;
  }

  /**
   * Where the probability of a head's first key for the given query is stored: [queries / COLUMNS, keys, COLUMNS], the last panel narrower.
   */
  private long storedAt(int unit, int positions, int query) {
    int column = query % COLUMNS;
    return ((long) unit * length * length + (long) (query - column) * positions + column) * Float.BYTES;
  }
}
