package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.electra4j.experiments.report.statistics.Holm;
import org.electra4j.experiments.report.statistics.MeanTest;
import org.electra4j.experiments.report.statistics.RankCorrelation;

/**
 * Cells that may be compared: of one experiment, with the same thing held equal, and of one width where an experiment has several.
 *
 * @param comparison what is held equal
 * @param width of the main network as cells are named, such as "128" in "128: 1/4"; empty where cells are not named so
 * @param cells in the order of the rows, named without the width
 * @param tasks of all rows of the experiment
 */
record CellGroup(Comparison comparison, String width, List<CellSummary> cells, SequencedSet<String> tasks) {
  private static final Pattern WIDENED = Pattern.compile("(\\d+): (.+)", Pattern.DOTALL);
  private static final double POINTS = 100;

  /**
   * How far a cell lies from the reference.
   *
   * @param cell that is not the reference
   * @param test of the differences by seed, in points of 100, over seeds that both have
   * @param p corrected for the number of comparisons; NaN for fewer than two seeds
   */
  record Difference(String cell, MeanTest test, double p) {}

  /**
   * Correlation of our order with the paper's.
   *
   * @param correlation Spearman's, 1 for the same order; NaN where it is not defined
   * @param cells that both orders have
   */
  record Order(double correlation, int cells) {}

  /** The groups of these rows in the order in which they first occur. */
  static List<CellGroup> of(List<ResultRow> rows) {
    SequencedSet<String> tasks = CellSummary.tasks(rows);
    record Key(Comparison comparison, String width) {}
    SequencedMap<Key, SequencedMap<String, List<ResultRow>>> groups = new LinkedHashMap<>();
    for (ResultRow row : rows) {
      Matcher widened = WIDENED.matcher(row.cell());
      boolean named = widened.matches();
      groups.computeIfAbsent(new Key(row.comparison(), named ? widened.group(1) : ""), key -> new LinkedHashMap<>())
          .computeIfAbsent(named ? widened.group(2) : row.cell(), key -> new ArrayList<>()).add(row);
    }
    return groups.entrySet().stream().map(group -> new CellGroup(group.getKey().comparison, group.getKey().width,
        group.getValue().entrySet().stream().map(cell -> new CellSummary(cell.getKey(), cell.getValue())).toList(), tasks)).toList();
  }

  /** Its place in headings, such as "at equal steps, width 128". */
  String name() {
    return "at equal " + comparison.words() + (width.isEmpty() ? "" : ", width " + width);
  }

  /** What tells this group from the others, for legends: its width, what is held equal, or both. */
  String among(List<CellGroup> groups) {
    boolean oneWidth = groups.stream().map(CellGroup::width).distinct().count() < 2;
    boolean oneComparison = groups.stream().map(CellGroup::comparison).distinct().count() < 2;
    return oneComparison && !oneWidth ? "width " + width : oneWidth ? "equal " + comparison.words() : name();
  }

  List<ResultRow> rows() {
    return cells.stream().flatMap(cell -> cell.rows().stream()).toList();
  }

  /** By name; null for one that is not there. */
  CellSummary cell(String name) {
    return cells.stream().filter(cell -> cell.cell().equals(name)).findFirst().orElse(null);
  }

  /** The cell that the publication names, else the one that the rows name, or the first where that is in another group. */
  CellSummary reference(Publication publication) {
    String ofRows = cells.getFirst().rows().getFirst().reference();
    CellSummary named = cell(publication.reference().isEmpty() ? ofRows : publication.reference());
    return named == null ? cells.getFirst() : named;
  }

  /** A contrast of average scores by seed, over the seeds that all its cells have, in points of 100. */
  MeanTest test(Contrast contrast) {
    List<Map.Entry<SequencedMap<Long, Double>, Integer>> weighted = new ArrayList<>();
    contrast.weights().forEach((name, weight) -> weighted.add(Map.entry(cell(name).averages(tasks), weight)));
    SequencedSet<Long> seeds = new LinkedHashSet<>(weighted.getFirst().getKey().keySet());
    weighted.forEach(entry -> seeds.retainAll(entry.getKey().keySet()));
    return MeanTest.of(seeds.stream().mapToDouble(seed -> weighted.stream()
        .mapToDouble(entry -> POINTS * entry.getValue() * entry.getKey().get(seed)).sum()).toArray());
  }

  /** Every other cell beside the reference. */
  List<Difference> differences(Publication publication) {
    String reference = reference(publication).cell();
    List<String> others = cells.stream().map(CellSummary::cell).filter(name -> !name.equals(reference)).toList();
    List<MeanTest> tests = others.stream().map(name -> test(Contrast.of(name, reference))).toList();
    double[] adjusted = Holm.adjusted(tests.stream().mapToDouble(MeanTest::p).toArray());
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      differences.add(new Difference(others.get(i), tests.get(i), adjusted[i]));
    }
    return differences;
  }

  /** Do our cells have the paper's order? */
  Order order(Publication publication) {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (int rank = 0; rank < publication.order().size(); rank++) {
      for (String name : publication.order().get(rank)) {
        double mean = cell(name) == null ? Double.NaN : cell(name).average(tasks).mean();
        if (!Double.isNaN(mean)) {
          ours.add(mean);
          theirs.add((double) -rank);
        }
      }
    }
    return new Order(RankCorrelation.of(ours.stream().mapToDouble(Double::doubleValue).toArray(),
        theirs.stream().mapToDouble(Double::doubleValue).toArray()), ours.size());
  }

  /** The pre-trained cell with the highest average; null where there are no scores. */
  CellSummary best() {
    CellSummary best = null;
    for (CellSummary cell : cells) {
      double mean = cell.average(tasks).mean();
      if (cell.trained() && !Double.isNaN(mean) && (best == null || mean > best.average(tasks).mean())) {
        best = cell;
      }
    }
    return best;
  }
}
