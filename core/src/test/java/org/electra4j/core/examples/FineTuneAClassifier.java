package org.electra4j.core.examples;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.core.finetune.FineTuneConfig;
import org.electra4j.core.finetune.FineTuner;
import org.electra4j.core.finetune.Metric;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.simd.WorkerPool;

/** From labelled texts to a score. */
final class FineTuneAClassifier {
  /** Accuracy on {@code dev}; without a checkpoint (null) it begins with new weights. */
  static double accuracy(ElectraConfig model, Path checkpoint, WordPieceTokenizer tokenizer, List<Example> train, List<Example> dev) {
    Task task = new Task("mine", List.of("no", "yes"), Metric.ACCURACY, train, dev);
    FineTuneConfig config = FineTuneConfig.published("mine", model).withLearningRate(1e-3).withLayerDecay(1);
    try (WorkerPool workers = new WorkerPool(Runtime.getRuntime().availableProcessors())) {
      return FineTuner.run(model, checkpoint, tokenizer, task, config, 1, workers, (step, steps, loss) -> { }).score();
    }
  }
}
