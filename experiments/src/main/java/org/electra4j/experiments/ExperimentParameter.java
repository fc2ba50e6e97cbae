package org.electra4j.experiments;

import java.nio.file.Path;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.Settings;
import org.electra4j.experiments.sweep.CustomExperiment;
import org.electra4j.experiments.sweep.Experiment;
import org.electra4j.experiments.sweep.PaperExperiment;
import picocli.CommandLine.Parameters;

/** An experiment named on the command line. */
final class ExperimentParameter {
  @Parameters(paramLabel = "EXPERIMENT", description = "One of the paper's (see electra sweep --help), or a YAML file of your own.")
  private String name;

  /** The experiment; ConfigException for a name that is none. */
  Experiment experiment() {
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return CustomExperiment.read(Path.of(name));
    }
    for (PaperExperiment experiment : PaperExperiment.values()) {
      if (experiment.label().equals(name)) {
        return experiment;
      }
    }
    throw new ConfigException("experiment is %s: did you mean %s? There are %s, and YAML files of your own (FILE.yaml)".formatted(name,
        Settings.nearest(name, PaperExperiment.labels()), String.join(", ", PaperExperiment.labels())));
  }
}
