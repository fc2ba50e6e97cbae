package org.electra4j.simd;

import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Independent fma chains that {@link FmaPeak} times. They are called on x, whose class C2 knows. That of a chain, carried around the loop,
 * it would know by the profile alone that {@link FloatVector#fma} has for all its callers; where that has seen several classes, or none
 * yet, it boxes each value of the chains for good.
 */
final class FmaChains implements FmaPeak.Chains {
  /** They cover latency times throughput of every machine at hand (4 x 2) and fit into sixteen registers. */
  static final int COUNT = 12;
  private static final VectorSpecies<Float> F32 = Lanes.F32;

  /** An instance of this class defined once more, with no trace of what compilers have made of it before. */
  static FmaPeak.Chains fresh() {
    try (InputStream in = FmaChains.class.getResourceAsStream("FmaChains.class")) {
      MethodHandles.Lookup copy = MethodHandles.lookup().defineHiddenClass(in.readAllBytes(), true);
      return (FmaPeak.Chains) copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("cannot define the class of the fma chains again", e);
    }
  }

  @Override
  public float run(int steps) {
    FloatVector x = FloatVector.broadcast(F32, 0.999f);
    FloatVector y = FloatVector.broadcast(F32, 0.001f);
    FloatVector c0 = y;
    FloatVector c1 = y.add(1f);
    FloatVector c2 = y.add(2f);
    FloatVector c3 = y.add(3f);
    FloatVector c4 = y.add(4f);
    FloatVector c5 = y.add(5f);
    FloatVector c6 = y.add(6f);
    FloatVector c7 = y.add(7f);
    FloatVector c8 = y.add(8f);
    FloatVector c9 = y.add(9f);
    FloatVector c10 = y.add(10f);
    FloatVector c11 = y.add(11f);
    for (int i = 0; i < steps; i++) {
      c0 = x.fma(c0, y);
      c1 = x.fma(c1, y);
      c2 = x.fma(c2, y);
      c3 = x.fma(c3, y);
      c4 = x.fma(c4, y);
      c5 = x.fma(c5, y);
      c6 = x.fma(c6, y);
      c7 = x.fma(c7, y);
      c8 = x.fma(c8, y);
      c9 = x.fma(c9, y);
      c10 = x.fma(c10, y);
      c11 = x.fma(c11, y);
    }
    FloatVector sum = c0.add(c1).add(c2.add(c3)).add(c4.add(c5).add(c6.add(c7))).add(c8.add(c9).add(c10.add(c11)));
    return sum.lane(0);
  }
}
