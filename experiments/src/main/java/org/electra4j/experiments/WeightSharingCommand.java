package org.electra4j.experiments;

import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.sweep.Experiment;
import picocli.CommandLine.Command;

/** What should the two networks share? */
@Command(name = "weight-sharing", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = {"What should generator and main network share? (paper, section 3.2)",
        "Cells, all with a generator as wide as the main network: none, token-embeddings, embeddings, all."},
    footer = {"",
        "Presets: quick (2 layers of 128, one seed, under ten minutes on two cores) and",
        "standard (4 layers, eight times the steps, five seeds: days).",
        "",
        "Examples:",
        "  electra sweep weight-sharing",
        "  electra sweep weight-sharing --cells none,embeddings --seeds 3"})
final class WeightSharingCommand extends ExperimentCommand {
  WeightSharingCommand(Surroundings around) {
    super(around, Experiment.WEIGHT_SHARING);
  }
}
