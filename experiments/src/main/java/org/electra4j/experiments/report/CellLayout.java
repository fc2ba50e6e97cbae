package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where cells stand in a figure: on an axis of powers of two where an experiment varies a size, otherwise in rows.
 *
 * @param places of all cells
 * @param ticks of the axis that tells cells apart
 * @param label of that axis
 * @param rows whether cells stand below each other, by name
 */
record CellLayout(List<Place> places, TreeMap<Double, String> ticks, String label, boolean rows) {

  /** Between groups on the same tick, so that their bars do not hide each other. */
  private static final double DODGE = 0.06;

  /**
   * One cell.
   *
   * @param line that connects it with others, by name; empty where there is but one
   * @param tick its name on the axis
   * @param connected whether it has a place among sizes
   * @param position on the axis
   * @param group it is compared in
   * @param cell itself
   */
  record Place(String line, String tick, boolean connected, double position, CellGroup group, CellSummary cell) {}

  static CellLayout of(String experiment, List<CellGroup> groups, Publication publication) {
    return switch (experiment) {
      case "generator-size" -> sizes(groups, publication.axis(), cell -> setting(cell, "source").equals("learned")
          ? decimal(cell, "generatorSize") : Double.NaN, CellLayout::line, CellLayout::fraction);
      case "training-length" -> {
        double most = groups.stream().flatMap(group -> group.cells().stream()).mapToDouble(cell -> decimal(cell, "steps")).max().orElse(1);
        yield sizes(groups, publication.axis(), cell -> decimal(cell, "steps") / most, CellLayout::line, CellLayout::fraction);
      }
      case "model-size" -> sizes(groups, "width of the main network", cell -> decimal(cell, "hiddenSize"), CellLayout::network,
          value -> String.format(Locale.ROOT, "%.0f", value));
      default -> rows(groups, publication.axis());
    };
  }

  private interface Size {
    double of(CellSummary cell);
  }

  private interface Line {
    String of(CellGroup group, CellSummary cell, List<CellGroup> groups);
  }

  private interface Tick {
    String of(double size);
  }

  private static CellLayout sizes(List<CellGroup> groups, String label, Size size, Line line, Tick tick) {
    List<Place> places = new ArrayList<>();
    TreeMap<Double, String> ticks = new TreeMap<>();
    List<String> others = new ArrayList<>();
    for (CellGroup group : groups) {
      for (CellSummary cell : group.cells()) {
        double value = cell.trained() ? size.of(cell) : Double.NaN;
        if (value > 0) {
          ticks.put(StrictMath.log(value) / StrictMath.log(2), tick.of(value));
        } else if (!others.contains(cell.cell())) {
          others.add(cell.cell());
        }
      }
    }
    if (ticks.isEmpty()) {
      return rows(groups, label);
    }
    double left = ticks.firstKey();
    for (int i = 0; i < others.size(); i++) {
      ticks.put(left - others.size() + i, others.get(i));
    }
    for (CellGroup group : groups) {
      for (CellSummary cell : group.cells()) {
        double value = cell.trained() ? size.of(cell) : Double.NaN;
        boolean connected = value > 0;
        double position = connected ? StrictMath.log(value) / StrictMath.log(2) : left - others.size() + others.indexOf(cell.cell());
        double shift = DODGE * (groups.indexOf(group) - (groups.size() - 1) / 2.0);
        places.add(new Place(line.of(group, cell, groups), ticks.get(position), connected, position + shift, group, cell));
      }
    }
    return new CellLayout(places, ticks, label, false);
  }

  /** Below each other, in the order in which they first occur. */
  static CellLayout rows(List<CellGroup> groups, String label) {
    List<String> names = groups.stream().flatMap(group -> group.cells().stream()).map(CellSummary::cell).distinct()
        .collect(Collectors.toList());
    TreeMap<Double, String> ticks = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      ticks.put((double) (names.size() - 1 - i), names.get(i));
    }
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      double shift = groups.size() == 1 ? 0 : 0.5 * ((groups.size() - 1) / 2.0 - i) / groups.size();
      for (CellSummary cell : groups.get(i).cells()) {
        places.add(new Place(groups.size() == 1 ? "" : groups.get(i).among(groups), cell.cell(), false,
            names.size() - 1 - names.indexOf(cell.cell()) + shift, groups.get(i), cell));
      }
    }
    return new CellLayout(places, ticks, label, true);
  }

  private static String line(CellGroup group, CellSummary cell, List<CellGroup> groups) {
    return groups.size() == 1 ? "" : group.among(groups);
  }

  private static String network(CellGroup group, CellSummary cell, List<CellGroup> groups) {
    String network = setting(cell, "prediction").equals("masked-language-model") ? "BERT" : "ELECTRA";
    return groups.size() == 1 ? network : network + ", " + group.among(groups);
  }

  private static String setting(CellSummary cell, String key) {
    return cell.rows().getFirst().configuration().getOrDefault(key, "");
  }

  private static double decimal(CellSummary cell, String key) {
    try {
      return Double.parseDouble(setting(cell, key));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Such as 1/8, with the smallest denominator that fits. */
  static String fraction(double value) {
    for (int denominator = 1; denominator <= 64; denominator++) {
      double numerator = value * denominator;
      if (Math.abs(numerator - Math.rint(numerator)) < 1e-3 && Math.rint(numerator) > 0) {
        return denominator == 1 ? Long.toString(Math.round(numerator)) : Math.round(numerator) + "/" + denominator;
      }
    }
    return String.format(Locale.ROOT, "%.3g", value);
  }

  /** Names of the lines, in the order in which they first occur. */
  List<String> lines() {
    return places.stream().map(Place::line).distinct().toList();
  }
}
