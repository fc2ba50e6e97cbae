package org.electra4j.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.electra4j.core.data.DatasetException;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.report.DurableFile;
import org.electra4j.experiments.report.ResultCsv;

/** The file of an output folder that says what it belongs to, how it was made, and, once there is one, the result. */
public final class RunManifest {
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path file;

  /** The manifest in this file, which need not be there yet. */
  public RunManifest(Path file) {
    this.file = file;
  }

  /** Writes identity, provenance and command. */
  public void begin(SequencedMap<String, String> identity, List<String> command) {
    ObjectNode root = JSON.createObjectNode();
    root.set("identity", JSON.valueToTree(identity));
    root.set("madeBy", JSON.valueToTree(Provenance.facts()));
    root.set("command", JSON.valueToTree(command));
    write(root);
  }

  /** Adds the result. */
  public void end(Object result) {
    ObjectNode root = read().orElseThrow(() -> new IllegalStateException("begin comes before end"));
    root.set("result", JSON.valueToTree(result));
    write(root);
  }

  /** The result, if there is one. */
  public <T> Optional<T> result(Class<T> type) {
    return read().map(root -> root.get("result")).filter(node -> !node.isNull()).map(node -> {
      try {
        return JSON.treeToValue(node, type);
      } catch (JsonProcessingException e) {
        throw damaged(e);
      }
    });
  }

  /**
   * Whether the file is there; ConfigException if it belongs to another identity, naming the first difference, or if the folder holds rows
   * that are none of its own.
   */
  public boolean belongsTo(SequencedMap<String, String> identity) {
    Optional<ObjectNode> root = read();
    if (root.isEmpty()) {
      Path rows = file.resolveSibling(ResultCsv.NAME);
      if (Files.exists(rows)) {
        throw new ConfigException("%s is there, but %s is not, so the folder belongs to something else: choose another --out"
            .formatted(rows, file.getFileName()));
      }
      return false;
    }
    JsonNode node = root.get().get("identity");
    if (node == null) {
      throw damaged(null);
    }
    Map<String, String> there = JSON.convertValue(node, new TypeReference<LinkedHashMap<String, String>>() {});
    Map<String, String> all = new LinkedHashMap<>(identity);
    there.forEach(all::putIfAbsent);
    for (String key : all.keySet()) {
      if (!Objects.equals(identity.get(key), there.get(key))) {
        throw new ConfigException(("%s belongs to another configuration, where %s is %s and not %s: choose another --out, or the options"
            + " it was begun with")
            .formatted(file.toAbsolutePath().getParent(), key, there.getOrDefault(key, "absent"), identity.getOrDefault(key, "absent")));
      }
    }
    return true;
  }

  private Optional<ObjectNode> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (JSON.readTree(DurableFile.read(file)) instanceof ObjectNode node) {
        return Optional.of(node);
      }
      throw damaged(null);
    } catch (JsonProcessingException e) {
      throw damaged(e);
    }
  }

  private DatasetException damaged(Exception cause) {
    return new DatasetException("%s is damaged: expected the manifest that electra4j wrote; choose another --out, or remove the folder"
        .formatted(file), cause);
  }

  private void write(ObjectNode root) {
    try {
      DurableFile.write(file, JSON.writeValueAsString(root) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of maps and strings is always JSON", e);
    }
  }
}
