package org.electra4j.simd;

import static org.electra4j.simd.Floats.ORDER;
import static org.electra4j.simd.Floats.VECTOR;
import static org.electra4j.simd.Floats.load;
import static org.electra4j.simd.Floats.store;
import static org.electra4j.simd.RowReduction.CHUNK_BYTES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax over rows with cross-entropy, its yes/no form, and the choice of a column per row. All throw IllegalArgumentException for a size
 * below one (rows, count: below zero), an array that is too short and a segment that is too short or on the heap.
 */
public final class RowSoftmax {
  private RowSoftmax() {}

  /**
   * losses[r] = logSumExp[r] - logits[r][targets[r]], in nats; both [rows]. A loss is computed from the differences to the row's largest
   * logit, so it is precise where it is small.
   *
   * @throws IndexOutOfBoundsException if a target is no column
   */
  public static void crossEntropy(WorkerPool workers, int rows, int columns, MemorySegment logits, int[] targets, MemorySegment losses,
      MemorySegment logSumExp) {
    checkRows(rows, columns, logits);
    KernelArguments.floats("losses", losses, rows);
    KernelArguments.floats("logSumExp", logSumExp, rows);
    KernelArguments.indices("targets", targets, rows, 0, columns);
    long bytes = (long) columns * Float.BYTES;
    workers.split(rows, 1, (from, to, worker) -> {
      MemorySegment exponentials = workers.scratch(worker, Math.min(bytes, CHUNK_BYTES));
      for (int r = from; r < to; r++) {
        long first = r * bytes;
        float most = RowReduction.maximum(logits, first, first + bytes);
        double sum = 0;
        for (long at = first; at < first + bytes; at += CHUNK_BYTES) {
          long end = Math.min(at + CHUNK_BYTES, first + bytes);
          exponentials(logits, at, end, most, 1, exponentials, 0);
          sum += RowReduction.sum(exponentials, 0, end - at);
        }
        float logSum = PolynomialMath.log((float) sum);
        Floats.set(logSumExp, r * 4L, most + logSum);
        Floats.set(losses, r * 4L, most - Floats.get(logits, first + targets[r] * 4L) + logSum);
      }
    });
  }

  /**
   * dLogits[r][j] = scale (exp(logits[r][j] - logSumExp[r]) - [j = targets[r]]); dLogits may be logits.
   *
   * @throws IndexOutOfBoundsException if a target is no column
   */
  public static void crossEntropyGradient(WorkerPool workers, int rows, int columns, MemorySegment logits, int[] targets,
      MemorySegment logSumExp, float scale, MemorySegment dLogits) {
    checkGradient(rows, columns, logits, targets, logSumExp, dLogits);
    workers.split(rows, 1, (from, to, worker) -> {
      for (int r = from; r < to; r++) {
        crossEntropyGradient(r, columns, logits, targets[r], logSumExp, scale, dLogits);
      }
    });
  }

  /**
   * The same with a factor for each row: scales [rows].
   *
   * @throws IndexOutOfBoundsException if a target is no column
   */
  public static void crossEntropyGradient(WorkerPool workers, int rows, int columns, MemorySegment logits, int[] targets,
      MemorySegment logSumExp, MemorySegment scales, MemorySegment dLogits) {
    checkGradient(rows, columns, logits, targets, logSumExp, dLogits);
    KernelArguments.floats("scales", scales, rows);
    workers.split(rows, 1, (from, to, worker) -> {
      for (int r = from; r < to; r++) {
        crossEntropyGradient(r, columns, logits, targets[r], logSumExp, Floats.get(scales, r * 4L), dLogits);
      }
    });
  }

  private static void checkGradient(int rows, int columns, MemorySegment logits, int[] targets, MemorySegment logSumExp,
      MemorySegment dLogits) {
    checkRows(rows, columns, logits);
    KernelArguments.floats("logSumExp", logSumExp, rows);
    KernelArguments.floats("dLogits", dLogits, rows, columns);
    KernelArguments.indices("targets", targets, rows, 0, columns);
  }

