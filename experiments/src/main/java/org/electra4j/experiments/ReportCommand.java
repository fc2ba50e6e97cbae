package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.electra4j.experiments.report.Reports;
import org.electra4j.experiments.run.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes summary and figures again. */
@Command(name = "report", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Makes summary.md and the figures again, from runs.csv and steps.csv alone.",
    footer = {"",
        "The same CSV files give the same bytes, on every machine.",
        "",
        "Example:",
        "  electra report runs/generator-size"})
final class ReportCommand implements Callable<Integer> {
  private final Surroundings around;

  @Parameters(paramLabel = "DIR", description = "The folder that holds runs.csv and steps.csv.")
  private Path folder;

  ReportCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Reports.Written written = Reports.rewrite(folder);
    Banner banner = new Banner(around.terminal());
    banner.say("summary", written.summary().toString());
    banner.say("figure", written.figure().toString());
    return ExitCodes.DONE;
  }
}
