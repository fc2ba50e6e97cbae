package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.run.LabelledFiles;
import org.electra4j.experiments.run.Tuning;
import picocli.CommandLine.Option;

/** A labelled table of one's own. */
final class OwnTaskOptions {
  @Option(names = "--train", paramLabel = "FILE", order = 6,
      description = "Your own task: a table with a header, .csv or with tabs; then also --dev.")
  private Path train;

  @Option(names = "--dev", paramLabel = "FILE", order = 6, description = "The same to be scored.")
  private Path dev;

  @Option(names = "--text", paramLabel = "COLUMN", defaultValue = "text", order = 6, description = "Its text. Default: ${DEFAULT-VALUE}.")
  private String text;

  @Option(names = "--second", paramLabel = "COLUMN", order = 6, description = "A second text, for tasks about pairs.")
  private String second;

  @Option(names = "--label", paramLabel = "COLUMN", defaultValue = "label", order = 6,
      description = "Its class, or its value with --regression. Default: ${DEFAULT-VALUE}.")
  private String label;

  @Option(names = "--regression", order = 6, description = "Labels are values; scored by Spearman's correlation.")
  private boolean regression;

  /** Whether there is one. */
  boolean given() {
    if ((train == null) != (dev == null)) {
      throw new ConfigException((train == null ? "dev is given and train is not" : "train is given and dev is not")
          + ": expected both, one to learn from and one to be scored");
    }
    return train != null;
  }

  /** It alone, named by its file. */
  List<Task> read(Tuning tuning) {
    String file = train.getFileName().toString();
    String name = file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
    return List.of(new LabelledFiles(train, dev, text, second, label, regression).read(name).sampled(tuning.maxTrain(), tuning.maxDev()));
  }
}
