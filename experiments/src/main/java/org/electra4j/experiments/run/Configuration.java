package org.electra4j.experiments.run;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.electra4j.core.data.Packing;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.core.model.Settings;
import org.electra4j.core.objective.GeneratorTraining.TwoStage;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.Prediction.MaskedLanguageModel;
import org.electra4j.core.train.PretrainConfig;
import org.electra4j.core.train.PretrainSettings;

/**
 * Everything about a pre-training that changes its result, but for text and seed: a flat list of keys and values, and the records that they
 * fill.
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
    all.putAll(data.settings());
    return all;
  }

  /** With these changes; ConfigException for a key that is not there, or a value that is none. */
  public Configuration with(Map<String, String> changes) {
    SequencedSet<String> known = new LinkedHashSet<>(settings().keySet());
    known.addAll(PretrainSettings.keys(pretrain));
    Settings.checkKeys(changes.keySet(), known);
    return new Configuration(ElectraSettings.apply(model, only(changes, ElectraSettings.of(model).keySet())),
        PretrainSettings.apply(pretrain, only(changes, PretrainSettings.keys(pretrain))),
        data.with(only(changes, data.settings().keySet()))).checked();
  }

  private static Map<String, String> only(Map<String, String> changes, Collection<String> keys) {
    Map<String, String> chosen = new LinkedHashMap<>(changes);
    chosen.keySet().retainAll(keys);
    return chosen;
  }

  /** With another number of steps, and warm-up, rows of the curve and a generator's stage of its own in proportion. */
  public Configuration withSteps(long steps) {
    PretrainConfig p = pretrain;
    double share = p.steps() == 0 ? 1 : steps / (double) p.steps();
    PretrainConfig changed = new PretrainConfig(p.length(), p.batchSize(), p.microBatch(), steps, p.learningRate(),
        Math.rint(p.warmupSteps() * share), p.optimizer(), p.maxGradientNorm(), p.shards());
    Objective objective = model.objective();
    if (objective.training() instanceof TwoStage(long generatorSteps)) {
      objective = objective.withTraining(new TwoStage(Math.max(1, Math.round(generatorSteps * share))));
    }
    return new Configuration(model.withObjective(objective), changed,
        data.loggedEvery(Math.clamp(Math.round(data.logEvery() * share), 1, Integer.MAX_VALUE)));
  }

  /** With a vocabulary of this size. */
  public Configuration withVocabularySize(int size) {
    return size == model.vocabularySize() ? this : with(Map.of("vocabularySize", Integer.toString(size)));
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
    if (model.objective().prediction() instanceof MaskedLanguageModel(boolean nextSentence) && nextSentence
        && data.packing() != Packing.PAIRS) {
      throw new ConfigException("nextSentence is true and packing %s: expected packing pairs with it"
          .formatted(Settings.text(data.packing())));
    }
    if (model.objective().training() instanceof TwoStage(long generatorSteps) && generatorSteps >= pretrain.steps()) {
      throw new ConfigException("generatorSteps is %d and steps %d: expected fewer steps of the generator than of all"
          .formatted(generatorSteps, pretrain.steps()));
    }
    return this;
  }
}
