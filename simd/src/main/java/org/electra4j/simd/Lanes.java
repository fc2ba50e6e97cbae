package org.electra4j.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector species of this JVM and the logical lanes that every reduction uses whatever the species. */
final class Lanes {
  /** Sixteen logical lanes: one register of 512 bits, two of 256, four of 128. */
  static final int LOGICAL = 16;

  /** Chosen once per JVM; {@code -Delectra4j.simd.bits=128|256|512} pins it, so that tests can walk all widths. */
  static final VectorSpecies<Float> F32 = VectorSpecies.of(float.class,
      VectorShape.forBitSize(Integer.getInteger("electra4j.simd.bits", FloatVector.SPECIES_PREFERRED.vectorBitSize())));

  private Lanes() {}
}
