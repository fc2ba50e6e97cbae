package org.electra4j.experiments.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.report.Comparison;
import org.electra4j.experiments.run.Configuration;

/** Cells that differ in what an experiment asks about, and the one that the others are compared with. */
public interface Experiment {

  /**
   * One cell: a name, and the settings in which it differs from what all cells have in common.
   *
   * @param name in rows and tables
   * @param changes by key of {@link Configuration#settings()}
   */
  record Cell(String name, SequencedMap<String, String> changes) {
    /** A cell that makes these changes: key, value, key, value and so on. */
    static Cell of(String name, String... keysAndValues) {
      SequencedMap<String, String> changes = new LinkedHashMap<>();
      for (int i = 0; i < keysAndValues.length; i += 2) {
        changes.put(keysAndValues[i], keysAndValues[i + 1]);
      }
      return new Cell(name, changes);
    }

    /** The same cell under another name, with these changes before its own. */
    Cell after(String other, Map<String, String> earlier) {
      SequencedMap<String, String> all = new LinkedHashMap<>(earlier);
      all.putAll(changes);
      return new Cell(other, all);
    }
  }

  /** Its name in commands, folders and rows. */
  String label();

  /** Name of the cell that others are compared with. */
  String reference();

  /** Keys that the cells set, so that nobody else may. */
  Set<String> varied();

  /** What is held equal between the cells unless somebody asks for the other. */
  default Comparison comparison() {
    return Comparison.STEPS;
  }

  /** Whether cells may be given the reference's floating-point operations instead of its steps. */
  default boolean mayEqualFlops() {
    return true;
  }

  /** All its cells in their order, for what they have in common. */
  List<Cell> cells(Configuration base);

  /** The preset that it begins with unless another is asked for; null for the usual one. */
  default String preset() {
    return null;
  }

  /** Settings of all cells, beside the preset's. */
  default Map<String, String> fixed() {
    return Map.of();
  }

  /** Tasks to fine-tune on unless others are asked for; empty for all there are. */
  default List<String> tasks() {
    return List.of();
  }

  /**
   * Some of its cells in their order; ConfigException for a name that is not among them.
   *
   * @param names of those to run; empty for all
   */
  default List<Cell> cells(Configuration base, List<String> names) {
    List<Cell> all = cells(base);
    for (String name : names) {
      if (all.stream().noneMatch(cell -> cell.name().equals(name))) {
        throw new ConfigException("cell is %s: %s has %s".formatted(name, label(),
            all.stream().map(Cell::name).collect(Collectors.joining(", "))));
      }
    }
    return names.isEmpty() ? all : all.stream().filter(cell -> names.contains(cell.name())).toList();
  }
}
