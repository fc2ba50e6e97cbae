package org.electra4j.core.huggingface;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.electra4j.core.huggingface.Safetensors.Entry;
import org.electra4j.core.huggingface.Safetensors.Type;

/**
 * The JSON before the data, and what it must fulfil. Messages of its {@link Malformed} begin where "file: " ends.
 *
 * @param metadata strings by key, in the file's order
 * @param tensors by name, in the file's order
 * @param dataBytes length of all data
 */
record SafetensorsHeader(SequencedMap<String, String> metadata, SequencedMap<String, Entry> tensors, long dataBytes) {
  static final int MAX_BYTES = 1 << 20;
  static final int MAX_TENSORS = 4096;
  static final int MAX_RANK = 8;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._/-]{1,200}");
  private static final String METADATA = "__metadata__";
  private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");
  /** Readers that map the file want aligned data. */
  private static final int ALIGNMENT = 8;
  private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .streamReadConstraints(StreamReadConstraints.builder().maxDocumentLength(MAX_BYTES).maxNestingDepth(4).maxNumberLength(19)
          .maxStringLength(MAX_BYTES).maxNameLength(1000).build())
      .build())
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** What is wrong with a header, for a reader that knows the file's name. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }

    Malformed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Reads a header without its length field. */
  static SafetensorsHeader parse(byte[] bytes) throws Malformed {
    if (bytes.length == 0 || bytes[0] != '{') {
      throw new Malformed("the header does not begin with {");
    }
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    SequencedMap<String, Entry> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : json(bytes).properties()) {
      if (field.getKey().equals(METADATA)) {
        metadata(field.getValue(), metadata);
      } else {
        tensors.put(field.getKey(), entry(field.getKey(), field.getValue()));
      }
    }
    if (tensors.size() > MAX_TENSORS) {
      throw new Malformed("the header has %d tensors, expected at most %d".formatted(tensors.size(), MAX_TENSORS));
    }
    return new SafetensorsHeader(metadata, tensors, contiguous(tensors));
  }

  private static JsonNode json(byte[] bytes) throws Malformed {
    try {
      // Jackson is lenient about some malformed UTF-8; the decoder is not.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return JSON.readTree(text);
    } catch (CharacterCodingException e) {
      throw new Malformed("the header is not UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new Malformed("the header is not the JSON it should be: " + e.getOriginalMessage(), e);
    }
  }

  private static void metadata(JsonNode node, SequencedMap<String, String> metadata) throws Malformed {
    if (!node.isObject()) {
      throw new Malformed(METADATA + " is no object");
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isTextual()) {
        throw new Malformed("%s holds %s under %s, expected a string".formatted(METADATA, field.getValue(), field.getKey()));
      }
      metadata.put(field.getKey(), field.getValue().textValue());
    }
  }

  private static Entry entry(String name, JsonNode node) throws Malformed {
    checkName(name);
    if (!node.isObject() || node.size() != FIELDS.size() || !FIELDS.stream().allMatch(node::has)) {
      throw new Malformed("tensor %s is described by %s, expected an object of dtype, shape and data_offsets".formatted(name, node));
    }
    Type type = type(name, node.get("dtype"));
    List<Long> shape = numbers(name, "shape", node.get("shape"));
    if (shape.size() > MAX_RANK) {
      throw new Malformed("tensor %s has %d dimensions, expected at most %d".formatted(name, shape.size(), MAX_RANK));
    }
    List<Long> offsets = numbers(name, "data_offsets", node.get("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw new Malformed("tensor %s has data_offsets %s, expected begin and end, ascending".formatted(name, offsets));
    }
    long bytes = bytes(name, type, shape);
    if (offsets.get(1) - offsets.get(0) != bytes) {
      throw new Malformed("tensor %s spans %d bytes, expected %d for %s %s"
          .formatted(name, offsets.get(1) - offsets.get(0), bytes, type, shape));
    }
    return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
  }

  static void checkName(String name) throws Malformed {
    if (!NAME.matcher(name).matches()) {
      String shown = name.length() > 200 ? name.substring(0, 200) + "..." : name;
      throw new Malformed("a tensor is called \"%s\", expected 1 to 200 of A-Z a-z 0-9 . _ / -".formatted(shown));
    }
  }

  private static Type type(String name, JsonNode node) throws Malformed {
    for (Type type : Type.values()) {
      if (node.isTextual() && type.name().equals(node.textValue())) {
        return type;
      }
    }
    throw new Malformed("tensor %s is of type %s, expected one of %s".formatted(name, node, Arrays.toString(Type.values())));
  }

  private static List<Long> numbers(String name, String field, JsonNode node) throws Malformed {
    if (!node.isArray()) {
      throw new Malformed("tensor %s has %s %s, expected an array".formatted(name, field, node));
    }
    List<Long> numbers = new ArrayList<>();
    for (JsonNode element : node) {
      if (!element.isIntegralNumber() || !element.canConvertToLong() || element.longValue() < 0) {
        throw new Malformed("tensor %s has %s %s, expected whole numbers of 0 or more".formatted(name, field, node));
      }
      numbers.add(element.longValue());
    }
    return List.copyOf(numbers);
  }

  /** Bytes of a shape, refusing what no long can hold. */
  static long bytes(String name, Type type, List<Long> shape) throws Malformed {
    try {
      long bytes = type.bytes();
      for (long size : shape) {
        bytes = Math.multiplyExact(bytes, size);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw new Malformed("tensor %s of shape %s is larger than any file".formatted(name, shape), e);
    }
  }

  /** The end of the data, after checking that tensors follow each other from 0 on, without a hole or an overlap. */
  private static long contiguous(SequencedMap<String, Entry> tensors) throws Malformed {
    List<Entry> byPlace = new ArrayList<>(tensors.values());
    byPlace.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long end = 0;
    for (Entry entry : byPlace) {
      if (entry.begin() != end) {
        throw new Malformed("tensor %s begins at byte %d of the data, expected %d: tensors must follow each other without hole or overlap"
            .formatted(entry.name(), entry.begin(), end));
      }
      end = entry.end();
    }
    return end;
  }

  /** This header as bytes, padded with spaces so that the data is aligned; without its length field. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart(METADATA);
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      for (Entry entry : tensors.values()) {
        json.writeObjectFieldStart(entry.name());
        json.writeStringField("dtype", entry.type().name());
        writeNumbers(json, "shape", entry.shape());
        writeNumbers(json, "data_offsets", List.of(entry.begin(), entry.end()));
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static void writeNumbers(JsonGenerator json, String name, List<Long> numbers) throws IOException {
    json.writeArrayFieldStart(name);
    for (long number : numbers) {
      json.writeNumber(number);
    }
    json.writeEndArray();
  }
}
