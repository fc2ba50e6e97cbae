package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.electra4j.experiments.report.Reports;
import org.electra4j.experiments.run.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes summary, figures and page again. */
@Command(name = "report", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Makes summary.md, the figures and report.html again, from the CSV files alone.",
    footer = {"",
        "The same CSV files give the same bytes. The page needs neither network nor script.",
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
    banner.say("page", written.page().toString());
    return ExitCodes.DONE;
  }
}
