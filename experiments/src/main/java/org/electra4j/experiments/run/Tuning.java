package org.electra4j.experiments.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.electra4j.core.finetune.FineTuneConfig;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.Settings;

/**
 * How models are fine-tuned and on how much: the keys that begin with fineTune. What is not set is as published for task and model.
 *
 * @param values every key with its value, in a fixed order
 */
public record Tuning(SequencedMap<String, String> values) {
  private static final String PUBLISHED = "published";
  private static final String MAX_TRAIN = "fineTuneMaxTrain";
  private static final String MAX_DEV = "fineTuneMaxDev";
  private static final String SEEDS = "fineTuneSeeds";

  private static final int MOST_SEEDS = 1000;
  /** So far apart that pre-training seeds, which are counted from 1, do not share fine-tuning seeds. */
  private static final long SEED_DISTANCE = 1000;

  /** One key that changes the published configuration, by a number or by a whole one. */
  private record Key(String name, boolean whole, BiFunction<FineTuneConfig, Double, FineTuneConfig> put) {
    double parse(String value) {
      return whole ? Settings.whole(name, value) : Settings.number(name, value);
    }
  }

  private static final List<Key> KEYS = List.of(
      new Key("fineTuneDropout", false, FineTuneConfig::withDropout),
      new Key("fineTuneLearningRate", false, FineTuneConfig::withLearningRate),
      new Key("fineTuneLayerDecay", false, FineTuneConfig::withLayerDecay),
      new Key("fineTuneEpochs", false, FineTuneConfig::withEpochs),
      new Key("fineTuneWarmupShare", false, FineTuneConfig::withWarmupShare),
      new Key("fineTuneBatchSize", true, (config, value) -> config.withBatchSize(value.intValue())),
      new Key("fineTuneLength", true, (config, value) -> config.withLength(value.intValue())),
      new Key("fineTuneWeightDecay", false, FineTuneConfig::withWeightDecay));

  /** Everything as published, on all examples. */
  public static Tuning published() {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    KEYS.forEach(key -> values.put(key.name, PUBLISHED));
    values.put(MAX_TRAIN, "0");
    values.put(MAX_DEV, "0");
    values.put(SEEDS, "1");
    return new Tuning(values);
  }

  /** With these changes; ConfigException for a key that is not there, or a value that is none. */
  public Tuning with(Map<String, String> changes) {
    Settings.checkKeys(changes.keySet(), values.keySet());
    SequencedMap<String, String> changed = new LinkedHashMap<>(values);
    changed.putAll(changes);
    Tuning tuning = new Tuning(changed);
    tuning.maxTrain();
    tuning.maxDev();
    tuning.seeds();
    tuning.config("any", ElectraConfig.tiny(1000));
    return tuning;
  }

  /** For a task and a model. */
  public FineTuneConfig config(String task, ElectraConfig model) {
    FineTuneConfig config = FineTuneConfig.published(task, model);
    for (Key key : KEYS) {
      String value = values.get(key.name);
      if (!value.equals(PUBLISHED)) {
        double number = key.parse(value);
        try {
          config = key.put.apply(config, number);
        } catch (ConfigException e) {
          // The user typed another name than that of the record's component.
          throw new ConfigException(key.name + "=" + value + ": " + e.getMessage());
        }
      }
    }
    return config;
  }

  /** Most training examples of a task. */
  public int maxTrain() {
    return limit(MAX_TRAIN);
  }

  /** Most dev examples of a task. */
  public int maxDev() {
    return limit(MAX_DEV);
  }

  /** Fine-tunings of each task; a score is the median over them. */
  public int seeds() {
    int seeds = Settings.whole(SEEDS, values.get(SEEDS));
    if (seeds < 1 || seeds > MOST_SEEDS) {
      throw new ConfigException("%s is %d: expected 1 to %d".formatted(SEEDS, seeds, MOST_SEEDS));
    }
    return seeds;
  }

  /** Seeds of the fine-tunings of a model that was pre-trained with this seed; fine-tuning 0 has the same. */
  public List<Long> seeds(long pretrainingSeed) {
    return IntStream.range(0, seeds()).mapToObj(i -> pretrainingSeed + i * SEED_DISTANCE).toList();
  }

  /** What defines a single fine-tuning: all values but the number of them. */
  public SequencedMap<String, String> ofOne() {
    SequencedMap<String, String> one = new LinkedHashMap<>(values);
    one.remove(SEEDS);
    return one;
  }

  private int limit(String key) {
    int value = Settings.whole(key, values.get(key));
    if (value < 0) {
      throw new ConfigException("%s is %d: expected 0 for all, or more".formatted(key, value));
    }
    return value == 0 ? Integer.MAX_VALUE : value;
  }
}
