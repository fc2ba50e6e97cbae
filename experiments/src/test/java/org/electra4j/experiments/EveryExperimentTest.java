package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.electra4j.experiments.report.Comparison;
import org.electra4j.experiments.report.ResultCsv;
import org.electra4j.experiments.report.ResultRow;
import org.electra4j.experiments.sweep.PaperExperiment;
import org.electra4j.experiments.sweep.SweepPreset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each of the paper's experiments from one command to its report, on a tiny model: what every row must say of its start. */
class EveryExperimentTest {
  /** The cells whose networks never learn to fill a masked word in. */
  private static final List<String> FILLS_NO_MASKS = List.of("unigram", "uniform", "untrained");

  @TempDir
  private Path folder;

  @ParameterizedTest
  @EnumSource(PaperExperiment.class)
  void runsAndReports(PaperExperiment experiment) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("sweep", experiment.label(), "--corpus", SmallCorpus.text(folder).toString(), "--out",
        folder.resolve("out").toString(), "--threads", "1"));
    for (int i = 0; i < SmallCorpus.SETTINGS.length; i += 2) {
      String key = SmallCorpus.SETTINGS[i + 1].split("=")[0];
      if (!experiment.varied().contains(key)) {
        arguments.addAll(List.of(SmallCorpus.SETTINGS[i], SmallCorpus.SETTINGS[i + 1]));
      }
    }
    CommandLineRun run = CommandLineRun.of(folder, arguments.toArray(String[]::new));
    assertThat(run.code()).as(run.err() + run.out()).isZero();
    List<ResultRow> rows = ResultCsv.read(folder.resolve("out"));
    assertThat(rows).hasSameSizeAs(experiment.cells(SweepPreset.QUICK.configuration()));
    for (ResultRow row : rows) {
      assertThat(row.unigramEntropy()).as(row.cell()).isPositive();
      assertThat(Double.isNaN(row.belowUnigram())).as("%s is not asked for masked words", row.cell())
          .isEqualTo(FILLS_NO_MASKS.contains(row.cell()));
      assertThat(row.contextStep()).as("a dozen steps are too few").isEqualTo(-1);
      assertThat(row.comparison()).isEqualTo(experiment == PaperExperiment.TRAINING_ALGORITHM ? Comparison.FLOPS : Comparison.STEPS);
    }
    if (experiment == PaperExperiment.TRAINING_ALGORITHM) {
      Map<String, ResultRow> cells = rows.stream().collect(Collectors.toMap(ResultRow::cell, row -> row));
      double joint = cells.get("joint").flops();
      assertThat(rows).filteredOn(row -> !row.cell().equals("untrained"))
          .allSatisfy(row -> assertThat(row.flops() / joint).as(row.cell()).isBetween(0.93, 1.07));
    }
  }
}
