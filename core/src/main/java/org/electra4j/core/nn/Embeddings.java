package org.electra4j.core.nn;

import org.electra4j.core.data.Batch;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.DropoutMask;
import org.electra4j.simd.RowGather;
import org.electra4j.simd.VectorOps;
import org.electra4j.simd.WorkerPool;

/** Word + position + segment, then norm and dropout. */
final class Embeddings {
  private final WorkerPool workers;
  private final EmbeddingWeights weights;
  private final int width;
  private final LayerNorm norm;
  /** Sum of the three rows of every position: [rows, embedding]. */
  private final Tensor sum;
  /** After norm and dropout: [rows, embedding]. */
  private final Tensor output;
  private int[] positions = {};

  Embeddings(EmbeddingWeights weights, Workspace space, int maxRows) {
    this.weights = weights;
    workers = space.workers();
    width = weights.word().columns();
    norm = new LayerNorm(weights.norm(), space, maxRows);
    sum = space.tensor(maxRows, width);
    output = space.tensor(maxRows, width);
  }

  Tensor output() {
    return output;
  }

  Tensor forward(Batch batch, DropoutMask mask) {
    int rows = batch.size() * batch.length();
    positions = positionsOf(batch);
    RowGather.gather(workers, rows, width, weights.word().rows(), weights.word().value().segment(), batch.ids(), sum.segment());
    add(rows, weights.position(), positions);
    add(rows, weights.segment(), batch.segmentIds());
    norm.forward(rows, sum, output);
    VectorOps.dropout(workers, rows, width, mask, output.segment(), output.segment());
    return output;
  }

  /** dOutput [rows, embedding] is used up. */
  void backward(Batch batch, DropoutMask mask, Tensor dOutput) {
    int rows = batch.size() * batch.length();
    VectorOps.dropout(workers, rows, width, mask, dOutput.segment(), dOutput.segment());
    norm.backward(rows, dOutput, sum, dOutput);
    scatter(rows, dOutput, weights.segment(), batch.segmentIds());
    scatter(rows, dOutput, weights.position(), positions);
    scatter(rows, dOutput, weights.word(), batch.ids());
  }

  private void add(int rows, Parameter table, int[] ids) {
    RowGather.gatherAdd(workers, rows, width, table.rows(), table.value().segment(), ids, sum.segment());
  }

  private void scatter(int rows, Tensor dOutput, Parameter table, int[] ids) {
    RowGather.scatterAdd(workers, rows, width, table.rows(), dOutput.segment(), ids, table.gradient().segment());
  }

  private static int[] positionsOf(Batch batch) {
    int[] positions = new int[batch.size() * batch.length()];
    for (int row = 0; row < positions.length; row++) {
      positions[row] = row % batch.length();
    }
    return positions;
  }
}
