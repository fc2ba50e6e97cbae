package org.electra4j.experiments.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.electra4j.core.data.Packing;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.Settings;
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

  /** Refuses what has no meaning, naming the key. */
  public DataConfig {
    atLeastOne("logEvery", logEvery);
    atLeastOne("evaluationExamples", evaluationExamples);
  }

  private static void atLeastOne(String key, int value) {
    if (value < 1) {
      throw new ConfigException("%s is %d: expected at least 1".formatted(key, value));
    }
  }

  /** Every key with its value, in a fixed order. */
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("packing", Settings.text(packing));
    settings.put("packingSeed", Long.toString(packingSeed));
    settings.put("lowerCase", Boolean.toString(lowerCase));
    settings.put("stripAccents", Boolean.toString(stripAccents));
    settings.put("logEvery", Integer.toString(logEvery));
    settings.put("evaluationExamples", Integer.toString(evaluationExamples));
    return settings;
  }

  /** With these changes; ConfigException for a key that is not there, or a value that is none. */
  public DataConfig with(Map<String, String> changes) {
    SequencedMap<String, String> all = settings();
    Settings.checkKeys(changes.keySet(), all.keySet());
    all.putAll(changes);
    return new DataConfig(Settings.choice("packing", all.get("packing"), Packing.class),
        Settings.wholeLong("packingSeed", all.get("packingSeed")),
        Settings.yes("lowerCase", all.get("lowerCase")), Settings.yes("stripAccents", all.get("stripAccents")),
        Settings.whole("logEvery", all.get("logEvery")), Settings.whole("evaluationExamples", all.get("evaluationExamples")));
  }

  /** The same with another distance between rows of the curve. */
  public DataConfig loggedEvery(int steps) {
    return new DataConfig(packing, packingSeed, lowerCase, stripAccents, steps, evaluationExamples);
  }

  /** What is done to text before it is cut into word pieces. */
  public TextNormalizer normalizer() {
    return new TextNormalizer(lowerCase, stripAccents);
  }
}
