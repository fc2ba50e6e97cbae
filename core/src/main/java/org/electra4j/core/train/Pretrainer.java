package org.electra4j.core.train;

import java.nio.file.Path;
import java.util.Map;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.simd.WorkerPool;

/** One model in training: a step at a time, its state to and from a checkpoint. */
public final class Pretrainer implements AutoCloseable {

  /** A model at its start. The caller keeps data and workers open for as long as this, and closes this first. */
  public static Pretrainer create(ElectraConfig model, PretrainConfig config, long seed, PackedDataset data, SpecialTokens special,
      WorkerPool workers) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Updates done. */
  public long stepsDone() {
    throw new UnsupportedOperationException("not yet");
  }

  /** One update. PretrainException, with no weight written, if loss or norm is not finite. */
  public StepMetrics step() {
    throw new UnsupportedOperationException("not yet");
  }

  /** On the first {@code examples} of held-out data, or all if there are fewer; the same draws at every call. */
  public Evaluation evaluate(PackedDataset heldOut, int examples) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Trained floats, each counted once. */
  public long parameters() {
    throw new UnsupportedOperationException("not yet");
  }

  /** SHA-256 of all weights. */
  public String hashOfWeights() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Everything that is needed to go on, with these strings beside. */
  public void save(Path file, Map<String, String> state) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Goes on where that checkpoint stands. */
  public void restore(Path file) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("not yet");
  }
}
