package org.electra4j.experiments.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.electra4j.core.checkpoint.Checkpoint;
import org.electra4j.core.checkpoint.CheckpointException;
import org.electra4j.core.checkpoint.CheckpointFolder;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.core.predict.PretrainedWeights;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.experiments.terminal.Words;

/**
 * A pre-trained model on disk, as fine-tuning needs it.
 *
 * @param name id of all that its checkpoint says of itself: configuration, data, seed and step
 * @param configuration it was trained with
 * @param checkpoint its weights
 * @param tokenizer with its vocabulary
 */
public record TrainedModel(String name, Configuration configuration, Path checkpoint, WordPieceTokenizer tokenizer) {
  private static final int NAME_DIGITS = 16;
  private static final String VOCABULARY = "vocab.txt";

  /**
   * From a run's folder, or one checkpoint file.
   *
   * @param vocabularyFile null for the vocab.txt that stands beside the checkpoint
   */
  public static TrainedModel open(Path folderOrFile, Path vocabularyFile) {
    Path file = folderOrFile;
    if (Files.isDirectory(folderOrFile)) {
      file = new CheckpointFolder(folderOrFile).newestWhole().map(CheckpointFolder.Whole::file)
          .orElseThrow(() -> new CheckpointException(("%s holds no checkpoint: expected the folder of a run that pretrain made, or one of"
              + " its checkpoint-STEP.safetensors").formatted(folderOrFile)));
    }
    Map<String, String> state = Checkpoint.state(file);
    Vocabulary vocabulary = Vocabulary.read(vocabularyFile != null ? vocabularyFile : file.resolveSibling(VOCABULARY));
    String checksum = state.get("vocabularyChecksum");
    if (!vocabulary.checksum().equals(checksum)) {
      throw new CheckpointException(("%s was trained with another vocabulary: its checksum is %s, that of the vocabulary given %s; give the"
          + " one it was trained with by --vocab").formatted(file, short12(checksum), short12(vocabulary.checksum())));
    }
    Configuration configuration = configuration(file, state);
    Checksum name = new Checksum();
    state.forEach((key, value) -> name.line(key + "=" + value));
    return new TrainedModel(name.hexadecimal().substring(0, NAME_DIGITS), configuration, file,
        new WordPieceTokenizer(vocabulary, configuration.data().normalizer()));
  }

  /** The vocab.txt that stands beside the checkpoint. */
  public Path vocabularyFile() {
    return checkpoint.resolveSibling(VOCABULARY);
  }

  /** SHA-256 of its weights. */
  public String hashOfWeights() {
    try (PretrainedWeights weights = PretrainedWeights.read(checkpoint, configuration.model())) {
      return weights.memory().hashOfWeights();
    }
  }

  /** Its model and text rules, with the training of a preset. */
  public Configuration further(Preset preset) {
    Map<String, String> settings = new LinkedHashMap<>(ElectraSettings.of(configuration.model()));
    settings.put("lowerCase", Boolean.toString(configuration.data().lowerCase()));
    settings.put("stripAccents", Boolean.toString(configuration.data().stripAccents()));
    Configuration usual = preset.configuration();
    settings.put("length", Integer.toString(Math.min(usual.pretrain().length(), configuration.model().maxPositions())));
    return usual.with(settings);
  }

  private static String short12(String checksum) {
    return Words.checksum(String.valueOf(checksum));
  }

  /** The settings that a checkpoint carries among its other strings. */
  private static Configuration configuration(Path file, Map<String, String> state) {
    Configuration any = Preset.TINY.configuration();
    Map<String, String> settings = new LinkedHashMap<>(any.settings());
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String value = state.get(setting.getKey());
      if (value == null) {
        throw new CheckpointException("%s does not say its %s: expected a checkpoint that this version of electra4j wrote"
            .formatted(file, setting.getKey()));
      }
      setting.setValue(value);
    }
    return any.with(settings);
  }
}
