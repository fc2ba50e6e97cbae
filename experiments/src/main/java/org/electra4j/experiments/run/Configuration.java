package org.electra4j.experiments.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.core.objective.ReplacementSource;
import org.electra4j.core.train.PretrainConfig;
import org.electra4j.core.train.PretrainSettings;

/**
 * Everything about a pre-training that changes its result, but for text and seed: a flat list of keys and values, and the records they fill.
 *
 * @param model sizes and objective
 * @param pretrain batches, steps and rates
 * @param data packing and measuring
 */
public record Configuration(ElectraConfig model, PretrainConfig pretrain, DataConfig data) {

  /** Every key with its value, in a fixed order. */
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> all = new LinkedHashMap<>(ElectraSettings.of(model));
    all.putAll(PretrainSettings.of(pretrain));
    all.putAll(Setting.of(DataConfig.SETTINGS, data));
    return all;
  }

  /** With these changes; ConfigException for a key that is not there, or a value that is none. */
  public Configuration with(Map<String, String> changes) {
    Map<String, String> modelChanges = new LinkedHashMap<>();
    Map<String, String> pretrainChanges = new LinkedHashMap<>();
    DataConfig changedData = data;
    Collection<String> modelKeys = ElectraSettings.of(model).keySet();
    Collection<String> pretrainKeys = PretrainSettings.of(pretrain).keySet();
    for (Map.Entry<String, String> change : changes.entrySet()) {
      String key = change.getKey();
      if (modelKeys.contains(key)) {
        modelChanges.put(key, change.getValue());
      } else if (pretrainKeys.contains(key)) {
        pretrainChanges.put(key, change.getValue());
      } else {
        Setting<DataConfig> setting = DataConfig.SETTINGS.stream().filter(each -> each.key().equals(key)).findFirst()
            .orElseThrow(() -> new ConfigException(unknown(key, settings().keySet())));
        changedData = setting.put().apply(changedData, change.getValue());
      }
    }
    return new Configuration(ElectraSettings.apply(model, modelChanges), PretrainSettings.apply(pretrain, pretrainChanges), changedData)
        .checked();
  }

  /** With another number of steps, and warm-up and rows of the curve in proportion. */
  public Configuration withSteps(long steps) {
    if (steps < 1) {
      throw new ConfigException("steps is " + steps + ": expected a whole number of at least 1");
    }
    double share = steps / (double) pretrain.steps();
    PretrainConfig p = pretrain;
    PretrainConfig changed = new PretrainConfig(p.length(), p.batchSize(), p.microBatch(), steps, p.learningRate(),
        Math.rint(p.warmupSteps() * share), p.optimizer(), p.maxGradientNorm());
    return new Configuration(model, changed, data.loggedEvery((int) Math.max(1, Math.round(data.logEvery() * share))));
  }

  /** With a vocabulary of this size. */
  public Configuration withVocabularySize(int size) {
    return size == model.vocabularySize() ? this : with(Map.of("vocabularySize", Integer.toString(size)));
  }

  /** With another source of replacements. */
  public Configuration withSource(ReplacementSource source) {
    return new Configuration(model.withSource(source), pretrain, data).checked();
  }

  /** Positions of all examples of all steps. */
  public double positions() {
    return (double) pretrain.length() * pretrain.batchSize() * pretrain.steps();
  }

  /** What no record can see alone. */
  private Configuration checked() {
    if (pretrain.length() > model.maxPositions()) {
      throw new ConfigException("length is %d and maxPositions %d: expected a length of at most maxPositions"
          .formatted(pretrain.length(), model.maxPositions()));
    }
    return this;
  }

  /** The sentence for a key that is not there, with those that are close. */
  static String unknown(String key, Collection<String> known) {
    List<String> close = new ArrayList<>(known);
    close.removeIf(each -> distance(each, key) > Math.max(2, key.length() / 3) && !each.toLowerCase(Locale.ROOT)
        .contains(key.toLowerCase(Locale.ROOT)));
    close.sort(Comparator.comparingInt((String each) -> distance(each, key)).thenComparing(Comparator.naturalOrder()));
    return "%s is no key of a configuration: %s".formatted(key, close.isEmpty() ? "expected one of " + String.join(", ", known)
        : "did you mean " + String.join(" or ", close.subList(0, Math.min(3, close.size()))) + "?");
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        row[j] = Math.min(Math.min(above, row[j - 1]) + 1, corner + (same ? 0 : 1));
        corner = above;
      }
    }
    return row[b.length()];
  }
}
