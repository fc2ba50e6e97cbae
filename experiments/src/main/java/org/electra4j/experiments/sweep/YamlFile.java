package org.electra4j.experiments.sweep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.Settings;
import org.electra4j.experiments.report.DurableFile;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML file of maps, lists and words, in which everything knows its line. A scalar stays the text that was written. */
final class YamlFile {
  private final Path file;
  private final Node root;

  private YamlFile(Path file, Node root) {
    this.file = file;
    this.root = root;
  }

  static YamlFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException("%s: found no such file, expected a YAML file of an experiment".formatted(file));
    }
    try {
      Optional<Node> root = new Compose(LoadSettings.builder().setLabel(file.toString()).build()).composeString(DurableFile.read(file));
      return new YamlFile(file, root.orElseThrow(() -> new ConfigException("%s: found nothing, expected name and axes".formatted(file))));
    } catch (MarkedYamlEngineException e) {
      throw new ConfigException("%s, line %d: found %s, expected YAML".formatted(file,
          e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1), String.valueOf(e.getProblem()).replaceAll("\\s+", " ")));
    } catch (YamlEngineException e) {
      throw new ConfigException("%s: found no YAML: %s".formatted(file, String.valueOf(e.getMessage()).replaceAll("\\s+", " ")));
    }
  }

  /** The whole file. */
  Entry root() {
    return new Entry("", root, line(root));
  }

  /** An entry that must be there. */
  Entry required(SequencedMap<String, Entry> map, String key) {
    Entry entry = map.get(key);
    if (entry == null) {
      throw root().wrong("no " + key, "a line such as %s: ...".formatted(key));
    }
    return entry;
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  /** A value, the key that it stands under (empty for the whole file), and the key's line. */
  final class Entry {
    private final String key;
    private final Node node;
    private final int line;

    private Entry(String key, Node node, int line) {
      this.key = key;
      this.node = node;
      this.line = line;
    }

    String key() {
      return key;
    }

    ConfigException wrong(String found, String expected) {
      return new ConfigException("%s, line %d: found %s, expected %s".formatted(file, line, found, expected));
    }

    /** Refuses a key that is not among these. */
    void checkKey(Collection<String> known) {
      checked(() -> Settings.checkKeys(List.of(key), known));
    }

    /** Runs a check, and adds file and line to what it has to say. */
    void checked(Runnable check) {
      try {
        check.run();
      } catch (ConfigException e) {
        throw new ConfigException("%s, line %d: %s".formatted(file, line, e.getMessage()));
      }
    }

    private String what() {
      return key.isEmpty() ? "this" : key;
    }

    /** A word or number, as it was written. */
    String text() {
      if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
        return scalar.getValue();
      }
      throw wrong(what() + " without a word or number", "one");
    }

    /** A list of words or numbers, at least one. */
    List<String> texts() {
      if (node instanceof SequenceNode list && !list.getValue().isEmpty()) {
        return list.getValue().stream().map(each -> new Entry(key, each, YamlFile.line(each)).text()).toList();
      }
      throw wrong(what() + " without a list", "values in brackets, such as [0, 0.1]");
    }

    /** Entries by key, in their order. */
    SequencedMap<String, Entry> map() {
      if (!(node instanceof MappingNode mapping)) {
        throw wrong(what() + " without keys", "lines of key: value");
      }
      SequencedMap<String, Entry> entries = new LinkedHashMap<>();
      for (NodeTuple tuple : mapping.getValue()) {
        int at = YamlFile.line(tuple.getKeyNode());
        String name = new Entry("a key", tuple.getKeyNode(), at).text();
        if (entries.put(name, new Entry(name, tuple.getValueNode(), at)) != null) {
          throw new Entry(name, tuple.getKeyNode(), at).wrong(name + " a second time", "each key once");
        }
      }
      return entries;
    }

    /** Settings among the known ones. */
    SequencedMap<String, String> settings(Collection<String> known) {
      SequencedMap<String, String> settings = new LinkedHashMap<>();
      map().forEach((name, entry) -> {
        entry.checkKey(known);
        settings.put(name, entry.text());
      });
      return settings;
    }
  }
}
