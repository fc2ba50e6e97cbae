package org.electra4j.core.finetune;

import java.nio.file.Path;
import java.util.SequencedMap;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.simd.WorkerPool;

/** Fine-tunes the main network with a classifier on [CLS], and scores it. */
public final class FineTuner {

  /** Told about progress, on the training thread. */
  @FunctionalInterface
  public interface Listener {
    /** Step {@code step} of {@code steps} is done with this mean loss. */
    void stepped(long step, long steps, double loss);
  }

  /**
   * A score and what led to it.
   *
   * @param score by the task's own metric
   * @param metrics all that make sense for the task, by name
   * @param steps updates done
   * @param hashOfWeights of the fine-tuned model
   */
  public record Result(double score, SequencedMap<String, Double> metrics, long steps, String hashOfWeights) {}

  private FineTuner() {}

  /**
   * Fine-tunes from a checkpoint, or from random initial weights where it is null.
   *
   * @param model as the checkpoint was trained; its generator is not read
   */
  public static Result run(ElectraConfig model, Path checkpoint, WordPieceTokenizer tokenizer, Task task, FineTuneConfig config, long seed,
      WorkerPool workers, Listener listener) {
    throw new UnsupportedOperationException("not yet");
  }
}
