package org.electra4j.experiments;

import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.sweep.PaperExperiment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The experiments, each a subcommand, and what is done around them. */
@Command(name = "sweep", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Runs one of the paper's experiments: pre-trains, evaluates and fine-tunes one model per cell and seed, and reports.",
    footer = {"",
        "Each finished run is a row of runs.csv, the same on every machine. Running",
        "a sweep again skips finished runs and goes on with the one that was cut off;",
        "more --seeds or other --cells are added to what is there. A run that fails",
        "takes no other down: failures.csv says why it failed.",
        "",
        "Examples:",
        "  electra sweep generator-size",
        "  electra sweep generator-size --corpus my-texts/ --preset standard",
        "  electra sweep weight-sharing --seeds 3 --out runs/sharing",
        "  electra sweep weight-sharing --jobs 2"})
final class SweepCommand implements Runnable {
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** With its subcommands. */
  static CommandLine of(Surroundings around) {
    CommandLine sweep = new CommandLine(new SweepCommand());
    for (PaperExperiment experiment : PaperExperiment.values()) {
      sweep.addSubcommand(experiment.label(), PaperExperimentCommand.of(around, experiment));
    }
    return sweep
        .addSubcommand(new CustomCommand(around))
        .addSubcommand(new PlanCommand(around))
        .addSubcommand(new RunCommand(around))
        .addSubcommand(new StatusCommand(around))
        .addSubcommand(new ReportCommand(around))
        .addSubcommand(new CompareCommand(around));
  }
}
