package org.electra4j.simd;

import java.lang.foreign.MemorySegment;

/** Layer normalisation over rows, alone or fused with the residual sum and dropout before it. */
public final class RowNorm {
  private RowNorm() {}

  /** y = gamma (x - mean) inverseDeviation + beta, row by row; mean and inverseDeviation: [rows]; population variance. y may be x. */
  public static void forward(WorkerPool workers, int rows, int columns, MemorySegment x, MemorySegment gamma, MemorySegment beta,
      float epsilon, MemorySegment y, MemorySegment mean, MemorySegment inverseDeviation) {
    throw new UnsupportedOperationException("not yet");
  }

  /** sum = residual + dropout(branch), then y = norm(sum). sum may be branch. */
  public static void forwardResidual(WorkerPool workers, int rows, int columns, MemorySegment branch, DropoutMask mask,
      MemorySegment residual, MemorySegment gamma, MemorySegment beta, float epsilon, MemorySegment sum, MemorySegment y,
      MemorySegment mean, MemorySegment inverseDeviation) {
    throw new UnsupportedOperationException("not yet");
  }

  /** dx from dy (x as in forward; dx may be dy); dGamma and dBeta are added to. */
  public static void backward(WorkerPool workers, int rows, int columns, MemorySegment dy, MemorySegment x, MemorySegment gamma,
      MemorySegment mean, MemorySegment inverseDeviation, MemorySegment dx, MemorySegment dGamma, MemorySegment dBeta) {
    throw new UnsupportedOperationException("not yet");
  }

  /** As backward with x = sum, and dBranch = dropout(dSum) besides. dSum may be dy; dBranch is a segment of its own. */
  public static void backwardResidual(WorkerPool workers, int rows, int columns, MemorySegment dy, MemorySegment sum, MemorySegment gamma,
      MemorySegment mean, MemorySegment inverseDeviation, DropoutMask mask, MemorySegment dSum, MemorySegment dBranch,
      MemorySegment dGamma, MemorySegment dBeta) {
    throw new UnsupportedOperationException("not yet");
  }
}
