package org.electra4j.experiments.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.electra4j.core.checkpoint.Checkpoint;
import org.electra4j.core.huggingface.ModelFolder;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraWeights;
import org.electra4j.core.nn.EmbeddingWeights;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.predict.PretrainedWeights;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;

/**
 * From folders that transformers wrote to a checkpoint that fine-tuning, further pre-training and the commands that use a model read.
 *
 * <p>A generator that comes with a discriminator shares with it what has the same values in both: embeddings, tokens alone, or nothing.
 */
public final class ModelImport {
  /** Weights that nothing was trained with here stand at step 0. */
  private static final String CHECKPOINT = "checkpoint-0.safetensors";

  private final Path main;
  private final Path generator;
  private final EncoderConfig size;
  private final boolean fillsMasks;

  /**
   * Of these folders.
   *
   * @param main of ElectraForPreTraining, or of ElectraForMaskedLM
   * @param generator of the ElectraForMaskedLM that belongs to it; null for none
   */
  public ModelImport(Path main, Path generator) {
    this.main = main;
    this.generator = generator;
    size = ModelFolder.size(main);
    fillsMasks = ModelFolder.fillsMasks(main);
    if (fillsMasks && generator != null) {
      throw new ConfigException("%s fills masks in itself: expected a discriminator where a --generator is given".formatted(main));
    }
  }

  /** Writes checkpoint-0.safetensors and vocab.txt; the configuration that they have. */
  public Configuration write(Path folder) {
    Vocabulary vocabulary = ModelFolder.vocabulary(main);
    if (vocabulary.size() != size.vocabularySize()) {
      throw new ConfigException("%s: the vocabulary has %d tokens and the model %d: expected as many".formatted(main, vocabulary.size(),
          size.vocabularySize()));
    }
    Configuration configuration = configuration();
    try (PretrainedWeights weights = PretrainedWeights.zero(configuration.model())) {
      read(weights.weights());
      SequencedMap<String, String> state = new LinkedHashMap<>(configuration.settings());
      state.put("vocabularyChecksum", vocabulary.checksum());
      state.put("importedHash", weights.memory().hashOfWeights());
      vocabulary.write(folder.resolve("vocab.txt"));
      Checkpoint.write(folder.resolve(CHECKPOINT), weights.memory(), state, List.of());
    }
    return configuration;
  }

  private void read(ElectraWeights weights) {
    if (fillsMasks) {
      ModelFolder.readMaskedLm(main, weights.main(), weights.languageModel().words());
      return;
    }
    ModelFolder.readDiscriminator(main, weights.main(), weights.discriminatorHead());
    if (generator != null) {
      ModelFolder.readMaskedLm(generator, weights.generator(), weights.mlmHead());
    }
  }

  private Configuration configuration() {
    TextNormalizer normalizer = ModelFolder.normalizer(main);
    Map<String, String> settings = new LinkedHashMap<>();
    put(settings, "vocabularySize", size.vocabularySize());
    put(settings, "maxPositions", size.maxPositions());
    put(settings, "embeddingSize", size.embeddingSize());
    put(settings, "hiddenSize", size.hiddenSize());
    put(settings, "layers", size.layers());
    put(settings, "headSize", size.headSize());
    put(settings, "minimumHeads", 1);
    put(settings, "length", Math.min(ModelFolder.maxLength(main), size.maxPositions()));
    put(settings, "lowerCase", normalizer.lowerCase());
    put(settings, "stripAccents", normalizer.stripAccents());
    if (fillsMasks) {
      settings.put("prediction", "masked-language-model");
    } else if (generator == null) {
      settings.put("source", "unigram");
    } else {
      generator(settings);
    }
    return Preset.SMALL.configuration().with(settings);
  }

  private void generator(Map<String, String> settings) {
    EncoderConfig own = ModelFolder.size(generator);
    equal("num_hidden_layers", own.layers(), size.layers());
    equal("vocab_size", own.vocabularySize(), size.vocabularySize());
    equal("max_position_embeddings", own.maxPositions(), size.maxPositions());
    if (own.embeddingSize() != size.embeddingSize() && own.embeddingSize() != own.hiddenSize()) {
      throw new ConfigException("%s: embedding_size is %d, expected %d as in %s, or its own hidden_size".formatted(generator,
          own.embeddingSize(), size.embeddingSize(), main));
    }
    int heads = Math.max(1, own.hiddenSize() / size.headSize());
    if (own.heads() != heads) {
      if (own.heads() < heads || own.heads() > size.heads()) {
        throw new ConfigException("%s: num_attention_heads is %d, expected %d, of the main network's width".formatted(generator,
            own.heads(), heads));
      }
      put(settings, "minimumHeads", own.heads());
    }
    settings.put("generatorSize", own.hiddenSize() + "/" + size.hiddenSize());
    settings.put("sharing", own.embeddingSize() != size.embeddingSize() ? "none-as-published" : sharing(settings));
  }

  private void equal(String field, int found, int expected) {
    if (found != expected) {
      throw new ConfigException("%s: %s is %d, expected %d as in %s".formatted(generator, field, found, expected, main));
    }
  }

  /** What has the same values in both. */
  private String sharing(Map<String, String> settings) {
    Map<String, String> apart = new LinkedHashMap<>(settings);
    apart.put("sharing", "none");
    try (PretrainedWeights weights = PretrainedWeights.zero(Preset.SMALL.configuration().with(apart).model())) {
      read(weights.weights());
      EmbeddingWeights ours = weights.weights().main().embeddings();
      EmbeddingWeights theirs = weights.weights().generator().embeddings();
      if (!same(ours.word(), theirs.word())) {
        return "none";
      }
      return same(ours.position(), theirs.position()) && same(ours.segment(), theirs.segment())
          && same(ours.norm().scale(), theirs.norm().scale()) && same(ours.norm().shift(), theirs.norm().shift()) ? "embeddings"
          : "token-embeddings";
    }
  }

  private static boolean same(Parameter one, Parameter other) {
    return one.value().segment().mismatch(other.value().segment()) == -1;
  }

  private static void put(Map<String, String> settings, String key, Object value) {
    settings.put(key, value.toString());
  }
}
