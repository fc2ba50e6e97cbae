package org.electra4j.experiments;

import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.sweep.Experiment;
import picocli.CommandLine.Command;

/** How large should the generator be? */
@Command(name = "generator-size", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = {"How large should the generator be? (paper, section 3.2)",
        "Cells: unigram (tokens drawn by frequency), and generators of 1/8, 1/4, 1/2 and 1 of the main network's width."},
    footer = {"",
        "Presets: quick (2 layers of 128, one seed, under ten minutes on two cores) and",
        "standard (4 layers, eight times the steps, five seeds: days).",
        "",
        "Examples:",
        "  electra sweep generator-size",
        "  electra sweep generator-size --seeds 3",
        "  electra sweep generator-size --corpus my-texts/ --preset standard",
        "  electra sweep generator-size --cells unigram,1/4 --steps 300"})
final class GeneratorSizeCommand extends ExperimentCommand {
  GeneratorSizeCommand(Surroundings around) {
    super(around, Experiment.GENERATOR_SIZE);
  }
}
