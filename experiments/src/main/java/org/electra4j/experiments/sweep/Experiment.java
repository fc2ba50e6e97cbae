package org.electra4j.experiments.sweep;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.Settings;
import org.electra4j.core.objective.ReplacementSource;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.ReplacementSource.Unigram;
import org.electra4j.core.objective.WeightSharing;
import org.electra4j.experiments.run.Configuration;

/** An experiment of the paper: cells that differ in one thing. */
public enum Experiment {
  /** How large should the generator be? (paper, section 3.2, figure 3 left) */
  GENERATOR_SIZE(List.of("source", "generatorSize"), base -> List.of(
      new Cell("unigram", new Unigram()),
      new Cell("1/8", sized(base, 0.125)),
      new Cell("1/4", sized(base, 0.25)),
      new Cell("1/2", sized(base, 0.5)),
      new Cell("1", sized(base, 1)))),
  /** What should the networks share? (paper, section 3.2, generator as large as the main network) */
  WEIGHT_SHARING(List.of("source", "generatorSize", "sharing"), base -> Arrays.stream(WeightSharing.values())
      .map(sharing -> new Cell(Settings.text(sharing), new LearnedGenerator(1, sharing))).toList());

  private final List<String> varied;
  private final Function<WeightSharing, List<Cell>> cells;

  /**
   * One cell.
   *
   * @param name in rows and tables
   * @param source the one thing that differs
   */
  public record Cell(String name, ReplacementSource source) {}

  Experiment(List<String> varied, Function<WeightSharing, List<Cell>> cells) {
    this.varied = varied;
    this.cells = cells;
  }

  private static LearnedGenerator sized(WeightSharing sharing, double size) {
    return new LearnedGenerator(size, sharing);
  }

  /** Its name in commands, folders and rows. */
  public String label() {
    return Settings.text(this);
  }

  /** Keys that the cells set, so that nobody else may. */
  public List<String> varied() {
    return varied;
  }

  /**
   * Its cells in their order.
   *
   * @param names of those to run; empty for all
   */
  public List<Cell> cells(Configuration base, List<String> names) {
    WeightSharing sharing = base.model().source() instanceof LearnedGenerator learned ? learned.sharing() : WeightSharing.EMBEDDINGS;
    List<Cell> all = cells.apply(sharing);
    for (String name : names) {
      if (all.stream().noneMatch(cell -> cell.name().equals(name))) {
        throw new ConfigException("cell is %s: %s has %s".formatted(name, label(),
            all.stream().map(Cell::name).collect(Collectors.joining(", "))));
      }
    }
    return names.isEmpty() ? all : all.stream().filter(cell -> names.contains(cell.name())).toList();
  }
}
