package org.electra4j.experiments;

import java.util.concurrent.Callable;
import org.electra4j.experiments.run.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks a discriminator which tokens look replaced. */
@Command(name = "detect", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Shows each token of a text with the probability that it was replaced.",
    footer = {"",
        "Example:",
        "  electra detect --checkpoint runs/mine \"the chef ate the meal\""})
final class DetectCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin
  private ModelOptions model;

  @Mixin
  private TextInput input;

  DetectCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Answers answers = new Answers(around.terminal(), model.json);
    model.use(asked -> input.forEach(text -> answers.detected(text, asked.detect(text))));
    return ExitCodes.DONE;
  }
}
