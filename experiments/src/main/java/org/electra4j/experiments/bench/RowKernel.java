package org.electra4j.experiments.bench;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.electra4j.experiments.bench.RowOperands.Matrix;
import org.electra4j.simd.DropoutMask;
import org.electra4j.simd.Gelu;
import org.electra4j.simd.RowGather;
import org.electra4j.simd.RowNorm;
import org.electra4j.simd.RowSoftmax;
import org.electra4j.simd.VectorOps;
import org.electra4j.simd.reference.ExactElements;
import org.electra4j.simd.reference.ExactNorm;
import org.electra4j.simd.reference.ExactSoftmax;
import org.electra4j.simd.reference.ExactSums;

/**
 * A row kernel with operands.
 *
 * @param pass runs it over the set of this number
 * @param check refuses what the first pass over set 0 has left, if it differs in a bit from the exact reference
 */
record RowKernel(IntConsumer pass, Runnable check) {
  private static final int TABLE_ROWS = 30_522;
  /** Rows of a draw that are checked: the plain definition computes two logarithms for each column. */
  private static final int ROWS_CHECKED = 32;
  private static final float EPSILON = 1e-12f;
  private static final long KEY = 42;
  private static final DropoutMask MASK = new DropoutMask(0.1f, KEY, 1, 1, 0);

  /** The kernel of this name. */
  static RowKernel of(String name, RowOperands operands) {
    return switch (name) {
      case "gelu-forward" -> geluForward(operands);
      case "gelu-backward" -> geluBackward(operands);
      case "norm-forward" -> normForward(operands);
      case "norm-backward" -> normBackward(operands);
      case "cross-entropy" -> crossEntropy(operands);
      case "cross-entropy-gradient" -> crossEntropyGradient(operands);
      case "sample" -> sample(operands);
      case "dropout" -> dropout(operands);
      case "column-sums" -> columnSums(operands);
      case "gather" -> gather(operands);
      case "scatter-add" -> scatterAdd(operands);
      default -> throw new IllegalArgumentException("no kernel is called " + name);
    };
  }

  private static RowKernel geluForward(RowOperands of) {
    float[] input = Operands.uniform(1, of.elements());
    Matrix x = of.matrix(input);
    Matrix y = of.matrix();
    return new RowKernel(set -> Gelu.forward(of.workers(), of.elements(), x.set(set), y.set(set)),
        () -> Operands.check("GELU", "y", y.set(0), mapped(of, i -> ExactElements.gelu(input[i]))));
  }

  private static RowKernel geluBackward(RowOperands of) {
    float[] input = Operands.uniform(1, of.elements());
    float[] gradient = Operands.uniform(2, of.elements());
    Matrix x = of.matrix(input);
    Matrix dy = of.matrix(gradient);
    Matrix dx = of.matrix();
    return new RowKernel(set -> Gelu.backward(of.workers(), of.elements(), x.set(set), dy.set(set), dx.set(set)),
        () -> Operands.check("GELU", "dx", dx.set(0), mapped(of, i -> ExactElements.geluDerivative(input[i]) * gradient[i])));
  }

  private static RowKernel normForward(RowOperands of) {
    float[] added = Operands.uniform(1, of.elements());
    float[] kept = Operands.uniform(2, of.elements());
    float[] gamma = Operands.uniform(3, of.columns());
    float[] beta = Operands.uniform(4, of.columns());
    Matrix branch = of.matrix(added);
    Matrix residual = of.matrix(kept);
    Matrix sum = of.matrix();
    Matrix y = of.matrix();
    MemorySegment scale = of.floats(gamma);
    MemorySegment shift = of.floats(beta);
    MemorySegment mean = of.floats(new float[of.rows()]);
    MemorySegment inverse = of.floats(new float[of.rows()]);
    return new RowKernel(set -> RowNorm.forwardResidual(of.workers(), of.rows(), of.columns(), branch.set(set), MASK, residual.set(set),
        scale, shift, EPSILON, sum.set(set), y.set(set), mean, inverse), () -> {
          float[] wantedSum = new float[of.elements()];
          float[] wanted = new float[of.elements()];
          ExactNorm.residual(added, ExactElements.multipliers(MASK, of.rows(), of.columns()), kept, wantedSum);
          ExactNorm.forward(of.rows(), of.columns(), wantedSum, gamma, beta, EPSILON, wanted, new float[of.rows()], new float[of.rows()]);
          Operands.check("norm", "sum", sum.set(0), wantedSum);
          Operands.check("norm", "y", y.set(0), wanted);
        });
  }

