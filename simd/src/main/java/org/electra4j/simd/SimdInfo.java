package org.electra4j.simd;

/** What this JVM's vectors are, for messages and result rows; no result depends on it. */
public final class SimdInfo {
  private SimdInfo() {}

  /** Bits of a vector register that the kernels use: 128, 256 or 512. */
  public static int laneBits() {
    return Lanes.F32.vectorBitSize();
  }

  /** Logical lanes of every reduction, the same on every machine. */
  public static int logicalLanes() {
    return Lanes.LOGICAL;
  }
}
