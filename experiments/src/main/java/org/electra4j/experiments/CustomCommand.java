package org.electra4j.experiments;

import java.nio.file.Path;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.sweep.CustomExperiment;
import org.electra4j.experiments.sweep.Experiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** An experiment of one's own. */
@Command(name = "custom", description = "An experiment of your own, from a YAML file.",
    footer = {"",
        "The file, of which name and either axes or cells are required:",
        "  name: dropout",
        "  preset: quick",
        "  fixed: {steps: 800, warmupSteps: 50}",
        "  axes: {dropout: [0, 0.1], generatorSize: [1/4, 1/2]}",
        "  reference: dropout 0 + generatorSize 1/4",
        "  tasks: [module]",
        "Each combination of the axes' values is a cell. Cells of your own choice:",
        "  cells:",
        "    plain: {}",
        "    hot: {learningRate: 2e-3}",
        "",
        "Examples:",
        "  electra sweep plan dropout.yaml",
        "  electra sweep custom dropout.yaml --seeds 3"})
final class CustomCommand extends ExperimentCommand {
  @Parameters(paramLabel = "FILE", description = "What is compared, as below.")
  private Path file;

  CustomCommand(Surroundings around) {
    super(around);
  }

  @Override
  Experiment experiment() {
    return CustomExperiment.read(file);
  }
}
