package org.electra4j.experiments.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.electra4j.experiments.report.ResultRow;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.Tuning;

/**
 * An experiment of one's own, from a YAML file.
 *
 * @param label name in rows, folders and figures
 * @param preset that it begins with; null for the usual one
 * @param fixed settings of all cells, those of fine-tuning included
 * @param given cells in their order
 * @param reference name of the cell that others are compared with
 * @param tasks to fine-tune on; empty for all there are
 */
public record CustomExperiment(String label, String preset, Map<String, String> fixed, List<Cell> given, String reference,
    List<String> tasks) implements Experiment {
  private static final List<String> KEYS = List.of("name", "preset", "fixed", "axes", "cells", "reference", "tasks");
  private static final int MOST_CELLS = 1000;

  /** Reads a file; a ConfigException names file, line and key of whatever is not as it should be. */
  public static CustomExperiment read(Path file) {
    YamlFile yaml = YamlFile.read(file);
    SequencedMap<String, YamlFile.Entry> top = yaml.root().map();
    top.values().forEach(entry -> entry.checkKey(KEYS));
    String label = yaml.required(top, "name").text();
    if (!ResultRow.EXPERIMENT.matcher(label).matches() || PaperExperiment.labels().contains(label)) {
      throw top.get("name").wrong("name is " + label, ResultRow.EXPERIMENT_IN_WORDS + ", and no name of the paper's experiments");
    }
    String preset = top.containsKey("preset") ? top.get("preset").text() : null;
    if (preset != null) {
      top.get("preset").checked(() -> SweepPreset.of(preset));
    }
    Configuration any = (preset == null ? SweepPreset.QUICK : SweepPreset.of(preset)).configuration();
    Set<String> ofPretraining = any.settings().keySet();
    Set<String> all = new LinkedHashSet<>(ofPretraining);
    all.addAll(Tuning.published().values().keySet());
    SequencedMap<String, String> fixed = top.containsKey("fixed") ? top.get("fixed").settings(all) : new LinkedHashMap<>();
    if (top.containsKey("axes") == top.containsKey("cells")) {
      throw yaml.root().wrong(top.containsKey("axes") ? "both axes and cells" : "neither axes nor cells", "one of them");
    }
    List<Cell> cells = top.containsKey("axes") ? product(top.get("axes"), ofPretraining) : explicit(top.get("cells"), ofPretraining);
    for (String key : keysOfEvery(cells)) {
      if (fixed.containsKey(key)) {
        throw top.get("fixed").wrong("%s stands in fixed, and every cell sets it too".formatted(key), "it in one place");
      }
    }
    String reference = top.containsKey("reference") ? top.get("reference").text() : cells.getFirst().name();
    if (cells.stream().noneMatch(cell -> cell.name().equals(reference))) {
      throw top.get("reference").wrong("reference is " + reference,
          "one of the cells: " + String.join("; ", cells.stream().map(Cell::name).toList()));
    }
    return new CustomExperiment(label, preset, fixed, cells, reference, top.containsKey("tasks") ? top.get("tasks").texts() : List.of());
  }

  /** Every combination of the axes' values, the last axis fastest. */
  private static List<Cell> product(YamlFile.Entry axes, Set<String> known) {
    List<Cell> cells = List.of(Cell.of(""));
    for (YamlFile.Entry axis : axes.map().values()) {
      axis.checkKey(known);
      List<Cell> longer = new ArrayList<>();
      for (Cell cell : cells) {
        for (String value : axis.texts()) {
          SequencedMap<String, String> changes = new LinkedHashMap<>(cell.changes());
          changes.put(axis.key(), value);
          longer.add(new Cell((cell.name().isEmpty() ? "" : cell.name() + " + ") + axis.key() + " " + value, changes));
        }
      }
      cells = longer;
      if (cells.size() > MOST_CELLS) {
        throw axes.wrong("more than %d cells".formatted(MOST_CELLS), "fewer values");
      }
    }
    return checked(axes, cells);
  }

  private static List<Cell> explicit(YamlFile.Entry cells, Set<String> known) {
    return checked(cells, cells.map().values().stream().map(cell -> new Cell(cell.key(), cell.settings(known))).toList());
  }

  private static List<Cell> checked(YamlFile.Entry where, List<Cell> cells) {
    if (cells.isEmpty() || cells.getFirst().name().isEmpty()) {
      throw where.wrong("no cell", "at least one");
    }
    for (Cell cell : cells) {
      if (cell.name().contains(",")) {
        throw where.wrong("cell " + cell.name(), "a name without a comma, which --cells could not tell from two");
      }
    }
    return cells;
  }

  /** What every cell sets: a key that some leave as it is may be set for those. */
  @Override
  public Set<String> varied() {
    return keysOfEvery(given);
  }

  private static Set<String> keysOfEvery(List<Cell> cells) {
    Set<String> keys = new LinkedHashSet<>(cells.getFirst().changes().keySet());
    cells.forEach(cell -> keys.retainAll(cell.changes().keySet()));
    return keys;
  }

  @Override
  public List<Cell> cells(Configuration base) {
    return given;
  }

  @Override
  public boolean mayEqualFlops() {
    return given.stream().noneMatch(cell -> cell.changes().containsKey("steps"));
  }
}
