package org.electra4j.simd;

import static org.electra4j.simd.Floats.VECTOR;
import static org.electra4j.simd.Floats.load;
import static org.electra4j.simd.Floats.store;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** One pass of AdamW without bias correction over value, gradient and both moments. */
public final class AdamWKernel {
  private final MemorySegment value;
  private final MemorySegment gradient;
  private final MemorySegment firstMoment;
  private final MemorySegment secondMoment;
  private final float gradientScale;
  private final float rate;
  private final float beta1;
  private final float beta2;
  private final float epsilon;
  private final float weightDecay;

  private AdamWKernel(MemorySegment value, MemorySegment gradient, MemorySegment firstMoment, MemorySegment secondMoment,
      float gradientScale, float rate, float beta1, float beta2, float epsilon, float weightDecay) {
    this.value = value;
    this.gradient = gradient;
    this.firstMoment = firstMoment;
    this.secondMoment = secondMoment;
    this.gradientScale = gradientScale;
    this.rate = rate;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
  }

  /**
   * With g = gradientScale gradient: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g g; value -= rate (m / (sqrt(v) + epsilon) +
   * weightDecay value). Returns false, having written everything all the same, if a new value or second moment is not finite.
   *
   * @throws IllegalArgumentException if count is negative, or a segment is on the heap or too short
   */
  public static boolean step(WorkerPool workers, long count, MemorySegment value, MemorySegment gradient, MemorySegment firstMoment,
      MemorySegment secondMoment, float gradientScale, float rate, float beta1, float beta2, float epsilon, float weightDecay) {
    KernelArguments.floats("value", value, count);
    KernelArguments.floats("gradient", gradient, count);
    KernelArguments.floats("firstMoment", firstMoment, count);
    KernelArguments.floats("secondMoment", secondMoment, count);
    AdamWKernel kernel =
        new AdamWKernel(value, gradient, firstMoment, secondMoment, gradientScale, rate, beta1, beta2, epsilon, weightDecay);
    AtomicBoolean finite = new AtomicBoolean(true);
    Floats.split(workers, count, (from, to) -> {
      if (!kernel.run(from, to)) {
        finite.set(false);
      }
    });
    return finite.get();
  }

  private boolean run(long from, long to) {
    FloatVector scale = Floats.all(gradientScale);
    FloatVector keep1 = Floats.all(beta1);
    FloatVector take1 = Floats.all(1f - beta1);
    FloatVector keep2 = Floats.all(beta2);
    FloatVector take2 = Floats.all(1f - beta2);
    FloatVector down = Floats.all(-rate);
    FloatVector decay = Floats.all(weightDecay);
    FloatVector zero = Floats.all(0f);
    // Stays zero as long as all that is multiplied by zero and added to it is finite.
    FloatVector spoilt = zero;
    long at = from;
    for (; at + VECTOR <= to; at += VECTOR) {
      FloatVector g = load(gradient, at).mul(scale);
      FloatVector m = keep1.fma(load(firstMoment, at), take1.mul(g));
      FloatVector v = keep2.fma(load(secondMoment, at), take2.mul(g).mul(g));
      FloatVector old = load(value, at);
      FloatVector fresh = down.fma(decay.fma(old, m.div(v.sqrt().add(epsilon))), old);
      store(m, firstMoment, at);
      store(v, secondMoment, at);
      store(fresh, value, at);
      spoilt = v.fma(zero, fresh.fma(zero, spoilt));
    }
    if (at < to) {
      VectorMask<Float> tail = Floats.first(to - at);
      FloatVector g = load(gradient, at, tail).mul(scale);
      FloatVector m = keep1.fma(load(firstMoment, at, tail), take1.mul(g));
      FloatVector v = keep2.fma(load(secondMoment, at, tail), take2.mul(g).mul(g));
      FloatVector old = load(value, at, tail);
      FloatVector fresh = down.fma(decay.fma(old, m.div(v.sqrt().add(epsilon))), old);
      store(m, firstMoment, at, tail);
      store(v, secondMoment, at, tail);
      store(fresh, value, at, tail);
      spoilt = spoilt.blend(v.fma(zero, fresh.fma(zero, spoilt)), tail);
    }
    return spoilt.compare(VectorOperators.EQ, 0f).allTrue();
  }
}
