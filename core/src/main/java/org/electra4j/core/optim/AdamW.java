package org.electra4j.core.optim;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.simd.AdamWKernel;
import org.electra4j.simd.WorkerPool;

/** AdamW without bias correction, as published: which parameters are decayed, and at which rate each one learns. */
public final class AdamW {

  /** Neighbours in memory that are treated alike, so that one kernel call serves them: floats from first to end. */
  private record Group(long first, long end, double rateMultiplier, boolean decayed) {}

  private final ParameterMemory memory;
  private final WorkerPool workers;
  private final AdamWConfig config;
  private final List<Group> groups = new ArrayList<>();

  /** An optimizer over all of this memory; the multiplier of a parameter's rate is 1 in pre-training, layer-wise in fine-tuning. */
  public AdamW(ParameterMemory memory, WorkerPool workers, AdamWConfig config, ToDoubleFunction<Parameter> rateMultiplier) {
    this(memory, workers, config, rateMultiplier, _ -> true);
  }

  /** The same for the parameters that learn; of the others neither value nor moment is touched, by decay or otherwise. */
  public AdamW(ParameterMemory memory, WorkerPool workers, AdamWConfig config, ToDoubleFunction<Parameter> rateMultiplier,
      Predicate<Parameter> learns) {
    this.memory = memory;
    this.workers = workers;
    this.config = config;
    boolean adjacent = false;
    for (Parameter parameter : memory.plan().parameters()) {
      if (!learns.test(parameter)) {
        adjacent = false;
        continue;
      }
      Group group = new Group(parameter.offset(), parameter.offset() + parameter.size(), rateMultiplier.applyAsDouble(parameter),
          parameter.decayed());
      Group last = adjacent ? groups.getLast() : null;
      if (adjacent && last.rateMultiplier == group.rateMultiplier && last.decayed == group.decayed) {
        groups.set(groups.size() - 1, new Group(last.first, group.end, group.rateMultiplier, group.decayed));
      } else {
        groups.add(group);
      }
      adjacent = true;
    }
  }

  /** One update with gradients times gradientScale; false if a new value is not finite. */
  public boolean step(double rate, double gradientScale) {
    boolean finite = true;
    for (Group group : groups) {
      finite &= AdamWKernel.step(workers, group.end - group.first, slice(memory.values(), group), slice(memory.gradients(), group),
          slice(memory.firstMoments(), group), slice(memory.secondMoments(), group), (float) gradientScale,
          (float) (rate * group.rateMultiplier), (float) config.beta1(), (float) config.beta2(), (float) config.epsilon(),
          group.decayed ? (float) config.weightDecay() : 0f);
    }
    return finite;
  }

  private static MemorySegment slice(MemorySegment flat, Group group) {
    return flat.asSlice(4 * group.first, 4 * (group.end - group.first));
  }
}
