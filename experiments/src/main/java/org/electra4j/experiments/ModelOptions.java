package org.electra4j.experiments;

import java.nio.file.Path;
import org.electra4j.core.predict.TextModel;
import org.electra4j.experiments.run.TrainedModel;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which pre-trained model is asked, and how its answers are written. */
final class ModelOptions {
  @Option(names = "--checkpoint", paramLabel = "PATH", required = true, order = 1,
      description = "The folder of a pre-training run, or one of its checkpoint files.")
  private Path checkpoint;

  @Option(names = "--vocab", paramLabel = "FILE", order = 2,
      description = "The model's vocabulary. Default: vocab.txt beside the checkpoint.")
  private Path vocab;

  @Option(names = "--json", order = 20, description = "One JSON object per text, for other programs.")
  boolean json;

  @Mixin
  private MachineOptions machine;

  /** What is done with the model. */
  interface Use {
    void of(TextModel model);
  }

  /** Opens the model, uses it, closes it. */
  void use(Use use) {
    TrainedModel trained = TrainedModel.open(checkpoint, vocab);
    try (WorkerPool workers = machine.workers();
        TextModel model = TextModel.open(trained.checkpoint(), trained.configuration().model(), trained.tokenizer(),
            Math.min(trained.configuration().pretrain().length(), trained.configuration().model().maxPositions()), workers)) {
      use.of(model);
    }
  }
}
