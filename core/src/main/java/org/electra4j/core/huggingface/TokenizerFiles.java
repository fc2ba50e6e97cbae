package org.electra4j.core.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;

/** The files from which transformers and tokenizers make the tokenizer of a model: the same ids as {@link WordPieceTokenizer} gives. */
final class TokenizerFiles {
  private static final String FAST = "tokenizer.json";
  private static final String CONFIGURATION = "tokenizer_config.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SPECIAL = List.of(Vocabulary.PAD, Vocabulary.UNKNOWN, Vocabulary.CLASSIFIER, Vocabulary.SEPARATOR,
      Vocabulary.MASK);

  private TokenizerFiles() {}

  /** Their content by file name, vocab.txt left out. */
  static SequencedMap<String, ObjectNode> of(Vocabulary vocabulary, TextNormalizer normalizer, int maxLength) {
    SequencedMap<String, ObjectNode> files = new LinkedHashMap<>();
    files.put(FAST, fast(vocabulary, normalizer));
    files.put(CONFIGURATION, configuration(normalizer, maxLength));
    files.put("special_tokens_map.json", special(JSON.createObjectNode()));
    return files;
  }

  /** The vocabulary of a folder: of its vocab.txt, or of its tokenizer.json. */
  static Vocabulary vocabulary(Path folder) {
    Path lines = folder.resolve("vocab.txt");
    if (Files.exists(lines)) {
      return Vocabulary.read(lines);
    }
    Path file = folder.resolve(FAST);
    JsonNode ids = JsonFile.object(file).path("model").path("vocab");
    String[] tokens = new String[ids.size()];
    for (Map.Entry<String, JsonNode> entry : ids.properties()) {
      int id = entry.getValue().asInt(-1);
      if (id < 0 || id >= tokens.length || tokens[id] != null) {
        throw new ModelFolderException("%s: token %s has the id %s, expected each of 0 to %d once".formatted(file, entry.getKey(),
            entry.getValue(), tokens.length - 1));
      }
      tokens[id] = entry.getKey();
    }
    return Vocabulary.of(List.of(tokens));
  }

  /** What a folder says of case and accents, in tokenizer_config.json or tokenizer.json; as the published models' where it says nothing. */
  static TextNormalizer normalizer(Path folder) {
    Path file = folder.resolve(CONFIGURATION);
    JsonNode config = Files.exists(file) ? JsonFile.object(file) : JSON.createObjectNode();
    Path fast = folder.resolve(FAST);
    // It holds the vocabulary, so it is not read for nothing.
    boolean said = config.hasNonNull("do_lower_case") && config.hasNonNull("strip_accents");
    JsonNode rules = !said && Files.exists(fast) ? JsonFile.object(fast).path("normalizer") : JSON.createObjectNode();
    boolean lower = config.path("do_lower_case").asBoolean(rules.path("lowercase").asBoolean(true));
    JsonNode strip = config.hasNonNull("strip_accents") ? config.get("strip_accents") : rules.path("strip_accents");
    return new TextNormalizer(lower, strip.asBoolean(lower));
  }

  static int maxLength(Path folder) {
    Path file = folder.resolve(CONFIGURATION);
    JsonNode length = Files.exists(file) ? JsonFile.object(file).path("model_max_length") : JSON.createObjectNode();
    return length.canConvertToInt() && length.intValue() > 0 ? length.intValue() : Integer.MAX_VALUE;
  }

  private static ObjectNode special(ObjectNode json) {
    return json.put("pad_token", Vocabulary.PAD).put("unk_token", Vocabulary.UNKNOWN).put("cls_token", Vocabulary.CLASSIFIER)
        .put("sep_token", Vocabulary.SEPARATOR).put("mask_token", Vocabulary.MASK);
  }

  private static ObjectNode configuration(TextNormalizer normalizer, int maxLength) {
    ObjectNode json = JSON.createObjectNode();
    json.put("tokenizer_class", "ElectraTokenizer");
    json.put("do_lower_case", normalizer.lowerCase());
    json.put("strip_accents", normalizer.stripAccents());
    json.put("tokenize_chinese_chars", true);
    json.put("clean_up_tokenization_spaces", true);
    json.put("model_max_length", maxLength);
    return special(json);
  }

  private static ObjectNode fast(Vocabulary vocabulary, TextNormalizer normalizer) {
    ObjectNode json = JSON.createObjectNode();
    json.put("version", "1.0");
    json.putNull("truncation");
    json.putNull("padding");
    ArrayNode added = json.putArray("added_tokens");
    for (String token : SPECIAL) {
      added.addObject().put("id", vocabulary.id(token)).put("content", token).put("single_word", false).put("lstrip", false)
          .put("rstrip", false).put("normalized", false).put("special", true);
    }
    json.putObject("normalizer").put("type", "BertNormalizer").put("clean_text", true).put("handle_chinese_chars", true)
        .put("strip_accents", normalizer.stripAccents()).put("lowercase", normalizer.lowerCase());
    json.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    template(json.putObject("post_processor"), vocabulary);
    json.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
    ObjectNode model = json.putObject("model").put("type", "WordPiece").put("unk_token", Vocabulary.UNKNOWN)
        .put("continuing_subword_prefix", "##").put("max_input_chars_per_word", WordPieceTokenizer.MAX_WORD);
    ObjectNode ids = model.putObject("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      ids.put(vocabulary.token(id), id);
    }
    return json;
  }

  /** [CLS] A [SEP], and [CLS] A [SEP] B [SEP] with the second text as segment 1. */
  private static void template(ObjectNode json, Vocabulary vocabulary) {
    json.put("type", "TemplateProcessing");
    ArrayNode single = json.putArray("single");
    specialToken(single, Vocabulary.CLASSIFIER, 0);
    sequence(single, "A", 0);
    specialToken(single, Vocabulary.SEPARATOR, 0);
    ArrayNode pair = json.putArray("pair");
    specialToken(pair, Vocabulary.CLASSIFIER, 0);
    sequence(pair, "A", 0);
    specialToken(pair, Vocabulary.SEPARATOR, 0);
    sequence(pair, "B", 1);
    specialToken(pair, Vocabulary.SEPARATOR, 1);
    ObjectNode tokens = json.putObject("special_tokens");
    for (String token : List.of(Vocabulary.CLASSIFIER, Vocabulary.SEPARATOR)) {
      ObjectNode entry = tokens.putObject(token);
      entry.put("id", token);
      entry.putArray("ids").add(vocabulary.id(token));
      entry.putArray("tokens").add(token);
    }
  }

  private static void specialToken(ArrayNode parts, String token, int segment) {
    parts.addObject().putObject("SpecialToken").put("id", token).put("type_id", segment);
  }

  private static void sequence(ArrayNode parts, String which, int segment) {
    parts.addObject().putObject("Sequence").put("id", which).put("type_id", segment);
  }
}