  private static void crossEntropyGradient(int row, int columns, MemorySegment logits, int target, MemorySegment logSumExp, float scale,
      MemorySegment dLogits) {
    long bytes = (long) columns * Float.BYTES;
    long targetAt = row * bytes + target * 4L;
    float logSum = Floats.get(logSumExp, row * 4L);
    float probability = PolynomialMath.exp(Floats.get(logits, targetAt) - logSum);
    exponentials(logits, row * bytes, (row + 1) * bytes, logSum, scale, dLogits, row * bytes);
    Floats.set(dLogits, targetAt, (probability - 1) * scale);
  }

  /** losses[i] = weights[i] (softplus(logits[i]) - labels[i] logits[i]), in nats, without overflow for any logit. */
  public static void binaryCrossEntropy(WorkerPool workers, int count, MemorySegment logits, MemorySegment labels, MemorySegment weights,
      MemorySegment losses) {
    checkBinary(count, logits, labels, weights, "losses", losses);
    Floats.split(workers, count, (from, to) -> binary(logits, labels, weights, losses, from, to));
  }

  /** dLogits[i] = scale weights[i] (sigmoid(logits[i]) - labels[i]); dLogits may be logits. */
  public static void binaryCrossEntropyGradient(WorkerPool workers, int count, MemorySegment logits, MemorySegment labels,
      MemorySegment weights, float scale, MemorySegment dLogits) {
    checkBinary(count, logits, labels, weights, "dLogits", dLogits);
    Floats.split(workers, count, (from, to) -> binaryGradient(logits, labels, weights, scale, dLogits, from, to));
  }

  /**
   * chosen[r] = the column of the largest logit, the lowest column among equals. NaNs are passed over; without any number it is column 0.
   */
  public static void argmax(WorkerPool workers, int rows, int columns, MemorySegment logits, int[] chosen) {
    checkRows(rows, columns, logits);
    KernelArguments.ints("chosen", chosen, rows);
    long bytes = (long) columns * Float.BYTES;
    workers.split(rows, 1, (from, to, worker) -> {
      for (int r = from; r < to; r++) {
        float most = RowReduction.maximum(logits, r * bytes, (r + 1) * bytes);
        chosen[r] = firstEqual(logits, r * bytes, columns, most);
      }
    });
  }

  /**
   * chosen[r] = argmax over j of logits[r][j] / temperature + g, the lowest column among equals, with g = -log(-log u) and u = 1 - (n +
   * 1/2) / 2^31 in (0, 1), n being word j % 4 of Philox block (key, stream, {@code (firstRow + r) << 20 | j / 4}) without its last bit
   * ({@link Gumbel}): a draw from softmax(logits / temperature). NaNs are passed over; without any number it is column 0.
   *
   * @throws IllegalArgumentException if temperature is not positive and finite, or a row or column number too large for its bits of the
   * address
   */
  public static void sample(WorkerPool workers, int rows, int columns, MemorySegment logits, float temperature, long key, long stream,
      long firstRow, int[] chosen) {
    checkRows(rows, columns, logits);
    KernelArguments.ints("chosen", chosen, rows);
    Gumbel.check(rows, columns, temperature, firstRow);
    workers.split(rows, 1, (from, to, worker) -> {
      MemorySegment words = workers.scratch(worker, Gumbel.scratchBytes(columns));
      for (int r = from; r < to; r++) {
        chosen[r] = Gumbel.choose(logits, (long) r * columns * Float.BYTES, columns, temperature, key, stream, firstRow + r, words);
      }
    });
  }

  private static void checkRows(int rows, int columns, MemorySegment logits) {
    KernelArguments.size("rows", rows);
    KernelArguments.positive("columns", columns);
    KernelArguments.floats("logits", logits, rows, columns);
  }

  private static void checkBinary(int count, MemorySegment logits, MemorySegment labels, MemorySegment weights, String resultName,
      MemorySegment result) {
    KernelArguments.size("count", count);
    KernelArguments.floats("logits", logits, count);
    KernelArguments.floats("labels", labels, count);
    KernelArguments.floats("weights", weights, count);
    KernelArguments.floats(resultName, result, count);
  }

