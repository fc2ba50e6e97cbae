package org.electra4j.experiments.run;

import java.util.List;
import org.electra4j.core.data.Packing;
import org.electra4j.core.text.TextNormalizer;

/**
 * How text becomes examples, and how often and on how much a run is measured. Belongs to what defines a run.
 *
 * @param packing how documents become examples
 * @param packingSeed of the packing's chances; the same data for every seed of a run
 * @param lowerCase whether text is lowered
 * @param stripAccents whether accents are taken away
 * @param logEvery steps between rows of the curve
 * @param evaluationExamples held-out examples that a run is evaluated on, at most
 */
public record DataConfig(Packing packing, long packingSeed, boolean lowerCase, boolean stripAccents, int logEvery,
    int evaluationExamples) {

  static final List<Setting<DataConfig>> SETTINGS = List.of(
      new Setting<>("packing", c -> Setting.name(c.packing), (c, v) -> new DataConfig(Setting.constant("packing", v, Packing.class),
          c.packingSeed, c.lowerCase, c.stripAccents, c.logEvery, c.evaluationExamples)),
      new Setting<>("packingSeed", c -> Long.toString(c.packingSeed), (c, v) -> new DataConfig(c.packing,
          Setting.longInteger("packingSeed", v), c.lowerCase, c.stripAccents, c.logEvery, c.evaluationExamples)),
      new Setting<>("lowerCase", c -> Boolean.toString(c.lowerCase), (c, v) -> new DataConfig(c.packing, c.packingSeed,
          Setting.bool("lowerCase", v), c.stripAccents, c.logEvery, c.evaluationExamples)),
      new Setting<>("stripAccents", c -> Boolean.toString(c.stripAccents), (c, v) -> new DataConfig(c.packing, c.packingSeed,
          c.lowerCase, Setting.bool("stripAccents", v), c.logEvery, c.evaluationExamples)),
      new Setting<>("logEvery", c -> Integer.toString(c.logEvery), (c, v) -> c.loggedEvery(Setting.integer("logEvery", v, 1))),
      new Setting<>("evaluationExamples", c -> Integer.toString(c.evaluationExamples), (c, v) -> new DataConfig(c.packing,
          c.packingSeed, c.lowerCase, c.stripAccents, c.logEvery, Setting.integer("evaluationExamples", v, 1))));

  /** The same with another distance between rows of the curve. */
  public DataConfig loggedEvery(int steps) {
    return new DataConfig(packing, packingSeed, lowerCase, stripAccents, steps, evaluationExamples);
  }

  /** What is done to text before it is cut into word pieces. */
  public TextNormalizer normalizer() {
    return new TextNormalizer(lowerCase, stripAccents);
  }
}
