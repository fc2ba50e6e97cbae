package org.electra4j.core.predict;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.core.checkpoint.Checkpoint;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraWeights;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.nn.ParameterPlan;

/** All weights of a configuration without the buffers of training: for exchange with other programs. Close it to free them. */
public final class PretrainedWeights implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final ElectraWeights weights;
  private final ParameterMemory memory;

  private PretrainedWeights(ElectraConfig config) {
    ParameterPlan plan = new ParameterPlan();
    weights = ElectraWeights.declare(plan, config);
    memory = plan.allocate(arena);
  }

  /** All zero. */
  public static PretrainedWeights zero(ElectraConfig config) {
    return new PretrainedWeights(config);
  }

  /** Those of a checkpoint; CheckpointException if it is damaged or of another configuration. */
  public static PretrainedWeights read(Path checkpoint, ElectraConfig config) {
    PretrainedWeights read = new PretrainedWeights(config);
    try {
      Checkpoint.readValues(checkpoint, List.copyOf(read.memory.plan().parameters()));
      return read;
    } catch (Throwable failure) {
      read.close();
      throw failure;
    }
  }

  /** By network. */
  public ElectraWeights weights() {
    return weights;
  }

  /** All of them, with moments that are zero. */
  public ParameterMemory memory() {
    return memory;
  }

  @Override
  public void close() {
    arena.close();
  }
}
