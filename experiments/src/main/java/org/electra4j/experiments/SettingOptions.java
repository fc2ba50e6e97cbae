package org.electra4j.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.run.Configuration;
import picocli.CommandLine.Option;

/** Changes to a preset. */
final class SettingOptions {
  private static final String FINE_TUNE = "fineTune";

  @Option(names = "--set", paramLabel = "KEY=VALUE", order = 4, description = {
      "Changes one setting of the preset; may be repeated. --dry-run lists all keys and their values."})
  private List<String> set = new ArrayList<>();

  @Option(names = "--steps", paramLabel = "N", order = 5,
      description = "Updates in all; warm-up and curve follow in proportion, unless they are --set.")
  Long steps;

  /** Changes by key. */
  Map<String, String> changes() {
    Map<String, String> changes = parse(set);
    if (steps != null && changes.containsKey("steps")) {
      throw new ConfigException("steps is set by --steps and by --set: expected one of them");
    }
    return changes;
  }

  /** Keys and values of texts such as learningRate=5e-4. */
  static Map<String, String> parse(List<String> set) {
    Map<String, String> changes = new LinkedHashMap<>();
    for (String each : set) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw new ConfigException("--set %s: expected a key, =, and its value, such as --set learningRate=5e-4".formatted(each));
      }
      if (changes.put(each.substring(0, equals).strip(), each.substring(equals + 1).strip()) != null) {
        throw new ConfigException("--set %s: the key is set twice; expected it once".formatted(each));
      }
    }
    return changes;
  }

  /** Whether a key concerns fine-tuning. */
  static boolean isFineTuning(String key) {
    return key.startsWith(FINE_TUNE);
  }

  /** The preset's configuration with all changes that concern pre-training. */
  Configuration applyTo(Configuration preset) {
    Map<String, String> changes = changes();
    changes.keySet().removeIf(SettingOptions::isFineTuning);
    Configuration changed = (steps == null ? preset : preset.withSteps(steps)).with(changes);
    if (changed.pretrain().steps() < 1) {
      throw new ConfigException("steps is %d: expected at least 1".formatted(changed.pretrain().steps()));
    }
    return changed;
  }

  /** Changes that concern fine-tuning. */
  Map<String, String> fineTuning() {
    Map<String, String> changes = changes();
    changes.keySet().removeIf(key -> !isFineTuning(key));
    return changes;
  }

  /** Whether nothing is changed. */
  boolean untouched() {
    return set.isEmpty() && steps == null;
  }
}
