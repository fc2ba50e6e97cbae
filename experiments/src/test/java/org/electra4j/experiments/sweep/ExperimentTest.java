package org.electra4j.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.report.Comparison;
import org.electra4j.experiments.run.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The paper's experiments as cells, on the presets. */
class ExperimentTest {
  private static final String UNTRAINED = "untrained";

  private final Configuration base = SweepPreset.QUICK.configuration();

  private static List<PlannedCell> trained(SweepPlan plan) {
    return plan.cells().stream().filter(cell -> !cell.name().equals(UNTRAINED)).toList();
  }

  @Test
  void aModelThatIsNotTrainedStandsBesideTheOthers() {
    for (PaperExperiment experiment : PaperExperiment.values()) {
      PlannedCell last = plan(experiment, experiment.comparison()).cells().getLast();
      assertThat(last.name()).isEqualTo(UNTRAINED);
      assertThat(last.configuration().pretrain().steps()).isZero();
      assertThat(last.flops()).isZero();
    }
  }

  private SweepPlan plan(Experiment experiment, Comparison comparison) {
    return new SweepPlan(experiment, base, SweepPreset.QUICK.tuning(), List.of(), comparison, 1, 1);
  }

  @ParameterizedTest
  @EnumSource(PaperExperiment.class)
  void everyCellCanBeRunDiffersAndVariesWhatItSaysItVaries(PaperExperiment experiment) {
    for (SweepPreset preset : SweepPreset.values()) {
      SweepPlan plan = new SweepPlan(experiment, preset.configuration(), preset.tuning(), List.of(), experiment.comparison(), 1, 1);
      assertThat(plan.cells()).hasSizeGreaterThanOrEqualTo(4).allSatisfy(cell -> assertThat(cell.refusal()).as(cell.name()).isNull());
      assertThat(plan.order()).contains(experiment.reference());
    }
    if (experiment != PaperExperiment.TRAINING_LENGTH) {
      assertThat(experiment.cells(base)).filteredOn(cell -> !cell.name().equals(UNTRAINED))
          .allSatisfy(cell -> assertThat(experiment.varied()).containsAll(cell.changes().keySet()));
    }
  }

  @Test
  void equalFlopsMeanEqualFlopsWithWarmUpInProportion() {
    for (PaperExperiment experiment : List.of(PaperExperiment.GENERATOR_SIZE, PaperExperiment.WEIGHT_SHARING)) {
      List<PlannedCell> cells = trained(plan(experiment, Comparison.FLOPS));
      double reference = cells.stream().filter(cell -> cell.name().equals(experiment.reference())).findFirst().orElseThrow().flops();
      assertThat(cells).allSatisfy(cell -> {
        long steps = cell.configuration().pretrain().steps();
        assertThat(cell.flops()).isBetween(reference * (1 - 0.6 / steps), reference * (1 + 0.6 / steps));
        assertThat(cell.configuration().pretrain().warmupSteps() / steps).isBetween(0.098, 0.102);
      });
    }
    assertThat(trained(plan(PaperExperiment.GENERATOR_SIZE, Comparison.FLOPS))).extracting(cell -> cell.configuration().pretrain().steps())
        .isSortedAccordingTo(Comparator.reverseOrder()).contains(1000L).first().isNotEqualTo(1000L);
  }

  @Test
  void lengthsHaveSchedulesOfTheirOwn() {
    List<PlannedCell> cells = trained(plan(PaperExperiment.TRAINING_LENGTH, Comparison.STEPS));
    assertThat(cells).extracting(PlannedCell::name).containsExactly("6.25%", "12.5%", "25%", "50%", "100%");
    long all = base.pretrain().steps();
    assertThat(cells).extracting(cell -> cell.configuration().pretrain().steps())
        .containsExactly(Math.round(all / 16.0), all / 8, all / 4, all / 2, all);
    assertThat(cells.get(2).configuration().pretrain().warmupSteps()).isEqualTo(Math.rint(base.pretrain().warmupSteps() / 4));
    assertThatThrownBy(() -> plan(PaperExperiment.TRAINING_LENGTH, Comparison.FLOPS)).isInstanceOf(ConfigException.class);
  }

  @Test
  void widthsMultiplyCellsAndEmbeddingsFollow() {
    Widened widened = new Widened(PaperExperiment.GENERATOR_SIZE, List.of(64, 128));
    List<PlannedCell> cells = plan(widened, Comparison.STEPS).cells();
    assertThat(cells).hasSize(16).allSatisfy(cell -> assertThat(cell.refusal()).isNull());
    assertThat(widened.reference()).isEqualTo("64: 1/4");
    PlannedCell small = cells.get(3);
    assertThat(small.name()).isEqualTo("64: 1/4");
    assertThat(small.settings()).containsEntry("hiddenSize", "64").containsEntry("embeddingSize", "64");
    assertThat(widened.varied()).isEqualTo(Set.of("source", "generatorSize", "hiddenSize", "embeddingSize"));
  }

  @Test
  void nothingIsSharedInTwoWaysWhereEmbeddingsAreNarrower() {
    assertThat(PaperExperiment.WEIGHT_SHARING.cells(base)).extracting(Experiment.Cell::name)
        .containsExactly("none", "token-embeddings", "embeddings", "all", UNTRAINED);
    Configuration narrow = base.with(Map.of("embeddingSize", "64"));
    SweepPlan plan = new SweepPlan(PaperExperiment.WEIGHT_SHARING, narrow, SweepPreset.QUICK.tuning(), List.of(), Comparison.STEPS, 1, 1);
    assertThat(plan.cells()).extracting(PlannedCell::name)
        .containsExactly("none", "none-as-published", "token-embeddings", "embeddings", "all", UNTRAINED);
    assertThat(plan.cells()).extracting(cell -> cell.refusal()).containsOnlyNulls();
    assertThat(plan.cells().get(1).configuration().model().generator().embeddingSize()).isEqualTo(128);
    assertThat(plan.cells().get(0).configuration().model().generator().embeddingSize()).isEqualTo(64);
  }

  @Test
  void aCellThatIsRefusedLeavesTheOthersStanding() {
    Configuration odd = base.with(Map.of("minimumHeads", "32", "headSize", "4"));
    SweepPlan plan = new SweepPlan(PaperExperiment.GENERATOR_SIZE, odd, SweepPreset.QUICK.tuning(), List.of(), Comparison.STEPS, 1, 1);
    List<PlannedCell> cells = plan.cells();
    assertThat(cells).filteredOn(cell -> !cell.possible()).extracting(PlannedCell::name).containsExactly("1/8");
    assertThat(cells.get(2).refusal()).contains("which 32 attention heads do not divide");
    assertThatThrownBy(() -> new SweepPlan(PaperExperiment.GENERATOR_SIZE, odd, SweepPreset.QUICK.tuning(), List.of("1/8"),
        Comparison.STEPS, 1, 1).cells()).isInstanceOf(ConfigException.class).hasMessageContaining("no cell can be run. 1/8:");
  }
}
