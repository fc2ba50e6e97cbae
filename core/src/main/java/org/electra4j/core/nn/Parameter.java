package org.electra4j.core.nn;

import org.electra4j.core.tensor.Tensor;

/** One trained matrix or row vector: its name, shape and start, and, once the plan is allocated, its value and gradient. */
public final class Parameter {
  private final String name;
  private final int rows;
  private final int columns;
  private final Initializer initializer;
  private final boolean decayed;
  private final long offset;
  private Tensor value;
  private Tensor gradient;

  Parameter(String name, int rows, int columns, Initializer initializer, boolean decayed, long offset) {
    this.name = name;
    this.rows = rows;
    this.columns = columns;
    this.initializer = initializer;
    this.decayed = decayed;
    this.offset = offset;
  }

  void bind(Tensor value, Tensor gradient) {
    this.value = value;
    this.gradient = gradient;
  }

  /** The key of checkpoints and the word of errors, such as {@code main/layer/0/attention/output/weight}. */
  public String name() {
    return name;
  }

  /** Rows; 1 for biases, scales and shifts. */
  public int rows() {
    return rows;
  }

  /** Columns. */
  public int columns() {
    return columns;
  }

  /** Number of elements. */
  public long size() {
    return (long) rows * columns;
  }

  /** Whether weight decay applies: not to biases, scales and shifts. */
  public boolean decayed() {
    return decayed;
  }

  /** Place of the first element in each of the four flat segments, in floats. */
  public long offset() {
    return offset;
  }

  /** How it starts. */
  public Initializer initializer() {
    return initializer;
  }

  /** Address of an element's draws: the name decides, so a network starts alike whatever else is declared beside it. */
  public long address(int row, int column) {
    return (long) name.hashCode() << 32 | ((long) row * columns + column);
  }

  /** Its value, [rows, columns]; IllegalStateException before the plan is allocated. */
  public Tensor value() {
    return bound(value);
  }

  /** Its gradient, [rows, columns]: everybody who uses the parameter adds to it. */
  public Tensor gradient() {
    return bound(gradient);
  }

  private Tensor bound(Tensor tensor) {
    if (tensor == null) {
      throw new IllegalStateException("parameter " + name + " has no memory yet: allocate its plan first");
    }
    return tensor;
  }

  @Override
  public String toString() {
    return "%s [%d, %d]".formatted(name, rows, columns);
  }
}
