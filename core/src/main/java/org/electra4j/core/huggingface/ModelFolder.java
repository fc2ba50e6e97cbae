package org.electra4j.core.huggingface;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.core.huggingface.Safetensors.Entry;
import org.electra4j.core.huggingface.Safetensors.Source;
import org.electra4j.core.huggingface.Safetensors.Type;
import org.electra4j.core.model.DiscriminatorHeadWeights;
import org.electra4j.core.model.MlmHeadWeights;
import org.electra4j.core.model.SequenceHeadWeights;
import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;

/**
 * One model in a folder, as transformers' save_pretrained writes it and from_pretrained reads it: config.json, model.safetensors, the
 * tokenizer's files, and a README.md that says what it is.
 */
public final class ModelFolder {
  private static final String WEIGHTS = "model.safetensors";
  private static final String PRETRAINING = "ElectraForPreTraining";
  private static final String CLASSIFIER = "ElectraForSequenceClassification";
  private static final String MASKED_LM = "ElectraForMaskedLM";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelFolder() {}

  /**
   * What stands beside the weights.
   *
   * @param vocabulary of the model
   * @param normalizer that goes with it
   * @param maxLength most positions that the model was trained on
   * @param card text of README.md
   */
  public record Surroundings(Vocabulary vocabulary, TextNormalizer normalizer, int maxLength, String card) {}

  /** Writes a main network that tells replaced tokens: ElectraForPreTraining. */
  public static void writeDiscriminator(Path folder, EncoderConfig size, EncoderWeights encoder, DiscriminatorHeadWeights head,
      Surroundings around) {
    write(folder, new ModelConfig(PRETRAINING, size, null), TensorNames.discriminator(encoder, head), around);
  }

  /** Writes a network that fills in masks, a generator or a main network: ElectraForMaskedLM. */
  public static void writeMaskedLm(Path folder, EncoderConfig size, EncoderWeights encoder, MlmHeadWeights head, Surroundings around) {
    write(folder, new ModelConfig(MASKED_LM, size, null), TensorNames.maskedLm(encoder, head), around);
  }

  /**
   * Writes a fine-tuned model: ElectraForSequenceClassification.
   *
   * @param head the published one, [hidden, labels], or [hidden, 1] for a regression
   * @param labels names of the classes; empty for a regression
   */
  public static void writeClassifier(Path folder, EncoderConfig size, EncoderWeights encoder, DenseWeights head, List<String> labels,
      Surroundings around) {
    try (Arena arena = Arena.ofConfined()) {
      ParameterPlan plan = new ParameterPlan();
      SequenceHeadWeights expressed = SequenceHeadWeights.declare(plan, size.hiddenSize(), Math.max(1, labels.size()));
      plan.allocate(arena);
      PublishedHead.express(head, encoder.layers().getLast().feedForwardNorm(), expressed);
      write(folder, new ModelConfig(CLASSIFIER, size, labels), TensorNames.classifier(encoder, expressed), around);
    }
  }

  /** Names of a classifier's labels; empty for a regression. ModelFolderException where the folder holds another kind of model. */
  public static List<String> labels(Path folder) {
    ModelConfig config = ModelConfig.read(folder);
    if (!config.architecture().equals(CLASSIFIER)) {
      throw new ModelFolderException("%s: holds %s, expected %s: a model that was fine-tuned on a task".formatted(folder,
          config.architecture().isEmpty() ? "no architecture" : config.architecture(), CLASSIFIER));
    }
    return config.labels();
  }

  /** Fills encoder and head from a folder of a fine-tuned model. */
  public static void readClassifier(Path folder, EncoderWeights encoder, SequenceHeadWeights head) {
    read(folder, TensorNames.classifier(encoder, head));
  }

  /** Most positions that its tokenizer gives; Integer.MAX_VALUE where it does not say. */
  public static int maxLength(Path folder) {
    return TokenizerFiles.maxLength(folder);
  }

