package org.electra4j.simd.reference;

/** Rounding bound of a chain of k roundings, and the comparison built on it. */
public final class Tolerance {
  /** Unit roundoff of single precision. */
  public static final double UNIT = 0x1p-24;

  private Tolerance() {}

  /** Rounding of a length-k chain cannot exceed this; absolute is the sum of the terms' absolute values in double (Higham, gamma_k). */
  public static double bound(int k, double absolute) {
    double ku = k * UNIT;
    return ku / (1 - ku) * absolute;
  }
}
