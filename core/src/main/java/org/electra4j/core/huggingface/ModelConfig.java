package org.electra4j.core.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.core.nn.EncoderConfig;

/**
 * A config.json of transformers' ElectraConfig.
 *
 * @param architecture such as ElectraForPreTraining
 * @param encoder sizes
 * @param labels of a classifier in the order of their numbers; empty for a regression, null for a model without a task
 */
record ModelConfig(String architecture, EncoderConfig encoder, List<String> labels) {
  static final String NAME = "config.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double EPSILON = 1e-12;

  /** Every field, defaults included. */
  ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.putArray("architectures").add(architecture);
    json.put("model_type", "electra");
    json.put("vocab_size", encoder.vocabularySize());
    json.put("embedding_size", encoder.embeddingSize());
    json.put("hidden_size", encoder.hiddenSize());
    json.put("num_hidden_layers", encoder.layers());
    json.put("num_attention_heads", encoder.heads());
    json.put("intermediate_size", encoder.feedForwardSize());
    json.put("hidden_act", "gelu");
    // What fine-tuning wants, as in every published size, whatever pre-training had.
    json.put("hidden_dropout_prob", 0.1);
    json.put("attention_probs_dropout_prob", 0.1);
    json.put("max_position_embeddings", encoder.maxPositions());
    json.put("type_vocab_size", 2);
    json.put("initializer_range", 0.02);
    json.put("layer_norm_eps", EPSILON);
    json.put("pad_token_id", 0);
    json.put("position_embedding_type", "absolute");
    json.put("summary_type", "first");
    json.put("summary_use_proj", true);
    json.put("summary_activation", "gelu");
    json.put("summary_last_dropout", 0.1);
    json.putNull("classifier_dropout");
    json.put("use_cache", true);
    json.put("torch_dtype", "float32");
    if (labels != null) {
      // A regression has one output, which transformers names like a class.
      List<String> names = labels.isEmpty() ? List.of("LABEL_0") : labels;
      ObjectNode byId = json.putObject("id2label");
      ObjectNode byLabel = json.putObject("label2id");
      for (int id = 0; id < names.size(); id++) {
        byId.put(Integer.toString(id), names.get(id));
        byLabel.put(names.get(id), id);
      }
      json.put("problem_type", labels.isEmpty() ? "regression" : "single_label_classification");
    }
    return json;
  }

  /** Reads a folder's; ModelFolderException naming the field that is missing, or that says what cannot be had here. */
  static ModelConfig read(Path folder) {
    Path file = folder.resolve(NAME);
    JsonNode json = JsonFile.object(file);
    expect(file, json, "model_type", "electra");
    expect(file, json, "hidden_act", "gelu");
    if (json.hasNonNull("position_embedding_type")) {
      expect(file, json, "position_embedding_type", "absolute");
    }
    if (json.hasNonNull("layer_norm_eps") && json.get("layer_norm_eps").asDouble() != EPSILON) {
      throw new ModelFolderException("%s: layer_norm_eps is %s, expected %s: models with another cannot be used here".formatted(file,
          json.get("layer_norm_eps"), EPSILON));
    }
    int hidden = whole(file, json, "hidden_size");
    int inner = whole(file, json, "intermediate_size");
    if (inner != 4 * hidden) {
      throw new ModelFolderException("%s: intermediate_size is %d and hidden_size %d, expected four times as much: models with another "
          .formatted(file, inner, hidden) + "inner width cannot be used here");
    }
    if (json.hasNonNull("type_vocab_size") && whole(file, json, "type_vocab_size") != 2) {
      throw new ModelFolderException("%s: type_vocab_size is %s, expected 2".formatted(file, json.get("type_vocab_size")));
    }
    EncoderConfig encoder;
    try {
      encoder = new EncoderConfig(whole(file, json, "vocab_size"), whole(file, json, "max_position_embeddings"),
          whole(file, json, "embedding_size"), hidden, whole(file, json, "num_hidden_layers"), whole(file, json, "num_attention_heads"),
          inner, 0.1f);
    } catch (IllegalArgumentException e) {
      throw new ModelFolderException("%s: %s".formatted(file, e.getMessage()), e);
    }
    JsonNode architectures = json.path("architectures");
    return new ModelConfig(architectures.path(0).asText(""), encoder, labels(file, json));
  }

  /** Two classes where nothing is said, as transformers has it. */
  private static List<String> labels(Path file, JsonNode json) {
    JsonNode names = json.path("id2label");
    if (names.isMissingNode()) {
      return List.of("LABEL_0", "LABEL_1");
    }
    List<String> labels = new ArrayList<>();
    for (int id = 0; id < names.size(); id++) {
      JsonNode name = names.path(Integer.toString(id));
      if (!name.isTextual()) {
        throw new ModelFolderException("%s: id2label has no name for %d, expected one for each of 0 to %d".formatted(file, id,
            names.size() - 1));
      }
      labels.add(name.textValue());
    }
    boolean regression = labels.size() == 1 && !json.path("problem_type").asText("regression").equals("single_label_classification");
    return regression ? List.of() : labels;
  }

  private static void expect(Path file, JsonNode json, String field, String value) {
    String found = json.path(field).asText("");
    if (!found.equals(value)) {
      throw new ModelFolderException("%s: %s is %s, expected %s".formatted(file, field, found.isEmpty() ? "missing" : found, value));
    }
  }

  private static int whole(Path file, JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.canConvertToInt() || !value.isIntegralNumber()) {
      throw new ModelFolderException("%s: %s is %s, expected a whole number".formatted(file, field, value.isMissingNode() ? "missing"
          : value));
    }
    return value.intValue();
  }
}
