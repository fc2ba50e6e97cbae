package org.electra4j.experiments;

import java.util.concurrent.Callable;
import org.electra4j.experiments.run.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks a main network for vectors of texts. */
@Command(name = "embed", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Writes a vector for each text: the mean of the last hidden states of its tokens.",
    footer = {"",
        "Example:",
        "  electra embed --checkpoint runs/mine \"the chef ate the meal\""})
final class EmbedCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin
  private ModelOptions model;

  @Mixin
  private TextInput input;

  EmbedCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Answers answers = new Answers(around.terminal(), model.json);
    model.use(asked -> input.forEach(text -> answers.embedded(text, asked.embed(text))));
    return ExitCodes.DONE;
  }
}