  /** result = factor exp(x - shift) from byte {@code from} to byte {@code to} of x. */
  private static void exponentials(MemorySegment x, long from, long to, float shift, float factor, MemorySegment result, long resultAt) {
    FloatVector s = Floats.all(shift);
    FloatVector f = Floats.all(factor);
    long bytes = to - from;
    long at = 0;
    for (; at + VECTOR <= bytes; at += VECTOR) {
      PolynomialMath.exp(load(x, from + at).sub(s)).mul(f).intoMemorySegment(result, resultAt + at, ORDER);
    }
    if (at < bytes) {
      VectorMask<Float> tail = Floats.first(bytes - at);
      store(PolynomialMath.exp(load(x, from + at, tail).sub(s)).mul(f), result, resultAt + at, tail);
    }
  }

  private static void binary(MemorySegment logits, MemorySegment labels, MemorySegment weights, MemorySegment losses, long from, long to) {
    long at = from;
    for (; at + VECTOR <= to; at += VECTOR) {
      FloatVector weight = load(weights, at);
      binaryLoss(load(logits, at), load(labels, at)).mul(weight).intoMemorySegment(losses, at, ORDER);
    }
    if (at < to) {
      VectorMask<Float> tail = Floats.first(to - at);
      store(binaryLoss(load(logits, at, tail), load(labels, at, tail)).mul(load(weights, at, tail)), losses, at, tail);
    }
  }

  /** (max(x, 0) - label x) + log(1 + exp(-|x|)): for a label of 0 or 1 nothing cancels. */
  private static FloatVector binaryLoss(FloatVector x, FloatVector label) {
    FloatVector positive = FloatVector.zero(Lanes.F32).blend(x, x.compare(VectorOperators.LT, 0f).not());
    return label.neg().fma(x, positive).add(logOnePlus(PolynomialMath.exp(x.abs().neg())));
  }

  /** log(1 + e) for e from 0 to 1, with what rounding 1 + e has lost. */
  private static FloatVector logOnePlus(FloatVector e) {
    FloatVector w = e.add(1f);
    return PolynomialMath.log(w).add(e.sub(w.sub(1f)).div(w));
  }

  private static void binaryGradient(MemorySegment logits, MemorySegment labels, MemorySegment weights, float scale, MemorySegment dLogits,
      long from, long to) {
    FloatVector factor = Floats.all(scale);
    long at = from;
    for (; at + VECTOR <= to; at += VECTOR) {
      FloatVector weight = load(weights, at).mul(factor);
      binaryDerivative(load(logits, at), load(labels, at)).mul(weight).intoMemorySegment(dLogits, at, ORDER);
    }
    if (at < to) {
      VectorMask<Float> tail = Floats.first(to - at);
      FloatVector derivative = binaryDerivative(load(logits, at, tail), load(labels, at, tail));
      store(derivative.mul(load(weights, at, tail).mul(factor)), dLogits, at, tail);
    }
  }

  /** With s = sigmoid(-|x|): s - label for negative x, otherwise (1 - label) - s, so that for a label of 0 or 1 nothing cancels. */
  private static FloatVector binaryDerivative(FloatVector x, FloatVector label) {
    FloatVector e = PolynomialMath.exp(x.abs().neg());
    FloatVector s = e.div(e.add(1f));
    return FloatVector.broadcast(Lanes.F32, 1f).sub(label).sub(s).blend(s.sub(label), x.compare(VectorOperators.LT, 0f));
  }

  private static int firstEqual(MemorySegment x, long first, int columns, float value) {
    FloatVector wanted = Floats.all(value);
    for (int j = 0; j < columns; j += Floats.LANES) {
      long at = first + j * 4L;
      VectorMask<Float> inside = Floats.first((columns - j) * 4L);
      VectorMask<Float> equal = load(x, at, inside).compare(VectorOperators.EQ, wanted, inside);
      if (equal.anyTrue()) {
        return j + equal.firstTrue();
      }
    }
    return 0;
  }
}
