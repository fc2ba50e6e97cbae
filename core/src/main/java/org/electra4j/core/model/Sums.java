package org.electra4j.core.model;

import org.electra4j.core.tensor.Tensor;

/** Sums of a few per-row values. */
final class Sums {
  private Sums() {}

  /** Sum of the first {@code rows} values of a column, ascending, in double. */
  static double of(Tensor column, int rows) {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += column.get(row, 0);
    }
    return sum;
  }
}
