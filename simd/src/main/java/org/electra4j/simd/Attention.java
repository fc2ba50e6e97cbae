package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/**
 * Scaled dot-product attention with a key mask and dropout on the probabilities, head by head, forward and backward.
 *
 * <p>One worker does a head of an example, from its projections to its context, in scratch that stays in its caches. Only the example's
 * own positions are computed, so padding costs next to nothing.
 */
public final class Attention {
  /** Fewer would leave workers idle at the end. */
  private static final int EXAMPLES_PER_WORKER = 4;

  private Attention() {}

  /**
   * context = dropout(softmax(q k^T / sqrt(headSize))) v, for each example and head.
   *
   * @param queryKeyValue [batch * length, 3 * hidden]: query, key and value beside each other, heads side by side in each
   * @param lengths [batch]: keys at and beyond an example's length get probability zero; context rows there are zero
   * @param mask rows are (example * heads + head) * length + query, columns are keys; firstRow counts in the same rows
   * @param probabilities [batch * heads * length, length]: written for backward, in an order of its own; the sign bit tells what was
   *     dropped
   * @param context [batch * length, hidden]: written
   * @throws IllegalArgumentException if a size is out of range, or an operand is too short or on the heap
   */
  public static void forward(WorkerPool workers, int batch, int length, int heads, int headSize, MemorySegment queryKeyValue,
      int[] lengths, DropoutMask mask, MemorySegment probabilities, MemorySegment context) {
    check(batch, length, heads, headSize, queryKeyValue, lengths, mask, probabilities);
    KernelArguments.floats("context", context, floats(batch, length, heads, headSize));
    AttentionHead head = new AttentionHead(length, heads, headSize, queryKeyValue, lengths, mask, probabilities);
    long bytes = head.forwardBytes();
    each(workers, batch, heads, head, (unit, worker) -> head.forward(unit, workers.scratch(worker, bytes), context));
  }

  /**
   * dQueryKeyValue (overwritten in full; zero in rows beyond an example's length) from dContext.
   *
   * @param queryKeyValue as forward had it
   * @param lengths as forward had them
   * @param mask as forward had it; which elements it dropped stands in probabilities, and only its scale is read
   * @param probabilities as forward left them
   * @param dContext [batch * length, hidden]; rows beyond an example's length are not read
   * @param dQueryKeyValue [batch * length, 3 * hidden]: written
   * @throws IllegalArgumentException as forward does
   */
  public static void backward(WorkerPool workers, int batch, int length, int heads, int headSize, MemorySegment queryKeyValue,
      int[] lengths, DropoutMask mask, MemorySegment probabilities, MemorySegment dContext, MemorySegment dQueryKeyValue) {
    check(batch, length, heads, headSize, queryKeyValue, lengths, mask, probabilities);
    KernelArguments.floats("dContext", dContext, floats(batch, length, heads, headSize));
    KernelArguments.floats("dQueryKeyValue", dQueryKeyValue, floats(3, batch, length, heads, headSize));
    AttentionHead head = new AttentionHead(length, heads, headSize, queryKeyValue, lengths, mask, probabilities);
    long bytes = head.backwardBytes();
    each(workers, batch, heads, head, (unit, worker) -> head.backward(unit, workers.scratch(worker, bytes), dContext, dQueryKeyValue));
  }

  /**
   * All heads of all examples. Where there are examples enough, a worker takes all heads of one: they share cache lines and pages, and what
   * they read is one stream of memory.
   */
  private static void each(WorkerPool workers, int batch, int heads, AttentionHead head, WorkerPool.Task task) {
    if (batch < EXAMPLES_PER_WORKER * workers.threads()) {
      workers.run(batch * heads, task);
      return;
    }
    workers.run(batch, (example, worker) -> {
      head.readAhead(example);
      for (int unit = example * heads; unit < (example + 1) * heads; unit++) {
        task.run(unit, worker);
      }
    });
  }

  private static void check(int batch, int length, int heads, int headSize, MemorySegment queryKeyValue, int[] lengths, DropoutMask mask,
      MemorySegment probabilities) {
    KernelArguments.size("batch", batch);
    KernelArguments.size("length", length);
    if (heads < 1 || headSize < 1 || (long) batch * heads > Integer.MAX_VALUE || (long) heads * headSize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("batch " + batch + ", heads " + heads + ", headSize " + headSize
          + ": wanted heads and headSize of 1 or more, and products that an int can hold");
    }
    KernelArguments.floats("queryKeyValue", queryKeyValue, floats(3, batch, length, heads, headSize));
    KernelArguments.floats("probabilities", probabilities, floats(batch, heads, length, length));
    KernelArguments.ints("lengths", lengths, batch);
    for (int example = 0; example < batch; example++) {
      if (lengths[example] < 0 || lengths[example] > length) {
        throw new IllegalArgumentException("lengths[" + example + "]: found " + lengths[example] + ", wanted 0 to " + length);
      }
    }
    if (mask.active()) {
      mask.index((long) batch * heads * length, length);
    }
  }

  /** The product of the sizes, or more than any memory if a long cannot hold it. */
  private static long floats(long... sizes) {
    long product = 1;
    for (long size : sizes) {
      product = Math.multiplyHigh(product, size) == 0 && product * size >= 0 ? product * size : Long.MAX_VALUE;
    }
    return product;
  }
}
