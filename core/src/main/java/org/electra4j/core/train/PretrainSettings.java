package org.electra4j.core.train;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.electra4j.core.model.Settings;
import org.electra4j.core.optim.AdamWConfig;

/** A PretrainConfig as keys and values, both ways. */
public final class PretrainSettings {
  /** Left out where it is 1, as in runs that are older than the key: a run is known by its settings. */
  private static final String SHARDS = "shards";

  private PretrainSettings() {}

  /** All keys that there are, those included that {@link #of} leaves out at their usual value. */
  public static SequencedSet<String> keys(PretrainConfig config) {
    SequencedSet<String> keys = new LinkedHashSet<>(of(config).keySet());
    keys.add(SHARDS);
    return keys;
  }

  /** Every key with its value, in a fixed order. */
  public static SequencedMap<String, String> of(PretrainConfig config) {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("length", Settings.text(config.length()));
    settings.put("batchSize", Settings.text(config.batchSize()));
    settings.put("microBatch", Settings.text(config.microBatch()));
    settings.put("steps", Settings.text(config.steps()));
    settings.put("learningRate", Settings.text(config.learningRate()));
    settings.put("warmupSteps", Settings.text(config.warmupSteps()));
    settings.put("beta1", Settings.text(config.optimizer().beta1()));
    settings.put("beta2", Settings.text(config.optimizer().beta2()));
    settings.put("epsilon", Settings.text(config.optimizer().epsilon()));
    settings.put("weightDecay", Settings.text(config.optimizer().weightDecay()));
    settings.put("maxGradientNorm", Settings.text(config.maxGradientNorm()));
    if (config.shards() != 1) {
      settings.put(SHARDS, Settings.text(config.shards()));
    }
    return settings;
  }

  /**
   * The base with these changes; ConfigException for a key that is not there, or a value that is none. Where shards are not among them, the
   * base's are halved until the batch can be cut into so many.
   */
  public static PretrainConfig apply(PretrainConfig base, Map<String, String> changes) {
    SequencedMap<String, String> settings = of(base);
    Settings.checkKeys(changes.keySet(), keys(base));
    settings.putIfAbsent(SHARDS, "1");
    settings.putAll(changes);
    int shards = whole(settings, SHARDS);
    while (!changes.containsKey(SHARDS) && shards > 1
        && whole(settings, "batchSize") % Math.max(1, (long) shards * whole(settings, "microBatch")) != 0) {
      shards /= 2;
    }
    return new PretrainConfig(whole(settings, "length"), whole(settings, "batchSize"), whole(settings, "microBatch"),
        Settings.wholeLong("steps", settings.get("steps")), number(settings, "learningRate"), number(settings, "warmupSteps"),
        new AdamWConfig(number(settings, "beta1"), number(settings, "beta2"), number(settings, "epsilon"), number(settings, "weightDecay")),
        number(settings, "maxGradientNorm"), shards);
  }

  private static int whole(Map<String, String> settings, String key) {
    return Settings.whole(key, settings.get(key));
  }

  private static double number(Map<String, String> settings, String key) {
    return Settings.number(key, settings.get(key));
  }
}
