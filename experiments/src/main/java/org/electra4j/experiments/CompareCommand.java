package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.sweep.SweepComparison;
import org.electra4j.experiments.terminal.Terminal;
import org.electra4j.experiments.terminal.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Puts two sweeps beside each other. */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Two sweeps beside each other: in which settings they differ, and in which scores.",
    footer = {"",
        "Reads runs.csv of both folders. Scores are means over seeds, in points of 100.",
        "",
        "Example:",
        "  electra sweep compare runs/generator-size runs/generator-size-2"})
final class CompareCommand implements Callable<Integer> {
  private final Surroundings around;

  @Parameters(index = "0", paramLabel = "A", description = "The folder of a sweep.")
  private Path a;

  @Parameters(index = "1", paramLabel = "B", description = "The folder of another.")
  private Path b;

  CompareCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    SweepComparison comparison = SweepComparison.of(a, b);
    Terminal terminal = around.terminal();
    terminal.line("A is " + a);
    terminal.line("B is " + b);
    terminal.line("");
    settings(comparison, terminal);
    comparison.only().forEach((cell, which) -> terminal.line("cell %s is in %s alone", cell, which));
    if (comparison.sameRuns() > 0) {
      terminal.line("%s in both (the same configuration, data and seed); %s the same weights",
          Words.plural(comparison.sameRuns(), "run"), comparison.sameWeights() == comparison.sameRuns() ? "all ended with"
              : comparison.sameWeights() + " of them ended with");
    }
    terminal.line("");
    scores(comparison.scores(), terminal);
    return ExitCodes.DONE;
  }

  private static void settings(SweepComparison comparison, Terminal terminal) {
    if (comparison.differences().isEmpty()) {
      terminal.line("settings     the same");
      return;
    }
    int width = comparison.differences().keySet().stream().mapToInt(String::length).max().orElse(0);
    terminal.line("settings that differ:");
    comparison.differences().forEach((key, values) -> {
      terminal.line(Words.format("  %-" + width + "s  A  %s", key, values.getFirst()));
      terminal.line(Words.format("  %-" + width + "s  B  %s", "", values.getLast()));
    });
  }

  private static void scores(List<SweepComparison.Cell> cells, Terminal terminal) {
    if (cells.isEmpty()) {
      terminal.line("no cell is in both");
      return;
    }
    int cellWidth = Math.max("cell".length(), cells.stream().mapToInt(each -> each.cell().length()).max().orElse(0));
    int figureWidth = cells.stream().mapToInt(each -> each.figure().length()).max().orElse(0);
    String line = "%-" + cellWidth + "s  %-" + figureWidth + "s %8s %8s %8s";
    terminal.line(Words.format(line, "cell", "", "A", "B", "B - A"));
    String before = "";
    for (SweepComparison.Cell each : cells) {
      terminal.line(Words.format(line, each.cell().equals(before) ? "" : each.cell(), each.figure(), Words.decimals(each.a(), 2),
          Words.decimals(each.b(), 2), Double.isNaN(each.b() - each.a()) ? "-" : Words.format("%+.2f", each.b() - each.a())));
      before = each.cell();
    }
  }
}
