package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** Scaled dot-product attention with a key mask and dropout on the probabilities, head by head, forward and backward. */
public final class Attention {
  private Attention() {}

  /**
   * context = dropout(softmax(q k^T / sqrt(headSize))) v, for each example and head.
   *
   * @param queryKeyValue [batch * length, 3 * hidden]: query, key and value beside each other, heads side by side in each
   * @param lengths [batch]: keys at and beyond an example's length get probability zero; context rows there are zero
   * @param mask rows are (example * heads + head) * length + query, columns are keys; firstRow counts in the same rows
   * @param probabilities [batch * heads * length, length]: written, before dropout, for backward
   * @param context [batch * length, hidden]: written
   */
  public static void forward(WorkerPool workers, int batch, int length, int heads, int headSize, MemorySegment queryKeyValue,
      int[] lengths, DropoutMask mask, MemorySegment probabilities, MemorySegment context) {
    throw new UnsupportedOperationException("not yet");
  }

  /** dQueryKeyValue (overwritten in full; zero in rows beyond an example's length) from dContext. */
  public static void backward(WorkerPool workers, int batch, int length, int heads, int headSize, MemorySegment queryKeyValue,
      int[] lengths, DropoutMask mask, MemorySegment probabilities, MemorySegment dContext, MemorySegment dQueryKeyValue) {
    throw new UnsupportedOperationException("not yet");
  }
}
