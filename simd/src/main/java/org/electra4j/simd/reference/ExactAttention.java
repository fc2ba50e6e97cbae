package org.electra4j.simd.reference;

import java.util.Arrays;
import org.electra4j.simd.DropoutMask;
import org.electra4j.simd.Philox;
import org.electra4j.simd.PolynomialMath;

/** The bits of attention: every sum in its order, in scalar {@code Math.fma}. Layouts are those of {@link org.electra4j.simd.Attention}. */
public final class ExactAttention {
  private static final int LOGICAL_LANES = 16;
  private static final int PIECES = 8;

  private final int batch;
  private final int length;
  private final int heads;
  private final int headSize;
  private final float[] queryKeyValue;
  private final int[] lengths;
  private final DropoutMask mask;
  private final float scale;

  /** Attention over these operands: queryKeyValue [batch * length, 3 * heads * headSize], lengths [batch]. */
  public ExactAttention(int batch, int length, int heads, int headSize, float[] queryKeyValue, int[] lengths, DropoutMask mask) {
    this.batch = batch;
    this.length = length;
    this.heads = heads;
    this.headSize = headSize;
    this.queryKeyValue = queryKeyValue;
    this.lengths = lengths;
    this.mask = mask;
    scale = (float) (1 / Math.sqrt(headSize));
  }

  /** The context, [batch * length, heads * headSize]. */
  public float[] forward() {
    float[] context = new float[batch * length * heads * headSize];
    for (int unit = 0; unit < batch * heads; unit++) {
      for (int query = 0; query < lengths[unit / heads]; query++) {
        float[] p = probabilities(unit, query);
        for (int key = 0; key < p.length; key++) {
          p[key] *= multiplier(unit, query, key);
        }
        for (int j = 0; j < headSize; j++) {
          float chain = 0;
          for (int key = 0; key < p.length; key++) {
            chain = Math.fma(p[key], queryKeyValue[at(2, unit, key) + j], chain);
          }
          context[contextAt(unit, query) + j] = chain;
        }
      }
    }
    return context;
  }

  /** The gradient of queryKeyValue for that of the context. */
  public float[] backward(float[] dContext) {
    float[] gradient = new float[queryKeyValue.length];
    for (int unit = 0; unit < batch * heads; unit++) {
      // Queries ascend, so that the chains of keys and values, which start at the gradient's zeros, do too.
      for (int query = 0; query < lengths[unit / heads]; query++) {
        float[] p = probabilities(unit, query);
        float[] dropped = p.clone();
        float[] terms = new float[p.length];
        for (int key = 0; key < p.length; key++) {
          dropped[key] *= multiplier(unit, query, key);
          float chain = 0;
          for (int j = 0; j < headSize; j++) {
            chain = Math.fma(queryKeyValue[at(2, unit, key) + j], dContext[contextAt(unit, query) + j], chain);
          }
          terms[key] = dropped[key] * chain;
        }
        float sum = laneSum(terms);
        for (int key = 0; key < p.length; key++) {
          float dScore = Math.fma(-p[key], sum, terms[key]) * scale;
          for (int j = 0; j < headSize; j++) {
            int q = at(0, unit, query) + j;
            int k = at(1, unit, key) + j;
            int v = at(2, unit, key) + j;
            gradient[q] = Math.fma(dScore, queryKeyValue[k], gradient[q]);
            gradient[k] = Math.fma(dScore, queryKeyValue[q], gradient[k]);
            gradient[v] = Math.fma(dropped[key], dContext[contextAt(unit, query) + j], gradient[v]);
          }
        }
      }
    }
    return gradient;
  }

  /** Probabilities of one query before dropout, as many as the example has keys. */
  private float[] probabilities(int unit, int query) {
    float[] p = new float[lengths[unit / heads]];
    float greatest = 0;
    for (int key = 0; key < p.length; key++) {
      float chain = 0;
      for (int j = 0; j < headSize; j++) {
        chain = Math.fma(queryKeyValue[at(1, unit, key) + j], queryKeyValue[at(0, unit, query) + j], chain);
      }
      p[key] = chain;
      greatest = key > 0 && chain <= greatest ? greatest : chain;
    }
    for (int key = 0; key < p.length; key++) {
      p[key] = PolynomialMath.exp((p[key] - greatest) * scale);
    }
    float inverse = 1 / laneSum(p);
    for (int key = 0; key < p.length; key++) {
      p[key] *= inverse;
    }
    return p;
  }

  /** Element i to lane i mod 16; then lane i and i + 8, i + 4, i + 2, i + 1. */
  private static float laneSum(float[] x) {
    float[] lanes = new float[LOGICAL_LANES];
    for (int i = 0; i < x.length; i++) {
      lanes[i % LOGICAL_LANES] += x[i];
    }
    for (int half = LOGICAL_LANES / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] += lanes[i + half];
      }
      lanes = Arrays.copyOf(lanes, half);
    }
    return lanes[0];
  }

  private float multiplier(int unit, int query, int key) {
    return multiplier(mask, (long) unit * length + query, key, length);
  }

  /** What {@link DropoutMask} says an element is multiplied by. */
  static float multiplier(DropoutMask mask, long row, int column, int columns) {
    if (!mask.active()) {
      return 1;
    }
    long block = mask.index(row, columns) + column / PIECES;
    int piece = column % PIECES;
    long words = piece < PIECES / 2 ? Philox.first(mask.key(), mask.stream(), block) : Philox.second(mask.key(), mask.stream(), block);
    return (words >>> piece % (PIECES / 2) * 16 & 0xffff) < mask.threshold() ? 0 : mask.scale();
  }

  private int at(int part, int unit, int position) {
    return ((unit / heads * length + position) * 3 + part) * heads * headSize + unit % heads * headSize;
  }

  private int contextAt(int unit, int position) {
    return (unit / heads * length + position) * heads * headSize + unit % heads * headSize;
  }
}
