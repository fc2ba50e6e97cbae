package org.electra4j.core.huggingface;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.nn.NormWeights;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.tensor.Tensor;

/**
 * A tensor of Hugging Face's under its name there, and where its values are here.
 *
 * @param name such as electra.encoder.layer.0.attention.self.query.weight
 * @param parameter that holds it
 * @param from first of the parameter's columns
 * @param columns how many of them
 * @param form how the values lie there
 */
record NamedTensor(String name, Parameter parameter, int from, int columns, Form form) {

  /** How values lie in the other file. */
  enum Form {
    /** [rows, columns], as here. */
    TABLE,
    /** [out, in], here [in, out]. */
    TRANSPOSED,
    /** [columns], here a single row. */
    VECTOR
  }

  /** A table, as it lies here. */
  static NamedTensor table(String name, Parameter parameter) {
    return new NamedTensor(name, parameter, 0, parameter.columns(), Form.TABLE);
  }

  /** A single row. */
  static NamedTensor vector(String name, Parameter parameter) {
    return new NamedTensor(name, parameter, 0, parameter.columns(), Form.VECTOR);
  }

  /** {@code name.weight} and {@code name.bias} of a dense layer. */
  static List<NamedTensor> dense(String name, DenseWeights weights) {
    return dense(name, weights, 0, weights.weight().columns());
  }

  /** The same of some of its outputs. */
  static List<NamedTensor> dense(String name, DenseWeights weights, int from, int columns) {
    return List.of(new NamedTensor(name + ".weight", weights.weight(), from, columns, Form.TRANSPOSED),
        new NamedTensor(name + ".bias", weights.bias(), from, columns, Form.VECTOR));
  }

  /** {@code name.weight} and {@code name.bias} of a layer normalisation. */
  static List<NamedTensor> norm(String name, NormWeights weights) {
    return List.of(vector(name + ".weight", weights.scale()), vector(name + ".bias", weights.shift()));
  }

  List<Long> shape() {
    return switch (form) {
      case TABLE -> List.of((long) parameter.rows(), (long) columns);
      case TRANSPOSED -> List.of((long) columns, (long) parameter.rows());
      case VECTOR -> List.of((long) columns);
    };
  }

  /** The values as the other file has them. */
  MemorySegment exported(Arena arena) {
    MemorySegment memory = memory(arena);
    copy(view(memory), true);
    return memory;
  }

  /** Memory for the values as the other file has them. */
  MemorySegment memory(Arena arena) {
    return arena.allocate(4L * parameter.rows() * columns, 64);
  }

  /** Takes the values of such memory. */
  void imported(MemorySegment memory) {
    copy(view(memory), false);
  }

  private Tensor view(MemorySegment memory) {
    return form == Form.TRANSPOSED ? Tensor.of(memory, columns, parameter.rows()) : Tensor.of(memory, parameter.rows(), columns);
  }

  private void copy(Tensor there, boolean out) {
    Tensor here = parameter.value();
    for (int row = 0; row < parameter.rows(); row++) {
      for (int column = 0; column < columns; column++) {
        int thereRow = form == Form.TRANSPOSED ? column : row;
        int thereColumn = form == Form.TRANSPOSED ? row : column;
        if (out) {
          there.set(thereRow, thereColumn, here.get(row, from + column));
        } else {
          here.set(row, from + column, there.get(thereRow, thereColumn));
        }
      }
    }
  }
}
