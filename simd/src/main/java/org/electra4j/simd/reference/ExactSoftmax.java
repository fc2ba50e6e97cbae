package org.electra4j.simd.reference;

import org.electra4j.simd.Philox;
import org.electra4j.simd.PolynomialMath;

/** The bits of softmax, its losses and its draws. */
public final class ExactSoftmax {
  private ExactSoftmax() {}

  /** Fills losses and logSumExp. */
  public static void crossEntropy(int rows, int columns, float[] logits, int[] targets, float[] losses, float[] logSumExp) {
    for (int r = 0; r < rows; r++) {
      int first = r * columns;
      float most = logits[first + argmax(columns, logits, first)];
      float logSum =
          PolynomialMath.log((float) ExactSums.sum(columns, (j, lane) -> lane + PolynomialMath.exp(logits[first + j] - most)));
      logSumExp[r] = most + logSum;
      losses[r] = most - logits[first + targets[r]] + logSum;
    }
  }

  /** Fills dLogits. */
  public static void crossEntropyGradient(int rows, int columns, float[] logits, int[] targets, float[] logSumExp, float scale,
      float[] dLogits) {
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < columns; j++) {
        float probability = PolynomialMath.exp(logits[r * columns + j] - logSumExp[r]);
        dLogits[r * columns + j] = (j == targets[r] ? probability - 1 : probability) * scale;
      }
    }
  }

  /** weight (softplus(x) - label x). */
  public static float binaryLoss(float x, float label, float weight) {
    float e = PolynomialMath.exp(-Math.abs(x));
    float w = 1 + e;
    float softplus = PolynomialMath.log(w) + (e - (w - 1)) / w;
    return (Math.fma(-label, x, x < 0 ? 0 : x) + softplus) * weight;
  }

  /** scale weight (sigmoid(x) - label). */
  public static float binaryDerivative(float x, float label, float weight, float scale) {
    float e = PolynomialMath.exp(-Math.abs(x));
    float s = e / (1 + e);
    return (x < 0 ? s - label : 1 - label - s) * (weight * scale);
  }

  /** The first of the largest of a row that begins at {@code first}; 0 if it has no number. */
  public static int argmax(int columns, float[] x, int first) {
    int best = 0;
    for (int j = 1; j < columns; j++) {
      if (x[first + j] > x[first + best] || Float.isNaN(x[first + best]) && !Float.isNaN(x[first + j])) {
        best = j;
      }
    }
    return Float.isNaN(x[first + best]) ? 0 : best;
  }

  /** The column of the largest logit / temperature + noise, all of them computed. */
  public static int sample(int columns, float[] logits, int first, float temperature, long key, long stream, long row) {
    float[] values = new float[columns];
    for (int j = 0; j < columns; j++) {
      long index = row << 20 | j / 4;
      long words = j % 4 < 2 ? Philox.first(key, stream, index) : Philox.second(key, stream, index);
      values[j] = logits[first + j] / temperature + noise((int) (j % 2 == 0 ? words : words >>> 32));
    }
    return argmax(columns, values, 0);
  }

  /** -log(-log(1 - v)) with v = (n + 1/2) / 2^31, n being the word without its last bit. */
  public static float noise(int word) {
    float v = Math.min(((float) (word >>> 1) + 0.5f) * 0x1p-31f, 1 - 0x1p-24f);
    float w = 1 - v;
    return -PolynomialMath.log((v - (1 - w)) / w - PolynomialMath.log(w));
  }
}
