package org.electra4j.experiments;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.sweep.Experiment;
import org.electra4j.experiments.sweep.PaperExperiment;
import org.electra4j.experiments.sweep.SweepPreset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;

/** One of the paper's experiments, under its name. */
@Command
final class PaperExperimentCommand extends ExperimentCommand {
  private final PaperExperiment experiment;

  private PaperExperimentCommand(Surroundings around, PaperExperiment experiment) {
    super(around);
    this.experiment = experiment;
  }

  /** The command of an experiment, with its name and help. */
  static CommandLine of(Surroundings around, PaperExperiment experiment) {
    CommandLine line = new CommandLine(new PaperExperimentCommand(around, experiment));
    String label = experiment.label();
    line.getCommandSpec().name(label);
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    List<String> cells = experiment.cells(SweepPreset.QUICK.configuration()).stream().map(Experiment.Cell::name).toList();
    usage.description(experiment.question(), escaped("Cells: " + String.join(", ", cells) + "; compared with "
        + experiment.reference() + "."));
    List<String> footer = new ArrayList<>(List.of("",
        "Presets: quick (2 layers of 128, one seed: minutes on two cores) and",
        "standard (4 layers, twelve times the steps, five seeds: days).",
        "",
        "Examples:",
        "  electra sweep " + label,
        "  electra sweep plan " + label,
        "  electra sweep " + label + " --seeds 3 --jobs 2"));
    footer.add(switch (experiment) {
      case GENERATOR_SIZE -> "  electra sweep generator-size --cells unigram,1/4 --widths 64,128";
      case WEIGHT_SHARING -> "  electra sweep weight-sharing --set embeddingSize=64";
      case TRAINING_LENGTH -> "  electra sweep training-length --steps 6400";
      case TRAINING_ALGORITHM -> "  electra sweep training-algorithm --equal steps";
      case EFFICIENCY, REPLACEMENT, MODEL_SIZE -> "  electra sweep " + label + " --equal flops";
    });
    usage.footer(footer.toArray(String[]::new));
    return line;
  }

  /** Help texts are formats. */
  private static String escaped(String text) {
    return text.replace("%", "%%");
  }

  @Override
  Experiment experiment() {
    return experiment;
  }
}