  private static RowKernel normBackward(RowOperands of) {
    float[] gradient = Operands.uniform(1, of.elements());
    float[] input = Operands.uniform(2, of.elements());
    float[] gamma = Operands.uniform(3, of.columns());
    float[] mean = new float[of.rows()];
    float[] inverse = new float[of.rows()];
    ExactNorm.forward(of.rows(), of.columns(), input, gamma, gamma, EPSILON, new float[of.elements()], mean, inverse);
    Matrix dy = of.matrix(gradient);
    Matrix sum = of.matrix(input);
    Matrix dSum = of.matrix();
    Matrix dBranch = of.matrix();
    MemorySegment scale = of.floats(gamma);
    MemorySegment means = of.floats(mean);
    MemorySegment inverses = of.floats(inverse);
    MemorySegment dGamma = of.floats(new float[of.columns()]);
    MemorySegment dBeta = of.floats(new float[of.columns()]);
    return new RowKernel(set -> RowNorm.backwardResidual(of.workers(), of.rows(), of.columns(), dy.set(set), sum.set(set), scale, means,
        inverses, MASK, dSum.set(set), dBranch.set(set), dGamma, dBeta), () -> {
          float[] wanted = new float[of.elements()];
          float[] wantedGamma = new float[of.columns()];
          float[] wantedBeta = new float[of.columns()];
          ExactNorm.backward(of.rows(), of.columns(), gradient, input, gamma, mean, inverse, wanted, wantedGamma, wantedBeta);
          Operands.check("norm", "dSum", dSum.set(0), wanted);
          float[] multipliers = ExactElements.multipliers(MASK, of.rows(), of.columns());
          Operands.check("norm", "dBranch", dBranch.set(0), mapped(of, i -> wanted[i] * multipliers[i]));
          Operands.check("norm", "dGamma", dGamma, wantedGamma);
          Operands.check("norm", "dBeta", dBeta, wantedBeta);
        });
  }

  private static RowKernel crossEntropy(RowOperands of) {
    float[] values = Operands.uniform(1, of.elements());
    int[] targets = Operands.indices(2, of.rows(), of.columns());
    Matrix logits = of.matrix(values);
    MemorySegment losses = of.floats(new float[of.rows()]);
    MemorySegment logSumExp = of.floats(new float[of.rows()]);
    return new RowKernel(
        set -> RowSoftmax.crossEntropy(of.workers(), of.rows(), of.columns(), logits.set(set), targets, losses, logSumExp), () -> {
          float[] wanted = new float[of.rows()];
          ExactSoftmax.crossEntropy(of.rows(), of.columns(), values, targets, wanted, new float[of.rows()]);
          Operands.check("cross-entropy", "losses", losses, wanted);
        });
  }

  private static RowKernel crossEntropyGradient(RowOperands of) {
    float[] values = Operands.uniform(1, of.elements());
    int[] targets = Operands.indices(2, of.rows(), of.columns());
    float[] logSums = new float[of.rows()];
    ExactSoftmax.crossEntropy(of.rows(), of.columns(), values, targets, new float[of.rows()], logSums);
    Matrix logits = of.matrix(values);
    Matrix dLogits = of.matrix();
    MemorySegment logSumExp = of.floats(logSums);
    float scale = 1f / of.rows();
    return new RowKernel(set -> RowSoftmax.crossEntropyGradient(of.workers(), of.rows(), of.columns(), logits.set(set), targets, logSumExp,
        scale, dLogits.set(set)), () -> {
          float[] wanted = new float[of.elements()];
          ExactSoftmax.crossEntropyGradient(of.rows(), of.columns(), values, targets, logSums, scale, wanted);
          Operands.check("cross-entropy", "dLogits", dLogits.set(0), wanted);
        });
  }

