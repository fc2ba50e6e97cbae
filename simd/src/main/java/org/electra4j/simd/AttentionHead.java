package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/**
 * The attention of one head over one example, forward and backward, in one worker's scratch; the sizes and operands are those of the whole call.
 *
 * <p>Scores lie transposed: a row is a key, a column is a query, {@link AttentionTile#PANEL} queries to a panel. Forward takes panel after panel
 * from scores to context while it is in the L1 cache; backward keeps all panels, since dK and dV sum over all queries.
 */
final class AttentionHead {
  private static final int LANES = Lanes.F32.length();
  private static final int PANEL = AttentionTile.PANEL;
  private static final long STRIDE = AttentionTile.STRIDE;

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
  /** Factor of the scores. */
  private final float scale;
  /** Bytes of one panel whose rows are positions, and of one whose rows are a head's columns. */
  private final long positionPanel;
  private final long columnPanel;
  private final int positionPanels;
  private final int columnPanels;

  AttentionHead(int length, int heads, int headSize, MemorySegment queryKeyValue, int[] lengths, DropoutMask mask, MemorySegment probabilities) {
    this.length = length;
    this.heads = heads;
    this.headSize = headSize;
    this.queryKeyValue = queryKeyValue;
    this.lengths = lengths;
    this.mask = mask;
    this.probabilities = probabilities;
    contextStride = (long) heads * headSize * Float.BYTES;
    projectedStride = 3 * contextStride;
    scale = scale(headSize);
    positionPanel = Math.ceilDiv(length, AttentionTile.ROWS) * AttentionTile.ROWS * STRIDE;
    columnPanel = headSize * STRIDE;
    positionPanels = Math.ceilDiv(length, PANEL);
    columnPanels = Math.ceilDiv(headSize, PANEL);
  }

  /** 1 / sqrt(headSize), rounded once. */
  static float scale(int headSize) {
    return (float) (1 / Math.sqrt(headSize));
  }

  /** Bytes of scratch that one worker needs. */
  long forwardBytes() {
    return AttentionProduct.EDGE_BYTES + AttentionProbabilities.REDUCTION_BYTES + (2 * columnPanels + 2) * positionPanel + columnPanel;
  }

  /** Bytes of scratch that one worker needs. */
  long backwardBytes() {
    return AttentionProduct.EDGE_BYTES + AttentionProbabilities.REDUCTION_BYTES + (4 * columnPanels + 1 + 2 * positionPanels) * positionPanel
        + columnPanel;
  }

  /** The context of one head ({@code unit % heads}) of one example ({@code unit / heads}); zero beyond the example's length. */
  void forward(int unit, MemorySegment scratch, MemorySegment context) {
    int positions = lengths[unit / heads];
    long head = (long) unit % heads * headSize * Float.BYTES;
    long query = (long) (unit / heads) * length * projectedStride + head;
    long output = (long) (unit / heads) * length * contextStride + head;
    long reduction = AttentionProduct.EDGE_BYTES;
    long keys = reduction + AttentionProbabilities.REDUCTION_BYTES;
    long values = keys + columnPanels * positionPanel;
    long scores = values + columnPanels * positionPanel;
    long aside = scores + positionPanel;
    long queries = aside + positionPanel;
    AttentionPanels.pack(queryKeyValue, query + contextStride, projectedStride, positions, headSize, scratch, keys, positionPanel);
    AttentionPanels.pack(queryKeyValue, query + 2 * contextStride, projectedStride, positions, headSize, scratch, values, positionPanel);
    for (int first = 0; first < positions; first += PANEL) {
      int width = Math.min(PANEL, positions - first);
      AttentionPanels.packTransposed(queryKeyValue, query + first * projectedStride, projectedStride, width, headSize, scratch, queries);
      AttentionProduct.rows(scratch, keys, positionPanel, queries, 0, positions, width, headSize, scratch, scores, STRIDE, 0);
      for (int column = 0; column < width; column += LANES) {
        softmax(unit, positions, first + column, scratch, scores + column * 4L, reduction, aside);
      }
      AttentionProduct.columns(scratch, scores, values, positionPanel, width, headSize, positions, context, output + first * contextStride,
          contextStride, 0);
    }
    AttentionPanels.clear(context, output + positions * contextStride, contextStride, length - positions, headSize);
  }

