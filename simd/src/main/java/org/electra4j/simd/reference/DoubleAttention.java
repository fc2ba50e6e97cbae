package org.electra4j.simd.reference;

import org.electra4j.simd.DropoutMask;

/** What attention means, in double precision: the definition, written down. Layouts are those of {@link org.electra4j.simd.Attention}. */
public final class DoubleAttention {
  private final int batch;
  private final int length;
  private final int heads;
  private final int headSize;
  private final double[] queryKeyValue;
  private final int[] lengths;
  private final DropoutMask mask;

  /** Attention over these operands: queryKeyValue [batch * length, 3 * heads * headSize], lengths [batch]. */
  public DoubleAttention(int batch, int length, int heads, int headSize, double[] queryKeyValue, int[] lengths, DropoutMask mask) {
    this.batch = batch;
    this.length = length;
    this.heads = heads;
    this.headSize = headSize;
    this.queryKeyValue = queryKeyValue;
    this.lengths = lengths;
    this.mask = mask;
  }

  /** The context, [batch * length, heads * headSize]. */
  public double[] forward() {
    int hidden = heads * headSize;
    double[] context = new double[batch * length * hidden];
    for (int example = 0; example < batch; example++) {
      for (int head = 0; head < heads; head++) {
        for (int query = 0; query < lengths[example]; query++) {
          double[] p = probabilities(example, head, query);
          long row = (long) (example * heads + head) * length + query;
          for (int key = 0; key < lengths[example]; key++) {
            double kept = p[key] * ExactAttention.multiplier(mask, row, key, length);
            for (int j = 0; j < headSize; j++) {
              context[(example * length + query) * hidden + head * headSize + j] += kept * element(2, example, head, key, j);
            }
          }
        }
      }
    }
    return context;
  }

  /** The gradient of queryKeyValue for that of the context. */
  public double[] backward(double[] dContext) {
    int hidden = heads * headSize;
    double[] gradient = new double[queryKeyValue.length];
    for (int example = 0; example < batch; example++) {
      for (int head = 0; head < heads; head++) {
        for (int query = 0; query < lengths[example]; query++) {
          double[] p = probabilities(example, head, query);
          double[] dProbability = new double[p.length];
          long row = (long) (example * heads + head) * length + query;
          double mean = 0;
          for (int key = 0; key < p.length; key++) {
            double multiplier = ExactAttention.multiplier(mask, row, key, length);
            for (int j = 0; j < headSize; j++) {
              double dOutput = dContext[(example * length + query) * hidden + head * headSize + j];
              dProbability[key] += multiplier * dOutput * element(2, example, head, key, j);
              gradient[at(2, example, head, key, j)] += multiplier * p[key] * dOutput;
            }
            mean += p[key] * dProbability[key];
          }
          for (int key = 0; key < p.length; key++) {
            double dScore = p[key] * (dProbability[key] - mean) / Math.sqrt(headSize);
            for (int j = 0; j < headSize; j++) {
              gradient[at(0, example, head, query, j)] += dScore * element(1, example, head, key, j);
              gradient[at(1, example, head, key, j)] += dScore * element(0, example, head, query, j);
            }
          }
        }
      }
    }
    return gradient;
  }

  private double[] probabilities(int example, int head, int query) {
    double[] p = new double[lengths[example]];
    double sum = 0;
    for (int key = 0; key < p.length; key++) {
      double score = 0;
      for (int j = 0; j < headSize; j++) {
        score += element(0, example, head, query, j) * element(1, example, head, key, j);
      }
      p[key] = StrictMath.exp(score / Math.sqrt(headSize));
      sum += p[key];
    }
    for (int key = 0; key < p.length; key++) {
      p[key] /= sum;
    }
    return p;
  }

  private double element(int part, int example, int head, int position, int j) {
    return queryKeyValue[at(part, example, head, position, j)];
  }

  private int at(int part, int example, int head, int position, int j) {
    return (example * length + position) * 3 * heads * headSize + part * heads * headSize + head * headSize + j;
  }
}
