package org.electra4j.experiments.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a sweep's files: the same bytes for the same rows, each file complete or not there. */
public final class Reports {
  /** Name of the summary. */
  public static final String SUMMARY = "summary.md";
  /** Name of the page. */
  public static final String PAGE = "report.html";
  /** Name of the table of machine figures. */
  public static final String MACHINE = "machine.csv";

  private Reports() {}

  /**
   * Paths of what was written.
   *
   * @param runs a row per run
   * @param steps a row per window of steps
   * @param summary the table in Markdown
   * @param figure scores and held-out figures over the cells
   * @param page all of it as one page
   */
  public record Written(Path runs, Path steps, Path summary, Path figure, Path page) {}

  /**
   * Writes runs.csv, steps.csv, summary.md, the figures and the page of an experiment, rows in the order given. What else the folder holds
   * (machine.csv, finetune.csv, failures.csv) enters them and must be there before.
   */
  public static Written write(Path folder, String experiment, List<ResultRow> rows, List<RunCurve> curves) {
    Path runs = folder.resolve(ResultCsv.NAME);
    Path steps = folder.resolve(CurveCsv.NAME);
    ResultCsv.table(rows).write(runs);
    CurveCsv.write(steps, curves);
    return derived(folder, experiment, rows, curves);
  }

  /** Reads what {@link #writeMachine} wrote; none where there is no such file. */
  public static List<MachineRow> readMachine(Path folder) {
    Path file = folder.resolve(MACHINE);
    if (!Files.exists(file)) {
      return List.of();
    }
    return CsvTable.read(file).rows().stream().map(row -> new MachineRow(row.text("run", false), row.decimal("seconds"),
        row.decimal("fineTuneSeconds"), row.decimal("tokensPerSecond"), row.decimal("shareOfPeak"), (int) row.whole("threads"),
        (int) row.whole("laneBits"), row.text("java", true), row.text("cpu", true))).toList();
  }

  /** Writes machine.csv. */
  public static void writeMachine(Path folder, List<MachineRow> rows) {
    CsvTable table = new CsvTable(List.of("run", "seconds", "fineTuneSeconds", "tokensPerSecond", "shareOfPeak", "threads", "laneBits",
        "java", "cpu"));
    for (MachineRow row : rows) {
      table.addRow().text(row.run()).number(row.seconds()).number(row.fineTuneSeconds()).number(row.tokensPerSecond())
          .number(row.shareOfPeak()).number(row.threads()).number(row.laneBits()).text(row.java()).text(row.cpu());
    }
    table.write(folder.resolve(MACHINE));
  }

  /** Makes summary, figures and page again from the CSV files of a folder alone. */
  public static Written rewrite(Path folder) {
    Path runs = folder.resolve(ResultCsv.NAME);
    List<ResultRow> rows = ResultCsv.rows(CsvTable.read(runs));
    if (rows.isEmpty()) {
      throw new ReportException("%s: found no run, expected at least one finished run: finish the sweep first".formatted(runs));
    }
    String experiment = rows.getFirst().experiment();
    if (!ResultRow.EXPERIMENT.matcher(experiment).matches()) {
      throw new ReportException("%s: found an experiment called %s, expected %s".formatted(runs, experiment,
          ResultRow.EXPERIMENT_IN_WORDS));
    }
    for (ResultRow row : rows) {
      if (!row.experiment().equals(experiment)) {
        throw new ReportException("%s: found runs of %s and of %s, expected one experiment per file".formatted(runs, experiment,
            row.experiment()));
      }
    }
    return derived(folder, experiment, rows, CurveCsv.read(folder.resolve(CurveCsv.NAME)));
  }

  private static Written derived(Path folder, String experiment, List<ResultRow> rows, List<RunCurve> curves) {
    Path summary = folder.resolve(SUMMARY);
    Path figure = folder.resolve(experiment + ".svg");
    ReportData data = new ReportData(rows, curves, readMachine(folder), FineTuneCsv.read(folder), FailureCsv.read(folder));
    DurableFile.write(summary, Summary.markdown(experiment, data, figure.getFileName().toString()));
    if (!rows.isEmpty()) {
      DurableFile.write(figure, Drawing.file(experiment, CellCharts.of(experiment, rows)));
      List<Drawing> drawn = CurveCharts.of(curves, rows.getFirst().unigramEntropy());
      DurableFile.write(folder.resolve("curves.svg"), Drawing.file(experiment + "-curves", drawn));
      DurableFile.write(folder.resolve(PAGE), HtmlPage.of(experiment, data));
    }
    return new Written(folder.resolve(ResultCsv.NAME), folder.resolve(CurveCsv.NAME), summary, figure, folder.resolve(PAGE));
  }

  /** The summary's table for a terminal of this width, with the plain lines about cells that fall short. */
  public static String table(List<ResultRow> rows, int width) {
    TextTable full = Tables.overview(rows, true);
    StringBuilder text = new StringBuilder(full.width() <= width ? full.text() : Tables.overview(rows, false).text());
    Summary.notes(rows).forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }
}
