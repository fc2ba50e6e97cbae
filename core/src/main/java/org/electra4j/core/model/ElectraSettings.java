package org.electra4j.core.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.electra4j.core.nn.Start;
import org.electra4j.core.objective.GeneratorTraining;
import org.electra4j.core.objective.MaskRecipe;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.Prediction;
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

  /** What the main network is asked. */
  private enum Asked { REPLACED_TOKEN_DETECTION, MASKED_LANGUAGE_MODEL, REPLACE_MLM, ALL_TOKENS_MLM }

  /** How a generator learns. */
  private enum Training { JOINT, TWO_STAGE, ADVERSARIAL }

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
    Objective read = read(config.objective());
    boolean learned = read.learnsGenerator();
    boolean drawn = read.prediction().drawsReplacements();
    putPrediction(settings, read.prediction());
    settings.put("source", Settings.text(source(read.source())));
    LearnedGenerator generator = read.source() instanceof LearnedGenerator own ? own : DEFAULT_GENERATOR;
    settings.put("generatorSize", Settings.text(generator.size()));
    settings.put("sharing", Settings.text(generator.sharing()));
    settings.put("training", Settings.text(training(read.training())));
    settings.put("generatorSteps", Settings.text(read.training() instanceof GeneratorTraining.TwoStage(long steps) ? steps : 0));
    settings.put("replacement", Settings.text(read.replacement().choice()));
    settings.put("temperature", Settings.text(read.replacement().temperature()));
    settings.put("correct", Settings.text(read.replacement().correct()));
    settings.put("maskRate", Settings.text(config.masking().rate()));
    settings.put("drawing", Settings.text(config.masking().drawing()));
    MaskRecipe masking = learned || !drawn ? config.masking() : MaskRecipe.PUBLISHED;
    settings.put("maskShare", Settings.text(masking.maskShare()));
    settings.put("randomShare", Settings.text(masking.randomShare()));
    boolean likelihood = !drawn || learned && !(read.training() instanceof GeneratorTraining.Adversarial);
    settings.put("generatorWeight", Settings.text(likelihood ? config.generatorWeight() : DEFAULT_GENERATOR_WEIGHT));
    settings.put("discriminatorWeight", Settings.text(drawn ? config.discriminatorWeight() : read.prediction().usualWeight()));
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

  /** The objective with whatever nothing reads at its default. */
  private static Objective read(Objective objective) {
    if (!objective.prediction().drawsReplacements()) {
      return Objective.electra(DEFAULT_GENERATOR).withPrediction(objective.prediction());
    }
    Replacement own = objective.replacement();
    boolean learned = objective.learnsGenerator();
    boolean sampled = learned && own.choice() == Replacement.Choice.SAMPLE;
    // Only a loss over original and replaced can leave hits out.
    boolean detects = objective.prediction() instanceof Prediction.ReplacedTokenDetection;
    Replacement.Correct correct =
        own.correct() == Replacement.Correct.EXCLUDED && !detects ? Replacement.PUBLISHED.correct() : own.correct();
    Replacement replacement = new Replacement(learned ? own.choice() : Replacement.PUBLISHED.choice(),
        sampled ? own.temperature() : Replacement.PUBLISHED.temperature(), correct);
    return new Objective(objective.source(), objective.prediction(), learned ? objective.training() : GeneratorTraining.PUBLISHED,
        replacement);
  }

  private static void putPrediction(SequencedMap<String, String> settings, Prediction prediction) {
    settings.put("prediction", Settings.text(asked(prediction)));
    settings.put("judged", Settings.text(prediction instanceof Prediction.ReplacedTokenDetection(Prediction.Judged judged) ? judged
        : Prediction.Judged.ALL_TOKENS));
    settings.put("nextSentence", Boolean.toString(prediction instanceof Prediction.MaskedLanguageModel(boolean next) && next));
  }

  private static Asked asked(Prediction prediction) {
    return switch (prediction) {
      case Prediction.ReplacedTokenDetection _ -> Asked.REPLACED_TOKEN_DETECTION;
      case Prediction.MaskedLanguageModel _ -> Asked.MASKED_LANGUAGE_MODEL;
      case Prediction.ReplaceMlm _ -> Asked.REPLACE_MLM;
      case Prediction.AllTokensMlm _ -> Asked.ALL_TOKENS_MLM;
    };
  }

  private static Training training(GeneratorTraining training) {
    return switch (training) {
      case GeneratorTraining.Joint _ -> Training.JOINT;
      case GeneratorTraining.TwoStage _ -> Training.TWO_STAGE;
      case GeneratorTraining.Adversarial _ -> Training.ADVERSARIAL;
    };
  }

  private static Source source(ReplacementSource source) {
    return switch (source) {
      case LearnedGenerator _ -> Source.LEARNED;
      case Unigram _ -> Source.UNIGRAM;
      case Uniform _ -> Source.UNIFORM;
    };
  }

  /**
   * The base with these changes; ConfigException for a key that is not there, a value that is none, or a change that is not read. With
   * another prediction and no word about discriminatorWeight, that is the prediction's usual one.
   */
  public static ElectraConfig apply(ElectraConfig base, Map<String, String> changes) {
    SequencedMap<String, String> settings = of(base);
    Settings.checkKeys(changes.keySet(), settings.keySet());
    settings.putAll(changes);
    Prediction prediction = prediction(new Values(settings));
    if (asked(prediction) != asked(base.objective().prediction()) && !changes.containsKey("discriminatorWeight")) {
      settings.put("discriminatorWeight", Settings.text(prediction.usualWeight()));
    }
    ElectraConfig config = config(settings);
    SequencedMap<String, String> read = of(config);
    for (String key : settings.keySet()) {
      if (changes.containsKey(key) && !Settings.same(changes.get(key), read.get(key))) {
        throw new ConfigException(
            "%s is %s, but nothing reads it with prediction %s, source %s, training %s, replacement %s and init %s: leave it out"
                .formatted(key, changes.get(key), read.get("prediction"), read.get("source"), read.get("training"),
                    read.get("replacement"), read.get("init")));
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
    GeneratorTraining training = switch (values.choice("training", Training.class)) {
      case JOINT -> new GeneratorTraining.Joint();
      case TWO_STAGE -> new GeneratorTraining.TwoStage(Settings.wholeLong("generatorSteps", settings.get("generatorSteps")));
      case ADVERSARIAL -> new GeneratorTraining.Adversarial();
    };
    Replacement replacement = new Replacement(values.choice("replacement", Replacement.Choice.class), values.number("temperature"),
        values.choice("correct", Replacement.Correct.class));
    Objective objective = read(new Objective(source, prediction(values), training, replacement));
    Start start = switch (values.choice("init", Init.class)) {
      case PUBLISHED -> new Start.Published(values.number("initDeviation"));
      case NEIGHBOURS -> new Start.Neighbours(values.number("initDeviation"), values.number("positionScale"));
    };
    return new ElectraConfig(values.whole("vocabularySize"), values.whole("maxPositions"), values.whole("embeddingSize"),
        values.whole("hiddenSize"), values.whole("layers"), values.whole("headSize"), values.whole("minimumHeads"),
        values.number("dropout"), objective,
        new MaskRecipe(values.number("maskRate"), values.choice("drawing", MaskRecipe.Drawing.class), values.number("maskShare"),
            values.number("randomShare")),
        values.number("generatorWeight"), values.number("discriminatorWeight"), start);
  }

  private static Prediction prediction(Values values) {
    return switch (values.choice("prediction", Asked.class)) {
      case REPLACED_TOKEN_DETECTION -> new Prediction.ReplacedTokenDetection(values.choice("judged", Prediction.Judged.class));
      case MASKED_LANGUAGE_MODEL -> new Prediction.MaskedLanguageModel(values.yes("nextSentence"));
      case REPLACE_MLM -> new Prediction.ReplaceMlm();
      case ALL_TOKENS_MLM -> new Prediction.AllTokensMlm();
    };
  }

  /** Settings read by key. */
  private record Values(Map<String, String> settings) {
    int whole(String key) {
      return Settings.whole(key, settings.get(key));
    }

    double number(String key) {
      return Settings.number(key, settings.get(key));
    }

    boolean yes(String key) {
      return Settings.yes(key, settings.get(key));
    }

    <E extends Enum<E>> E choice(String key, Class<E> choices) {
      return Settings.choice(key, settings.get(key), choices);
    }
  }
}
