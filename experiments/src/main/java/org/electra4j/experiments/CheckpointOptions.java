package org.electra4j.experiments;

import java.nio.file.Path;
import org.electra4j.experiments.run.TrainedModel;
import picocli.CommandLine.Option;

/** Which pre-trained model. */
final class CheckpointOptions {
  @Option(names = "--checkpoint", paramLabel = "PATH", required = true, order = 1,
      description = "The folder of a pre-training run, or one of its checkpoint files.")
  Path checkpoint;

  @Option(names = "--vocab", paramLabel = "FILE", order = 3,
      description = "The model's vocabulary. Default: vocab.txt beside the checkpoint.")
  private Path vocab;

  /** Finds and checks it. */
  TrainedModel open() {
    return TrainedModel.open(checkpoint, vocab);
  }
}
