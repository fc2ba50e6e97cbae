package org.electra4j.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Reads the float tensors of a golden state, by name; deliberately not the program's own safetensors reader. */
final class GoldenFile {
  private GoldenFile() {}

  static Map<String, float[]> read(byte[] file) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) buffer.getLong();
    JsonNode tensors = new ObjectMapper().readTree(file, 8, header);
    Map<String, float[]> values = new HashMap<>();
    for (Map.Entry<String, JsonNode> tensor : tensors.properties()) {
      int begin = tensor.getValue().get("data_offsets").get(0).asInt();
      int end = tensor.getValue().get("data_offsets").get(1).asInt();
      float[] floats = new float[(end - begin) / Float.BYTES];
      buffer.slice(8 + header + begin, end - begin).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
      values.put(tensor.getKey(), floats);
    }
    return values;
  }
}
