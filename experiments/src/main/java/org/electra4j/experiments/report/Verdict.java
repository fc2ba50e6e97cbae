package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.electra4j.experiments.report.statistics.Holm;
import org.electra4j.experiments.report.statistics.MeanTest;
import org.electra4j.experiments.report.statistics.Spread;

/**
 * What our runs say of one published claim.
 *
 * <p>A claim that cells are better asks for every one of its contrasts to lie above zero, so its probability is that of the worst of them;
 * it is contradicted by one that lies below zero, after Holm's correction among them. A claim that cells are equal asks for two one-sided
 * tests against the margin. The probabilities of an experiment's claims are then corrected among each other, again by Holm.
 *
 * @param claim of the paper
 * @param kind of verdict
 * @param tested those of its contrasts whose cells were all run
 * @param tests of these, in points of 100; empty where nothing was tested
 * @param p of the side that the verdict would take, corrected; NaN where nothing was tested
 * @param reason for no test; empty where there was one
 */
record Verdict(Claim claim, Kind kind, List<Contrast> tested, List<MeanTest> tests, double p, String reason) {

  /** The possible answers. */
  enum Kind {
    REPRODUCED("reproduced"), CONTRADICTED("contradicted"), UNDECIDED("undecided at this budget"), NOT_RUN("not run");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private record Evidence(List<Contrast> tested, List<MeanTest> tests, double reproduced, double contradicted, String reason) {
    static Evidence none(List<Contrast> tested, List<MeanTest> tests, String reason) {
      return new Evidence(tested, tests, Double.NaN, Double.NaN, reason);
    }

    double strongest() {
      return reason.isEmpty() ? Math.min(reproduced, contradicted) : Double.NaN;
    }
  }

  /** Of all claims, tested on these cells. */
  static List<Verdict> of(List<Claim> claims, CellGroup group) {
    List<Evidence> evidence = claims.stream().map(claim -> evidence(claim, group)).toList();
    double[] adjusted = Holm.adjusted(evidence.stream().mapToDouble(Evidence::strongest).toArray());
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Evidence found = evidence.get(i);
      verdicts.add(new Verdict(claims.get(i), kind(found, adjusted[i]), found.tested, found.tests, adjusted[i], found.reason));
    }
    return verdicts;
  }

  private static Kind kind(Evidence found, double adjusted) {
    if (found.tested.isEmpty()) {
      return Kind.NOT_RUN;
    }
    if (adjusted < 1 - Spread.CONFIDENCE) {
      return found.reproduced <= found.contradicted ? Kind.REPRODUCED : Kind.CONTRADICTED;
    }
    return Kind.UNDECIDED;
  }

  private static Evidence evidence(Claim claim, CellGroup group) {
    List<Contrast> tested = claim.contrasts().stream()
        .filter(contrast -> contrast.weights().keySet().stream().allMatch(cell -> group.cell(cell) != null)).toList();
    if (tested.isEmpty()) {
      return Evidence.none(tested, List.of(), "no run of " + String.join(", ", missing(claim, group)));
    }
    List<MeanTest> tests = tested.stream().map(group::test).toList();
    int seeds = tests.stream().mapToInt(test -> test.spread().count()).min().orElse(0);
    if (seeds == 0) {
      return Evidence.none(tested, List.of(), group.tasks().isEmpty() ? "no scores" : "no seed that all its cells have");
    }
    List<String> blind = tested.stream().flatMap(contrast -> contrast.weights().keySet().stream()).distinct()
        .filter(cell -> StartWatch.of(group.cell(cell)).nothingLearned()).toList();
    if (!blind.isEmpty()) {
      return Evidence.none(tested, tests, "compares nothing: no run of %s got 0.3 nats below the unigram entropy"
          .formatted(String.join(", ", blind)));
    }
    if (seeds == 1) {
      return Evidence.none(tested, tests, "one seed: no test");
    }
    return new Evidence(tested, tests, reproduced(claim, tests), contradicted(claim, tests), "");
  }

  private static List<String> missing(Claim claim, CellGroup group) {
    return claim.cells().stream().filter(cell -> group.cell(cell) == null).toList();
  }

  private static double reproduced(Claim claim, List<MeanTest> tests) {
    return tests.stream().mapToDouble(test -> claim.equality() ? test.pWithin(claim.margin()) : test.spread().mean() > 0 ? test.p() : 1)
        .max().orElse(1);
  }

  private static double contradicted(Claim claim, List<MeanTest> tests) {
    double[] each = tests.stream().mapToDouble(test -> claim.equality() ? test.pBeyond(claim.margin())
        : test.spread().mean() < 0 ? test.p() : 1).toArray();
    return Arrays.stream(Holm.adjusted(each)).min().orElse(1);
  }

  /** Seeds that all cells of each contrast have, the fewest of them. */
  int seeds() {
    return tests.stream().mapToInt(test -> test.spread().count()).min().orElse(0);
  }

  /** The difference that these seeds could have found, in points of 100, for the contrast that spreads most; NaN for none. */
  double detectable() {
    return tests.stream().mapToDouble(MeanTest::detectable).max().orElse(Double.NaN);
  }

  /** Each contrast with its difference, such as "1/4 - 1: +0.8 ± 1.2". */
  List<String> evidence() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < tests.size(); i++) {
      Spread spread = tests.get(i).spread();
      lines.add(tested.get(i).name() + ": " + Shown.difference(spread));
    }
    return lines;
  }

  /** Cells of the claim that no tested contrast has. */
  private List<String> untested() {
    return claim.cells().stream().filter(cell -> tested.stream().noneMatch(contrast -> contrast.weights().containsKey(cell))).toList();
  }

  /** The verdict with what it rests on, in one sentence. */
  String words() {
    if (kind == Kind.NOT_RUN || !reason.isEmpty()) {
      return kind.words() + " (" + reason + ")";
    }
    return "%s (p %s, %d seeds%s)".formatted(kind.words(), Shown.probability(p), seeds(),
        untested().isEmpty() ? "" : "; without " + String.join(", ", untested()));
  }
}
