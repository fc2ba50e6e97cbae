package org.electra4j.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector species of this JVM and the logical lanes that every reduction uses whatever the species. */
final class Lanes {
  /** Sixteen logical lanes: one register of 512 bits, two of 256, four of 128. */
  static final int LOGICAL = 16;

  /** Chosen once per JVM; {@code -Delectra4j.simd.bits=128|256|512} pins it, so that tests can walk all widths. */
  static final VectorSpecies<Float> F32 = VectorSpecies.of(float.class, VectorShape.forBitSize(bits()));

  private static final String BITS = "electra4j.simd.bits";

  private Lanes() {}

  private static int bits() {
    String pinned = System.getProperty(BITS);
    return pinned == null ? supported(FloatVector.SPECIES_PREFERRED.vectorBitSize()) : pinned(pinned);
  }

  /** The value of the property, as one of the three sizes for which the order of every sum is defined. */
  static int pinned(String value) {
    return switch (value) {
      case "128" -> 128;
      case "256" -> 256;
      case "512" -> 512;
      default -> throw new IllegalArgumentException(BITS + ": found '" + value + "', wanted 128, 256 or 512");
    };
  }

  /** The widest of the three sizes that is no wider than the machine's registers. */
  static int supported(int machineBits) {
    return machineBits >= 512 ? 512 : machineBits >= 256 ? 256 : 128;
  }
}
