package org.electra4j.core.optim;

import java.lang.foreign.ValueLayout;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.simd.RowReduction;
import org.electra4j.simd.WorkerPool;

/** The global norm of all gradients, shared ones counted once, and the factor that clips it. */
public final class GradientNorm {
  private GradientNorm() {}

  /** Square root of the sum of all squared gradients. */
  public static double of(ParameterMemory memory, WorkerPool workers) {
    long count = memory.gradients().byteSize() / ValueLayout.JAVA_FLOAT.byteSize();
    return Math.sqrt(RowReduction.sumOfSquares(workers, count, memory.gradients()));
  }

  /** What every gradient is multiplied by: maximum / max(norm, maximum), as published. */
  public static double scale(double norm, double maximum) {
    return maximum / Math.max(norm, maximum);
  }
}