  private static RowKernel sample(RowOperands of) {
    float[] values = Operands.uniform(1, of.elements());
    Matrix logits = of.matrix(values);
    int[] chosen = new int[of.rows()];
    return new RowKernel(set -> RowSoftmax.sample(of.workers(), of.rows(), of.columns(), logits.set(set), 1, KEY, 1, 0, chosen), () -> {
      for (int row = 0; row < Math.min(of.rows(), ROWS_CHECKED); row++) {
        int wanted = ExactSoftmax.sample(of.columns(), values, row * of.columns(), 1, KEY, 1, row);
        if (chosen[row] != wanted) {
          throw new IllegalStateException("sample, row %d: found column %d, wanted %d".formatted(row, chosen[row], wanted));
        }
      }
    });
  }

  private static RowKernel dropout(RowOperands of) {
    float[] input = Operands.uniform(1, of.elements());
    Matrix x = of.matrix(input);
    Matrix y = of.matrix();
    return new RowKernel(set -> VectorOps.dropout(of.workers(), of.rows(), of.columns(), MASK, x.set(set), y.set(set)), () -> {
      float[] multipliers = ExactElements.multipliers(MASK, of.rows(), of.columns());
      Operands.check("dropout", "y", y.set(0), mapped(of, i -> input[i] * multipliers[i]));
    });
  }

  private static RowKernel columnSums(RowOperands of) {
    float[] input = Operands.uniform(1, of.elements());
    Matrix x = of.matrix(input);
    MemorySegment sums = of.floats(new float[of.columns()]);
    return new RowKernel(set -> VectorOps.columnSums(of.workers(), of.rows(), of.columns(), x.set(set), sums), () -> {
      float[] wanted = new float[of.columns()];
      ExactSums.columns(of.rows(), of.columns(), input, wanted);
      Operands.check("column sums", "sums", sums, wanted);
    });
  }

  private static RowKernel gather(RowOperands of) {
    float[] words = Operands.uniform(1, TABLE_ROWS * of.columns());
    MemorySegment table = of.floats(words);
    int[][] ids = ids(of);
    Matrix y = of.matrix();
    return new RowKernel(set -> RowGather.gather(of.workers(), of.rows(), of.columns(), TABLE_ROWS, table, ids[set], y.set(set)),
        () -> Operands.check("gather", "y", y.set(0),
            mapped(of, i -> words[ids[0][i / of.columns()] * of.columns() + i % of.columns()])));
  }

  private static RowKernel scatterAdd(RowOperands of) {
    float[] gradient = Operands.uniform(1, of.elements());
    Matrix dy = of.matrix(gradient);
    int[][] ids = ids(of);
    MemorySegment dTable = of.floats(new float[TABLE_ROWS * of.columns()]);
    return new RowKernel(set -> RowGather.scatterAdd(of.workers(), of.rows(), of.columns(), TABLE_ROWS, dy.set(set), ids[set], dTable),
        () -> {
          float[] wanted = new float[TABLE_ROWS * of.columns()];
          ExactSums.scatter(of.rows(), of.columns(), gradient, ids[0], wanted);
          Operands.check("scatter", "dTable", dTable, wanted);
        });
  }

  /** Other rows of the table in each set. */
  private static int[][] ids(RowOperands of) {
    int[][] ids = new int[RowOperands.SETS][];
    Arrays.setAll(ids, set -> Operands.indices(10 + set, of.rows(), TABLE_ROWS));
    return ids;
  }

  private interface Element {
    float at(int i);
  }

  private static float[] mapped(RowOperands of, Element element) {
    float[] values = new float[of.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = element.at(i);
    }
    return values;
  }
}
