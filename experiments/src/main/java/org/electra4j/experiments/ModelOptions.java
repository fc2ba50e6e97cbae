package org.electra4j.experiments;

import org.electra4j.core.predict.TextModel;
import org.electra4j.experiments.run.TrainedModel;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which pre-trained model is asked, and how its answers are written. */
final class ModelOptions {
  @Mixin
  private CheckpointOptions source;

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
    TrainedModel trained = source.open();
    try (WorkerPool workers = machine.workers();
        TextModel model = TextModel.open(trained.checkpoint(), trained.configuration().model(), trained.tokenizer(),
            Math.min(trained.configuration().pretrain().length(), trained.configuration().model().maxPositions()), workers)) {
      use.of(model);
    }
  }
}
