package org.electra4j.simd;

import static jdk.incubator.vector.VectorOperators.FMA;

import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Independent fma chains that {@link FmaPeak} times. They call lanewise themselves: which class of vectors it is called on is then in this
 * class's own profile. {@link FloatVector#fma} has one profile for all its callers, and where that has seen several classes, or none yet,
 * C2 boxes each value of the chains for good.
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
      c0 = c0.lanewise(FMA, x, y);
      c1 = c1.lanewise(FMA, x, y);
      c2 = c2.lanewise(FMA, x, y);
      c3 = c3.lanewise(FMA, x, y);
      c4 = c4.lanewise(FMA, x, y);
      c5 = c5.lanewise(FMA, x, y);
      c6 = c6.lanewise(FMA, x, y);
      c7 = c7.lanewise(FMA, x, y);
      c8 = c8.lanewise(FMA, x, y);
      c9 = c9.lanewise(FMA, x, y);
      c10 = c10.lanewise(FMA, x, y);
      c11 = c11.lanewise(FMA, x, y);
    }
    FloatVector sum = c0.add(c1).add(c2.add(c3)).add(c4.add(c5).add(c6.add(c7))).add(c8.add(c9).add(c10.add(c11)));
    return sum.lane(0);
  }
}
