package org.electra4j.experiments.sweep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.report.Comparison;
import org.electra4j.experiments.run.Configuration;

/**
 * An experiment in several widths of the main network (figure 3 of the paper has such lines): every cell once per width, embeddings as wide
 * as the network, named "64: 1/4". The reference is that of the first width.
 *
 * @param inner whose cells are multiplied
 * @param widths of the main network
 */
public record Widened(Experiment inner, List<Integer> widths) implements Experiment {
  private static final Set<String> KEYS = Set.of("hiddenSize", "embeddingSize");

  /** Refuses what would not be one width each. */
  public Widened {
    widths = List.copyOf(widths);
    if (widths.isEmpty() || new HashSet<>(widths).size() != widths.size()) {
      throw new ConfigException("widths is %s: expected one or more hidden sizes, each once, such as 64,128".formatted(widths));
    }
    if (inner.varied().stream().anyMatch(KEYS::contains)) {
      throw new ConfigException("widths is %s, but the cells of %s set hiddenSize themselves: leave --widths out".formatted(widths,
          inner.label()));
    }
  }

  @Override
  public String label() {
    return inner.label();
  }

  @Override
  public String reference() {
    return name(widths.getFirst(), inner.reference());
  }

  private static String name(int width, String cell) {
    return width + ": " + cell;
  }

  @Override
  public Set<String> varied() {
    Set<String> all = new HashSet<>(inner.varied());
    all.addAll(KEYS);
    return all;
  }

  @Override
  public Comparison comparison() {
    return inner.comparison();
  }

  @Override
  public boolean mayEqualFlops() {
    return inner.mayEqualFlops();
  }

  @Override
  public List<Cell> cells(Configuration base) {
    List<Cell> all = new ArrayList<>();
    for (int width : widths) {
      Map<String, String> size = new LinkedHashMap<>();
      size.put("hiddenSize", Integer.toString(width));
      size.put("embeddingSize", Integer.toString(width));
      inner.cells(base).forEach(cell -> all.add(cell.after(name(width, cell.name()), size)));
    }
    return all;
  }

  @Override
  public String preset() {
    return inner.preset();
  }

  @Override
  public Map<String, String> fixed() {
    return inner.fixed();
  }

  @Override
  public List<String> tasks() {
    return inner.tasks();
  }
}
