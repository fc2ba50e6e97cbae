package org.electra4j.experiments;

import java.util.concurrent.Callable;
import org.electra4j.experiments.run.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a generator what masks hide. */
@Command(name = "fill", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Shows the likeliest tokens for each [MASK] in a text.",
    footer = {"",
        "Example:",
        "  electra fill --checkpoint runs/mine \"paris is the [MASK] of france\""})
final class FillCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin
  private ModelOptions model;

  @Mixin
  private TextInput input;

  @Option(names = "--top", paramLabel = "N", defaultValue = "5", order = 3,
      description = "So many tokens for each mask. Default: ${DEFAULT-VALUE}.")
  private int top;

  FillCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Answers answers = new Answers(around.terminal(), model.json);
    model.use(asked -> input.forEach(text -> answers.filled(text, asked.fill(text, top))));
    return ExitCodes.DONE;
  }
}
