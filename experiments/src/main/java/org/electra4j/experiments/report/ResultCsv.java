package org.electra4j.experiments.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.electra4j.core.train.Evaluation;

/**
 * runs.csv: one row per run, the same bytes on every machine. Columns: what the run is, every configuration value ({@code config.KEY}),
 * data, what was measured, a score per task ({@code score.TASK}), and the hash of the weights. An empty cell is a value that is not
 * defined.
 */
public final class ResultCsv {
  /** The file's name. */
  public static final String NAME = "runs.csv";

  private static final String CONFIGURATION = "config.";
  private static final String SCORE = "score.";
  private static final String HEALTH = "health";

  private ResultCsv() {}

  static CsvTable table(List<ResultRow> rows) {
    SequencedSet<String> keys = new LinkedHashSet<>();
    SequencedSet<String> tasks = new LinkedHashSet<>();
    for (ResultRow row : rows) {
      keys.addAll(row.configuration().keySet());
      tasks.addAll(row.scores().keySet());
    }
    List<String> columns = new ArrayList<>(List.of("run", "experiment", "cell", "reference", "comparison", "seed", "commit"));
    keys.forEach(key -> columns.add(CONFIGURATION + key));
    columns.addAll(List.of("corpus", "dataChecksum", "vocabularyChecksum", "parameters", "flops", "publishedFlops", "unigramEntropy",
        "belowUnigram", "contextStep", "maskedLmLoss", "maskedLmAccuracy", "predictionLoss", "predictionAccuracy", "auc", "precision",
        "recall", "replaced", "nextSentenceAccuracy", "evaluatedTokens"));
    tasks.forEach(task -> columns.add(SCORE + task));
    columns.add("hashOfWeights");
    // Older rows have none.
    boolean watched = rows.stream().anyMatch(row -> row.health() != null);
    if (watched) {
      columns.add(HEALTH);
    }
    CsvTable table = new CsvTable(columns);
    for (ResultRow row : rows) {
      CsvTable.Row cells = table.addRow();
      cells.text(row.run()).text(row.experiment()).text(row.cell()).text(row.reference()).text(row.comparison().label()).number(row.seed())
          .text(row.commit());
      keys.forEach(key -> cells.text(row.configuration().getOrDefault(key, "")));
      Evaluation held = row.evaluation();
      cells.text(row.corpus()).text(row.dataChecksum()).text(row.vocabularyChecksum()).number(row.parameters()).number(row.flops())
          .number(row.publishedFlops()).number(row.unigramEntropy()).number(row.belowUnigram()).number(row.contextStep())
          .number(held.maskedLmLoss()).number(held.maskedLmAccuracy()).number(held.predictionLoss())
          .number(held.predictionAccuracy()).number(held.auc()).number(held.precision()).number(held.recall()).number(held.replaced())
          .number(held.nextSentenceAccuracy()).number(held.tokens());
      tasks.forEach(task -> cells.number(row.scores().getOrDefault(task, Double.NaN)));
      cells.text(row.hashOfWeights());
      if (watched) {
        cells.text(row.health() == null ? "" : row.health());
      }
    }
    return table;
  }

  /** The rows of a folder's runs.csv. */
  public static List<ResultRow> read(Path folder) {
    return rows(CsvTable.read(folder.resolve(NAME)));
  }

  static List<ResultRow> rows(CsvTable table) {
    List<ResultRow> rows = new ArrayList<>();
    for (CsvTable.Row cells : table.rows()) {
      Evaluation held = new Evaluation(cells.decimal("maskedLmLoss"), cells.decimal("maskedLmAccuracy"), cells.decimal("predictionLoss"),
          cells.decimal("predictionAccuracy"), cells.decimal("auc"), cells.decimal("precision"), cells.decimal("recall"),
          cells.decimal("replaced"), cells.decimal("nextSentenceAccuracy"), cells.whole("evaluatedTokens"));
      SequencedMap<String, String> configuration = new LinkedHashMap<>();
      SequencedMap<String, Double> scores = new LinkedHashMap<>();
      for (String column : table.columns()) {
        if (column.startsWith(CONFIGURATION)) {
          configuration.put(column.substring(CONFIGURATION.length()), cells.text(column, true));
        } else if (column.startsWith(SCORE)) {
          scores.put(column.substring(SCORE.length()), cells.decimal(column));
        }
      }
      rows.add(new ResultRow(cells.text("run", false), cells.text("experiment", false), cells.text("cell", false),
          cells.text("reference", false), cells.choice("comparison", Comparison.values(), Comparison::label), cells.whole("seed"),
          cells.text("commit", false), configuration, cells.text("corpus", true), cells.text("dataChecksum", true),
          cells.text("vocabularyChecksum", true), cells.whole("parameters"), cells.decimal("flops"), cells.decimal("publishedFlops"),
          cells.decimal("unigramEntropy"), cells.whole("contextStep"), held, scores, cells.text("hashOfWeights", true),
          table.columns().contains(HEALTH) ? cells.text(HEALTH, true) : null));
    }
    return rows;
  }
}
