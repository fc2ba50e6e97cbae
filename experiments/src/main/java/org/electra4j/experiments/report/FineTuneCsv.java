package org.electra4j.experiments.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.electra4j.core.finetune.FineTuner;
import org.electra4j.core.finetune.Metric;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;

/**
 * finetune.csv: one row per fine-tuning, in the order in which they were first asked for. A fine-tuning that is there is not run again; the
 * file is written anew with each row that is added, as a whole.
 */
public final class FineTuneCsv {
  /** The file's name. */
  public static final String NAME = "finetune.csv";

  private static final String CONFIGURATION = "config.";
  private static final String METRIC = "metric.";

  private final Path file;
  private final List<FineTuneRow> rows;

  private FineTuneCsv(Path file, List<FineTuneRow> rows) {
    this.file = file;
    this.rows = rows;
  }

  /** The file of this folder, which need not be there yet. */
  public static FineTuneCsv open(Path folder) {
    Path file = folder.resolve(NAME);
    return new FineTuneCsv(file, Files.exists(file) ? rows(CsvTable.read(file)) : new ArrayList<>());
  }

  /** The rows of a folder; none where there is no such file. */
  public static List<FineTuneRow> read(Path folder) {
    return List.copyOf(open(folder).rows);
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  /** The row that is defined like this one, whatever came out. */
  public Optional<FineTuneRow> find(FineTuneRow like) {
    return rows.stream().filter(row -> row.with(null).equals(like.with(null))).findFirst();
  }

  /** Adds a row and writes the file. */
  public void add(FineTuneRow row) {
    rows.add(row);
    csv(rows).write(file);
  }

  /** Writes the file of a folder with these rows and no others. */
  public static void write(Path folder, List<FineTuneRow> rows) {
    Path file = folder.resolve(NAME);
    csv(rows).write(file);
  }

  private static CsvTable csv(List<FineTuneRow> rows) {
    List<String> keys = rows.stream().flatMap(row -> row.configuration().keySet().stream()).distinct().toList();
    List<String> columns = new ArrayList<>(List.of("model", "start", "task", "seed"));
    keys.forEach(key -> columns.add(CONFIGURATION + key));
    columns.addAll(List.of("examplesChecksum", "vocabularyChecksum", "steps", "score"));
    for (Metric metric : Metric.values()) {
      columns.add(METRIC + name(metric));
    }
    columns.add("hashOfWeights");
    CsvTable table = new CsvTable(columns);
    for (FineTuneRow row : rows) {
      CsvTable.Row cells = table.addRow().text(row.model()).text(row.start()).text(row.task()).number(row.seed());
      keys.forEach(key -> cells.text(row.configuration().getOrDefault(key, "")));
      cells.text(row.examplesChecksum()).text(row.vocabularyChecksum()).number(row.result().steps()).number(row.result().score());
      for (Metric metric : Metric.values()) {
        cells.number(row.result().metrics().getOrDefault(name(metric), Double.NaN));
      }
      cells.text(row.result().hashOfWeights());
    }
    return table;
  }

  private static List<FineTuneRow> rows(CsvTable table) {
    List<FineTuneRow> rows = new ArrayList<>();
    for (CsvTable.Row cells : table.rows()) {
      SequencedMap<String, String> configuration = new LinkedHashMap<>();
      SequencedMap<String, Double> metrics = new LinkedHashMap<>();
      for (String column : table.columns()) {
        if (column.startsWith(CONFIGURATION)) {
          configuration.put(column.substring(CONFIGURATION.length()), cells.text(column, true));
        } else if (column.startsWith(METRIC) && !cells.text(column, true).isEmpty()) {
          metrics.put(column.substring(METRIC.length()), cells.decimal(column));
        }
      }
      rows.add(new FineTuneRow(cells.text("model", false), cells.text("start", false), cells.text("task", false), cells.whole("seed"),
          configuration, cells.text("examplesChecksum", true), cells.text("vocabularyChecksum", true),
          new FineTuner.Result(cells.decimal("score"), metrics, cells.whole("steps"), cells.text("hashOfWeights", true))));
    }
    return rows;
  }

  /** A line per task of these rows: mean over seeds, standard deviation and median, in points of 100. */
  public static String table(List<FineTuneRow> shown) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-16s %6s %8s %8s %8s%n", "task", "seeds", "mean", "sd", "median"));
    SequencedMap<String, DescriptiveStatistics> tasks = new LinkedHashMap<>();
    shown.forEach(row -> tasks.computeIfAbsent(row.task(), task -> new DescriptiveStatistics()).addValue(100 * row.result().score()));
    tasks.forEach((task, scores) -> text.append(String.format(Locale.ROOT, "%-16s %6d %8.1f %8s %8.1f%n", task, scores.getN(),
        scores.getMean(), scores.getN() > 1 ? String.format(Locale.ROOT, "%.1f", scores.getStandardDeviation()) : "-",
        scores.getPercentile(50))));
    return text.toString();
  }

  private static String name(Metric metric) {
    return metric.name().toLowerCase(Locale.ROOT);
  }
}
