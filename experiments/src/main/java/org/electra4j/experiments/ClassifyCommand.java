package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.predict.TextClassifier;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a fine-tuned model. */
@Command(name = "classify", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Gives each text, or pair of texts, the label or value that a fine-tuned model gives it.",
    footer = {"",
        "Examples:",
        "  electra finetune --checkpoint runs/mine --task module --save tuned",
        "  electra classify --model tuned/module \"Returns the length of this string.\"",
        "  electra classify --model tuned/sts-b --pair < pairs.tsv"})
final class ClassifyCommand implements Callable<Integer> {
  private final Surroundings around;

  @Option(names = "--model", paramLabel = "DIR", required = true, order = 1,
      description = "A folder that finetune --save wrote, or transformers (ElectraForSequenceClassification).")
  private Path model;

  @Option(names = "--pair", order = 2, description = "Each text is two, with a tab between them.")
  private boolean pair;

  @Option(names = "--json", order = 20, description = "One JSON object per text, for other programs.")
  private boolean json;

  @Mixin
  private TextInput input;

  @Mixin
  private MachineOptions machine;

  ClassifyCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Answers answers = new Answers(around.terminal(), json);
    try (WorkerPool workers = machine.workers(); TextClassifier classifier = TextClassifier.open(model, workers)) {
      input.forEach(text -> answers.classified(text, classify(classifier, text)));
    }
    return ExitCodes.DONE;
  }

  private TextClassifier.Answer classify(TextClassifier classifier, String text) {
    if (!pair) {
      return classifier.classify(text, null);
    }
    int tab = text.indexOf('\t');
    if (tab < 0) {
      throw new ConfigException("pair: '%s' holds no tab, expected one between two texts".formatted(text));
    }
    return classifier.classify(text.substring(0, tab), text.substring(tab + 1));
  }
}