  /** Whether a folder's model fills masks in (ElectraForMaskedLM), rather than tell replaced tokens or be an encoder alone. */
  public static boolean fillsMasks(Path folder) {
    return ModelConfig.read(folder).architecture().equals(MASKED_LM);
  }

  /** Its vocabulary. */
  public static Vocabulary vocabulary(Path folder) {
    return TokenizerFiles.vocabulary(folder);
  }

  /** How its tokenizer treats case and accents. */
  public static TextNormalizer normalizer(Path folder) {
    return TokenizerFiles.normalizer(folder);
  }

  /** Sizes of a folder's model; ModelFolderException where it is no ELECTRA, or one that cannot be had here. */
  public static EncoderConfig size(Path folder) {
    return ModelConfig.read(folder).encoder();
  }

  /** Fills encoder and head from a folder; all of it is there and fits, or nothing is touched and ModelFolderException says what. */
  public static void readDiscriminator(Path folder, EncoderWeights encoder, DiscriminatorHeadWeights head) {
    read(folder, TensorNames.discriminator(encoder, head));
  }

  /** Fills encoder and head from a folder of a network that fills in masks. */
  public static void readMaskedLm(Path folder, EncoderWeights encoder, MlmHeadWeights head) {
    read(folder, TensorNames.maskedLm(encoder, head));
  }

  private static void write(Path folder, ModelConfig config, List<NamedTensor> tensors, Surroundings around) {
    try (Arena arena = Arena.ofConfined()) {
      AtomicFile.createFolders(folder);
      List<Source> sources = tensors.stream().map(tensor -> new Source(tensor.name(), Type.F32, tensor.shape(), tensor.exported(arena)))
          .toList();
      Safetensors.write(folder.resolve(WEIGHTS), new LinkedHashMap<>(), sources);
      around.vocabulary.write(folder.resolve("vocab.txt"));
      for (Map.Entry<String, ObjectNode> file : TokenizerFiles.of(around.vocabulary, around.normalizer, around.maxLength).entrySet()) {
        AtomicFile.write(folder.resolve(file.getKey()), text(file.getValue()));
      }
      AtomicFile.write(folder.resolve("README.md"), around.card.getBytes(StandardCharsets.UTF_8));
      // Last: a folder without it is no model.
      AtomicFile.write(folder.resolve(ModelConfig.NAME), text(config.json()));
    } catch (IOException e) {
      throw new ModelFolderException("%s: cannot be written: %s".formatted(folder, e), e);
    }
  }

  private static byte[] text(ObjectNode json) {
    try {
      // Line feeds on every system: the same bytes everywhere.
      DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
      return (JSON.writer(printer).writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON cannot be written", e);
    }
  }

  private static void read(Path folder, List<NamedTensor> tensors) {
    Path file = folder.resolve(WEIGHTS);
    try (Safetensors opened = Safetensors.open(file); Arena arena = Arena.ofConfined()) {
      Map<NamedTensor, MemorySegment> read = new LinkedHashMap<>();
      for (NamedTensor tensor : tensors) {
        Entry entry = opened.tensors().get(tensor.name());
        if (entry == null) {
          throw new ModelFolderException("%s: has no tensor %s; expected the weights of the model that %s describes".formatted(file,
              tensor.name(), ModelConfig.NAME));
        }
        if (entry.type() != Type.F32 || !entry.shape().equals(tensor.shape())) {
          throw new ModelFolderException("%s: tensor %s is %s %s, expected %s %s".formatted(file, tensor.name(), entry.type(),
              entry.shape(), Type.F32, tensor.shape()));
        }
        MemorySegment memory = tensor.memory(arena);
        opened.read(entry, memory);
        read.put(tensor, memory);
      }
      read.forEach(NamedTensor::imported);
    } catch (SafetensorsException e) {
      throw new ModelFolderException(e.getMessage(), e);
    }
  }
}
