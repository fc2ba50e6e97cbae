package org.electra4j.experiments;

import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.sweep.Experiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs an experiment that is named by an argument: the same as the command of its name. */
@Command(name = "run", description = "Runs an experiment: the same as its own command (sweep run generator-size is sweep generator-size).",
    footer = {"",
        "Examples:",
        "  electra sweep run generator-size",
        "  electra sweep run my-experiment.yaml --max-hours 8"})
final class RunCommand extends ExperimentCommand {
  @Mixin
  private ExperimentParameter asked;

  RunCommand(Surroundings around) {
    super(around);
  }

  @Override
  Experiment experiment() {
    return asked.experiment();
  }
}
