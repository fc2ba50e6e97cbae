package org.electra4j.core.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.electra4j.core.nn.Start;
import org.electra4j.core.objective.MaskRecipe;
import org.electra4j.core.objective.Replacement;
import org.electra4j.core.objective.ReplacementSource;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.ReplacementSource.Uniform;
import org.electra4j.core.objective.ReplacementSource.Unigram;
import org.electra4j.core.objective.WeightSharing;

/**
 * An ElectraConfig as keys and values, both ways: the words of {@code --set}, of files, checkpoints and result columns.
 *
 * <p>What a configuration does not read (the generator's size where none is learned) stands at its default, so that runs that are the same
 * have the same strings; a change that would not be read is refused.
 */
public final class ElectraSettings {
  private static final LearnedGenerator DEFAULT_GENERATOR = new LearnedGenerator(0.25, WeightSharing.EMBEDDINGS);
  private static final double DEFAULT_GENERATOR_WEIGHT = 1;
  private static final double DEFAULT_POSITION_SCALE = 3;

  /** Where replacements come from. */
  private enum Source { LEARNED, UNIGRAM, UNIFORM }

  /** How parameters start. */
  private enum Init { PUBLISHED, NEIGHBOURS }

  private ElectraSettings() {}

  /** Every key with its value, in a fixed order. */
  public static SequencedMap<String, String> of(ElectraConfig config) {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("vocabularySize", Settings.text(config.vocabularySize()));
    settings.put("maxPositions", Settings.text(config.maxPositions()));
    settings.put("embeddingSize", Settings.text(config.embeddingSize()));
    settings.put("hiddenSize", Settings.text(config.hiddenSize()));
    settings.put("layers", Settings.text(config.layers()));
    settings.put("headSize", Settings.text(config.headSize()));
    settings.put("minimumHeads", Settings.text(config.minimumHeads()));
    settings.put("dropout", Settings.text(config.dropout()));
    settings.put("source", Settings.text(source(config)));
    boolean learned = config.source() instanceof LearnedGenerator;
    LearnedGenerator generator = config.source() instanceof LearnedGenerator own ? own : DEFAULT_GENERATOR;
    settings.put("generatorSize", Settings.text(generator.size()));
    settings.put("sharing", Settings.text(generator.sharing()));
    Replacement replacement = learned ? config.replacement() : Replacement.PUBLISHED;
    boolean sampled = replacement.choice() == Replacement.Choice.SAMPLE;
    settings.put("replacement", Settings.text(replacement.choice()));
    settings.put("temperature", Settings.text((sampled ? replacement : Replacement.PUBLISHED).temperature()));
    settings.put("maskRate", Settings.text(config.masking().rate()));
    settings.put("drawing", Settings.text(config.masking().drawing()));
    settings.put("maskShare", Settings.text((learned ? config.masking() : MaskRecipe.PUBLISHED).maskShare()));
    settings.put("generatorWeight", Settings.text(learned ? config.generatorWeight() : DEFAULT_GENERATOR_WEIGHT));
    settings.put("discriminatorWeight", Settings.text(config.discriminatorWeight()));
    switch (config.start()) {
      case Start.Published(double deviation) -> start(settings, Init.PUBLISHED, deviation, DEFAULT_POSITION_SCALE);
      case Start.Neighbours(double deviation, double scale) -> start(settings, Init.NEIGHBOURS, deviation, scale);
    }
    return settings;
  }

  private static void start(SequencedMap<String, String> settings, Init init, double deviation, double positionScale) {
    settings.put("init", Settings.text(init));
    settings.put("initDeviation", Settings.text(deviation));
    settings.put("positionScale", Settings.text(positionScale));
  }

  private static Source source(ElectraConfig config) {
    return switch (config.source()) {
      case LearnedGenerator _ -> Source.LEARNED;
      case Unigram _ -> Source.UNIGRAM;
      case Uniform _ -> Source.UNIFORM;
    };
  }

  /** The base with these changes; ConfigException for a key that is not there, a value that is none, or a change that is not read. */
  public static ElectraConfig apply(ElectraConfig base, Map<String, String> changes) {
    SequencedMap<String, String> settings = of(base);
    Settings.checkKeys(changes.keySet(), settings.keySet());
    settings.putAll(changes);
    ElectraConfig config = config(settings);
    SequencedMap<String, String> read = of(config);
    for (String key : settings.keySet()) {
      if (changes.containsKey(key) && !Settings.same(changes.get(key), read.get(key))) {
        throw new ConfigException("%s is %s, but nothing reads it with source %s, replacement %s and init %s: leave it out".formatted(key,
            changes.get(key), read.get("source"), read.get("replacement"), read.get("init")));
      }
    }
    return config(read);
  }

  private static ElectraConfig config(Map<String, String> settings) {
    Values values = new Values(settings);
    ReplacementSource source = switch (values.choice("source", Source.class)) {
      case LEARNED -> new LearnedGenerator(values.number("generatorSize"), values.choice("sharing", WeightSharing.class));
      case UNIGRAM -> new Unigram();
      case UNIFORM -> new Uniform();
    };
    Start start = switch (values.choice("init", Init.class)) {
      case PUBLISHED -> new Start.Published(values.number("initDeviation"));
      case NEIGHBOURS -> new Start.Neighbours(values.number("initDeviation"), values.number("positionScale"));
    };
    return new ElectraConfig(values.whole("vocabularySize"), values.whole("maxPositions"), values.whole("embeddingSize"),
        values.whole("hiddenSize"), values.whole("layers"), values.whole("headSize"), values.whole("minimumHeads"),
        values.number("dropout"), source,
        new Replacement(values.choice("replacement", Replacement.Choice.class), values.number("temperature")),
        new MaskRecipe(values.number("maskRate"), values.choice("drawing", MaskRecipe.Drawing.class), values.number("maskShare")),
        values.number("generatorWeight"), values.number("discriminatorWeight"), start);
  }

  /** Settings read by key. */
  private record Values(Map<String, String> settings) {
    int whole(String key) {
      return Settings.whole(key, settings.get(key));
    }

    double number(String key) {
      return Settings.number(key, settings.get(key));
    }

    <E extends Enum<E>> E choice(String key, Class<E> choices) {
      return Settings.choice(key, settings.get(key), choices);
    }
  }
}
