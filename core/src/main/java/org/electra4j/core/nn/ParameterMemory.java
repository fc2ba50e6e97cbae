package org.electra4j.core.nn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.electra4j.core.files.Sha256;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.simd.VectorOps;
import org.electra4j.simd.WorkerPool;

/**
 * Values, gradients and both moments of a plan's parameters: four flat segments with the same offsets.
 *
 * <p>The padding between parameters is zero and stays so: it has no gradient, and neither AdamW nor a norm notices it.
 */
public final class ParameterMemory {
  private static final int SEGMENTS = 4;
  private static final int CHECKED_FLOATS = 1 << 16;

  private final ParameterPlan plan;
  private final MemorySegment values;
  private final MemorySegment gradients;
  private final MemorySegment firstMoments;
  private final MemorySegment secondMoments;

  ParameterMemory(ParameterPlan plan, Arena arena) {
    this(plan, segment(plan, arena), segment(plan, arena), segment(plan, arena), segment(plan, arena));
  }

  /** With another's values and moments. */
  ParameterMemory(ParameterPlan plan, ParameterMemory other, Arena arena) {
    this(plan, other.values, segment(plan, arena), other.firstMoments, other.secondMoments);
  }

  private ParameterMemory(ParameterPlan plan, MemorySegment values, MemorySegment gradients, MemorySegment firstMoments,
      MemorySegment secondMoments) {
    this.plan = plan;
    this.values = values;
    this.gradients = gradients;
    this.firstMoments = firstMoments;
    this.secondMoments = secondMoments;
    for (Parameter parameter : plan.parameters()) {
      parameter.bind(slice(values, parameter), slice(gradients, parameter));
    }
  }

  private static MemorySegment segment(ParameterPlan plan, Arena arena) {
    return arena.allocate(bytesBeside(plan), 64);
  }

  /** Bytes that a plan's parameters take, gradients and moments included. */
  public static long bytes(ParameterPlan plan) {
    return SEGMENTS * bytesBeside(plan);
  }

  /** Bytes of one segment, which is what {@link ParameterPlan#allocateBeside} takes. */
  public static long bytesBeside(ParameterPlan plan) {
    return Math.max(64, 4 * plan.floats());
  }

  private static Tensor slice(MemorySegment flat, Parameter parameter) {
    return Tensor.of(flat.asSlice(4 * parameter.offset(), 4 * parameter.size()), parameter.rows(), parameter.columns());
  }

  /** What lies where. */
  public ParameterPlan plan() {
    return plan;
  }

  /** All values, [floats]. */
  public MemorySegment values() {
    return values;
  }

  /** All gradients, [floats]. */
  public MemorySegment gradients() {
    return gradients;
  }

  /** AdamW's running mean of the gradients, [floats]. */
  public MemorySegment firstMoments() {
    return firstMoments;
  }

  /** AdamW's running mean of the squared gradients, [floats]. */
  public MemorySegment secondMoments() {
    return secondMoments;
  }

  /** A parameter's running mean of gradients. */
  public Tensor firstMoment(Parameter parameter) {
    return slice(firstMoments, parameter);
  }

  /** A parameter's running mean of squared gradients. */
  public Tensor secondMoment(Parameter parameter) {
    return slice(secondMoments, parameter);
  }

  /** Gives every parameter its start for this seed; the moments are left as they are. */
  public void initialise(WorkerPool workers, long seed) {
    for (Parameter parameter : plan.parameters()) {
      Tensor value = parameter.value();
      Initializer initializer = parameter.initializer();
      workers.split(parameter.rows(), Math.ceilDiv(4096, parameter.columns()), (from, to, worker) -> {
        for (int row = from; row < to; row++) {
          for (int column = 0; column < parameter.columns(); column++) {
            value.set(row, column, initializer.value(parameter, seed, row, column));
          }
        }
      });
    }
  }

  /** One fill; everybody who uses a parameter then adds to its gradient. */
  public void zeroGradients(WorkerPool workers) {
    VectorOps.fill(workers, plan.floats(), 0f, gradients);
  }

  /** Whether each value and moment is a finite number. */
  public boolean isFinite(WorkerPool workers) {
    AtomicBoolean finite = new AtomicBoolean(true);
    for (MemorySegment segment : List.of(values, firstMoments, secondMoments)) {
      workers.split(Math.toIntExact(plan.floats()), CHECKED_FLOATS, (from, to, worker) -> {
        for (long i = from; i < to; i++) {
          if (!Float.isFinite(segment.getAtIndex(ValueLayout.JAVA_FLOAT, i))) {
            finite.set(false);
            return;
          }
        }
      });
    }
    return finite.get();
  }

  /** SHA-256 of all values in the order of the plan, without padding, little-endian; hexadecimal. */
  public String hashOfWeights() {
    MessageDigest digest = Sha256.digest();
    for (Parameter parameter : plan.parameters()) {
      digest.update(parameter.value().segment().asByteBuffer());
    }
    return Sha256.hexadecimal(digest);
  }
}
