package org.electra4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.core.train.Evaluation;
import org.electra4j.experiments.sweep.Experiment;
import org.electra4j.experiments.sweep.PaperExperiment;
import org.electra4j.experiments.sweep.SweepPreset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {
  private static final Claim BETTER = Claim.better("a beats b", "table 0", List.of("a"), List.of("b"));
  private static final Claim CLOSE = Claim.close("a is as good as b", "table 0", "a", "b", 1);

  private final List<ResultRow> rows = new ArrayList<>();

  /** One run of a cell per score, in points, seeds from 1. */
  private VerdictTest cell(String name, double... points) {
    return watched(name, 120, points);
  }

  private VerdictTest watched(String name, long contextStep, double... points) {
    for (int seed = 1; seed <= points.length; seed++) {
      LinkedHashMap<String, String> configuration = new LinkedHashMap<>();
      configuration.put("steps", "300");
      LinkedHashMap<String, Double> scores = new LinkedHashMap<>();
      if (!Double.isNaN(points[seed - 1])) {
        scores.put("cola", points[seed - 1] / 100);
      }
      rows.add(new ResultRow(name + seed, "efficiency", name, "electra", Comparison.STEPS, seed, "c", configuration, "text", "d", "v", 1,
          1, 1, 7, contextStep, new Evaluation(contextStep < 0 ? 6.9 : 6, 0.1, 0.3, Double.NaN, 0.7, 0.5, 0.5, 0.1, Double.NaN, 10), scores,
          "h", null));
    }
    return this;
  }

  private CellGroup group() {
    return CellGroup.of(rows).getFirst();
  }

  private Verdict verdict(Claim claim) {
    return Verdict.of(List.of(claim), group()).getFirst();
  }

  @Test
  void differencesThatAreSteadyDecide() {
    // Differences 2, 2.2, 2.4: mean 2.2, deviation 0.2, error 0.11547, t = 19.05; with two degrees of freedom p = 1 - t / sqrt(2 + t t).
    cell("a", 62, 63.2, 61.4).cell("b", 60, 61, 59);
    Verdict verdict = verdict(BETTER);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.REPRODUCED);
    assertThat(verdict.p()).isEqualTo(0.002743, within(2e-6));
    assertThat(verdict.seeds()).isEqualTo(3);
    assertThat(verdict.detectable()).isEqualTo((4.30265 + 1.06066) * 0.2 / Math.sqrt(3), within(1e-4));
    assertThat(verdict.evidence()).containsExactly("a − b: +2.2 ± 0.5");
    assertThat(verdict.words()).isEqualTo("reproduced (p 0.003, 3 seeds)");
    assertThat(verdict(Claim.better("b beats a", "", List.of("b"), List.of("a"))).kind()).isEqualTo(Verdict.Kind.CONTRADICTED);
    assertThat(verdict(CLOSE).kind()).isEqualTo(Verdict.Kind.CONTRADICTED);
    assertThat(verdict(Claim.close("", "", "a", "b", 3)).kind()).isEqualTo(Verdict.Kind.REPRODUCED);
    assertThat(verdict(Claim.close("", "", "a", "b", 2.3)).kind()).isEqualTo(Verdict.Kind.UNDECIDED);
  }

  @Test
  void differencesThatSpreadDecideNothing() {
    cell("a", 62, 60, 64).cell("b", 60, 61, 59);
    Verdict verdict = verdict(BETTER);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNDECIDED);
    assertThat(verdict.words()).startsWith("undecided at this budget (p 0.").endsWith(", 3 seeds)");
    assertThat(verdict(CLOSE).kind()).isEqualTo(Verdict.Kind.UNDECIDED);
  }

  @Test
  void oneSeedIsNoTest() {
    cell("a", 90).cell("b", 10);
    Verdict verdict = verdict(BETTER);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNDECIDED);
    assertThat(verdict.words()).isEqualTo("undecided at this budget (one seed: no test)");
    assertThat(verdict.evidence()).containsExactly("a − b: +80.0");
    assertThat(verdict.detectable()).isNaN();
  }

  @Test
  void onlySeedsThatBothHaveCount() {
    cell("a", 62, 63.2, 61.4, 99).cell("b", 60, Double.NaN, 59);
    assertThat(group().test(Contrast.of("a", "b")).spread().count()).isEqualTo(2);
    assertThat(group().test(Contrast.of("a", "b")).spread().mean()).isEqualTo(2.2, within(1e-9));
  }

  @Test
  void whatLearnedNoContextComparesNothing() {
    cell("a", 62, 63.2, 61.4).watched("b", -1, 60, 61, 59);
    Verdict verdict = verdict(BETTER);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNDECIDED);
    assertThat(verdict.words()).contains("compares nothing: no run of b got 0.3 nats below");
  }

  @Test
  void whatWasNotRunIsSaid() {
    cell("a", 62, 63.2, 61.4).cell("b", 60, 61, 59);
    assertThat(verdict(Claim.better("", "", List.of("x"), List.of("b"))).words()).isEqualTo("not run (no run of x)");
    assertThat(verdict(Claim.better("", "", List.of("a"), List.of("b", "c"))).words())
        .isEqualTo("reproduced (p 0.003, 3 seeds; without c)");
  }

  @Test
  void everyPairMustHold() {
    cell("a", 62, 63.2, 61.4).cell("b", 60, 61, 59).cell("c", 61, 64, 60);
    assertThat(verdict(Claim.better("", "", List.of("a"), List.of("b", "c"))).kind()).isEqualTo(Verdict.Kind.UNDECIDED);
  }

  @Test
  void claimsAreCorrectedAmongEachOther() {
    cell("a", 62, 63.2, 61.4).cell("b", 60, 61, 59);
    List<Verdict> verdicts = Verdict.of(List.of(BETTER, BETTER, Claim.better("", "", List.of("x"), List.of("b"))), group());
    assertThat(verdicts.get(0).p()).isEqualTo(2 * 0.002743, within(4e-6));
    assertThat(verdicts.get(2).p()).isNaN();
  }

  @Test
  void differencesOfDifferences() {
    cell("a", 62, 63.2, 61.4).cell("b", 60, 61, 59).cell("c", 50, 50, 50).cell("d", 49, 48, 49.5);
    Contrast contrast = Contrast.ofDifferences("a", "b", "c", "d");
    assertThat(contrast.name()).isEqualTo("(a − b) − (c − d)");
    // 2 - 1, 2.2 - 2, 2.4 - 0.5.
    assertThat(group().test(contrast).spread().mean()).isEqualTo((1 + 0.2 + 1.9) / 3, within(1e-9));
    assertThatThrownBy(() -> new Contrast("", new LinkedHashMap<>(Map.of("a", 1)))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void referenceAndOrder() {
    cell("bert", 50, 51).cell("electra", 60, 61).cell("replace-mlm", 55, 56).cell("electra-15", 55, 56);
    Publication publication = Publication.of("efficiency");
    assertThat(group().reference(publication).cell()).isEqualTo("electra");
    assertThat(group().differences(publication)).extracting(CellGroup.Difference::cell)
        .containsExactly("bert", "replace-mlm", "electra-15");
    assertThat(group().order(publication)).isEqualTo(new CellGroup.Order(1, 4));
    assertThat(group().best().cell()).isEqualTo("electra");
  }

  @Test
  void widthsAreComparedEachWithItsOwn() {
    cell("64: 1/4", 60, 61).cell("64: 1", 59, 60).cell("128: 1/4", 70, 71).cell("128: 1", 69, 70);
    List<CellGroup> groups = CellGroup.of(rows);
    assertThat(groups).extracting(CellGroup::name).containsExactly("at equal steps, width 64", "at equal steps, width 128");
    assertThat(groups.getLast().reference(Publication.of("generator-size")).cell()).isEqualTo("1/4");
  }

  @Test
  void startWatchNamesWhatComparesNothing() {
    watched("never", -1, 50, 50).watched("late", 200, 50, 50).watched("early", 80, 50, 50);
    List<CellSummary> cells = CellSummary.of(rows);
    assertThat(StartWatch.notes(cells)).containsExactly(
        "Cell never compares nothing: its masked-LM loss never got 0.3 nats below the unigram entropy in any of its 2 runs, so it knows "
            + "token frequencies and no context (it ends 0.10 nats below).",
        "Cell late got 0.3 nats below the unigram entropy only after the first third of its budget (on average at step 200 of 300), so it "
            + "had little time to differ.");
    assertThat(StartWatch.of(cells.getLast()).words()).isEqualTo("in time");
    assertThat(StartWatch.notes(cells.subList(2, 3))).hasSize(1).first().asString().startsWith("Every cell that learns");
  }

  /** A name that is written differently here than in the experiment's cells would be "not run" for ever. */
  @ParameterizedTest
  @EnumSource
  void claimsAreAboutCellsThatTheExperimentHas(PaperExperiment experiment) {
    Publication publication = Publication.of(experiment.label());
    List<String> cells = experiment.cells(SweepPreset.QUICK.configuration()).stream().map(Experiment.Cell::name).toList();
    assertThat(publication.finding()).startsWith("Paper (");
    assertThat(publication.reference()).isEqualTo(experiment.reference()).isIn(cells);
    assertThat(publication.claims()).hasSizeGreaterThanOrEqualTo(experiment == PaperExperiment.REPLACEMENT ? 0 : 3);
    publication.claims().forEach(claim -> assertThat(cells).as(claim.text()).containsAll(claim.cells()));
    publication.order().forEach(group -> assertThat(cells).containsAll(group));
    assertThat(cells).containsAll(publication.scores().keySet());
  }

  @Test
  void whatThePaperDoesNotHaveIsNotClaimed() {
    assertThat(Publication.of("mine").claims()).isEmpty();
    assertThat(Publication.of("mine").title()).isEqualTo("mine");
  }
}