  /** Probabilities of as many queries as there are lanes, stored, and left in the panel as dropout leaves them. */
  private void softmax(int unit, int positions, int query, MemorySegment scratch, long at, long reduction, long aside) {
    AttentionProbabilities.exponentials(scratch, at, positions, scale, reduction);
    int queries = Math.min(LANES, positions - query);
    // Whole vectors of whole groups of eight keys go to their place at once.
    boolean inside = queries == LANES && positions % AttentionTile.ROWS == 0;
    MemorySegment stored = inside ? probabilities : scratch;
    long place = place(unit, query);
    long storedAt = inside ? place : aside;
    long storedStride = inside ? length * 4L : STRIDE;
    if (mask.active()) {
      AttentionDropout.normalize(scratch, at, positions, reduction, mask, (long) unit * length + query, length, stored, storedAt, storedStride);
    } else {
      AttentionProbabilities.normalize(scratch, at, positions, reduction, stored, storedAt, storedStride);
    }
    if (!inside) {
      AttentionPanels.copy(scratch, aside, STRIDE, positions, queries, probabilities, place, length * 4L);
    }
  }

  /** Gradients of one head's queries, keys and values; zero beyond the example's length. */
  void backward(int unit, MemorySegment scratch, MemorySegment dContext, MemorySegment dQueryKeyValue) {
    int positions = lengths[unit / heads];
    long head = (long) unit % heads * headSize * Float.BYTES;
    long query = (long) (unit / heads) * length * projectedStride + head;
    long output = (long) (unit / heads) * length * contextStride + head;
    long reduction = AttentionProduct.EDGE_BYTES;
    long queries = reduction + AttentionProbabilities.REDUCTION_BYTES;
    long keys = queries + columnPanels * positionPanel;
    long values = keys + columnPanels * positionPanel;
    long outputs = values + columnPanels * positionPanel;
    long dropped = outputs + columnPanels * positionPanel;
    long gradients = dropped + positionPanels * positionPanel;
    long aside = gradients + positionPanels * positionPanel;
    long columns = aside + positionPanel;
    AttentionPanels.pack(queryKeyValue, query, projectedStride, positions, headSize, scratch, queries, positionPanel);
    AttentionPanels.pack(queryKeyValue, query + contextStride, projectedStride, positions, headSize, scratch, keys, positionPanel);
    AttentionPanels.pack(queryKeyValue, query + 2 * contextStride, projectedStride, positions, headSize, scratch, values, positionPanel);
    AttentionPanels.pack(dContext, output, contextStride, positions, headSize, scratch, outputs, positionPanel);
    for (int first = 0; first < positions; first += PANEL) {
      int width = Math.min(PANEL, positions - first);
      long panel = first / PANEL * positionPanel;
      AttentionPanels.packTransposed(dContext, output + first * contextStride, contextStride, width, headSize, scratch, columns);
      AttentionProduct.rows(scratch, values, positionPanel, columns, 0, positions, width, headSize, scratch, gradients + panel, STRIDE, 0);
      for (int column = 0; column < width; column += LANES) {
        long at = panel + column * 4L;
        softmaxGradient(unit, positions, first + column, scratch, gradients + at, dropped + at, reduction, aside);
      }
      AttentionProduct.columns(scratch, gradients + panel, keys, positionPanel, width, headSize, positions, dQueryKeyValue,
          query + first * projectedStride, projectedStride, 0);
    }
    AttentionProduct.rows(scratch, gradients, positionPanel, queries, positionPanel, positions, headSize, positions, dQueryKeyValue,
        query + contextStride, projectedStride, 0);
    AttentionProduct.rows(scratch, dropped, positionPanel, outputs, positionPanel, positions, headSize, positions, dQueryKeyValue,
        query + 2 * contextStride, projectedStride, 0);
    for (int part = 0; part < 3; part++) {
      AttentionPanels.clear(dQueryKeyValue, query + positions * projectedStride + part * contextStride, projectedStride, length - positions,
          headSize);
    }
  }

  private void softmaxGradient(int unit, int positions, int query, MemorySegment scratch, long at, long droppedAt, long reduction, long aside) {
    MemorySegment stored = probabilities;
    long storedAt = place(unit, query);
    long storedStride = length * 4L;
    int queries = positions - query;
    if (queries < LANES) {
      AttentionPanels.copy(probabilities, storedAt, storedStride, positions, queries, scratch, aside, STRIDE);
      stored = scratch;
      storedAt = aside;
      storedStride = STRIDE;
    }
    AttentionProbabilities.gradient(scratch, at, positions, scale, stored, storedAt, storedStride, mask.scale(), droppedAt, reduction);
  }

  /** Offset in probabilities of a head's first key and the given query: rows are keys, as they lie in the panels. */
  private long place(int unit, int query) {
    return ((long) unit * length * length + query) * Float.BYTES;
  }
}
