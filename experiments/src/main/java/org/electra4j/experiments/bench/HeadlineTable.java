package org.electra4j.experiments.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.electra4j.experiments.report.BenchmarkFile;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.experiments.report.DurableFile;
import org.electra4j.experiments.terminal.Words;

/** Whole steps beside those of peers as a Markdown table, between two lines of a file. */
public final class HeadlineTable {
  /** The line before the table. */
  public static final String BEGIN = "<!-- speed -->";
  /** The line after it. */
  public static final String END = "<!-- /speed -->";

  private static final List<String> WHATS = List.of("small", "sweep");

  private HeadlineTable() {}

  /** Whether the file has both lines, in this order. */
  public static boolean hasPlace(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return false;
      }
      List<String> lines = Files.readAllLines(file);
      return lines.contains(BEGIN) && lines.lastIndexOf(END) > lines.indexOf(BEGIN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts the table in the place of what stood there. */
  public static void replace(Path file, List<BenchmarkRow> rows, BenchmarkFile.Machine machine) {
    try {
      List<String> lines = Files.readAllLines(file);
      List<String> changed = new ArrayList<>(lines.subList(0, lines.indexOf(BEGIN) + 1));
      changed.addAll(of(rows, machine));
      changed.addAll(lines.subList(lines.lastIndexOf(END), lines.size()));
      DurableFile.write(file, String.join("\n", changed) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The steps with most threads: a line for each of us, a column for each model, the limit last. */
  static List<String> of(List<BenchmarkRow> rows, BenchmarkFile.Machine machine) {
    List<BenchmarkRow> steps = rows.stream().filter(row -> row.area().equals(Area.STEP.toString())).toList();
    int threads = steps.stream().mapToInt(BenchmarkRow::threads).max().orElseThrow();
    List<BenchmarkRow> most = steps.stream().filter(row -> row.threads() == threads).toList();
    LinkedHashSet<String> who = new LinkedHashSet<>();
    most.stream().sorted(Comparator.comparing(row -> !row.who().equals(BenchmarkRow.OURS))).forEach(row -> who.add(row.who()));
    List<String> lines = new ArrayList<>();
    lines.add("| tokens per second (share of the limit) | ELECTRA-Small, length 128 | sweep size, length 64 |");
    lines.add("|---|---|---|");
    for (String each : who) {
      lines.add("| " + each + cells(most, each, false));
    }
    lines.add("| limit: the fma peak" + cells(most, BenchmarkRow.OURS, true));
    lines.add("");
    lines.add(Words.format("%s, %s, batches of 32, medians of one run; Java %s, %s; commit %s.", machine.cpu(),
        Words.plural(threads, "thread"), machine.java(), machine.os(), machine.commit()));
    return lines;
  }

  private static String cells(List<BenchmarkRow> rows, String who, boolean limit) {
    StringBuilder cells = new StringBuilder();
    for (String what : WHATS) {
      Optional<BenchmarkRow> found = rows.stream().filter(row -> row.what().equals(what) && row.who().equals(who)).findFirst();
      cells.append(" | ").append(found.map(row -> limit ? Words.count(Math.round(row.tokensPerSecond() / row.share()))
          : Words.format("%s (%s)", Words.count(Math.round(row.tokensPerSecond())), Words.percent(row.share()))).orElse("-"));
    }
    return cells + " |";
  }
}
