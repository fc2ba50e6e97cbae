package org.electra4j.experiments.run;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The prepared data of several configurations over one corpus: those that cut the text in the same way share theirs.
 */
public final class DataSets implements AutoCloseable {
  /** Keys that decide how text becomes examples. */
  private static final List<String> KEYS = List.of("length", "vocabularySize", "packing", "packingSeed", "lowerCase", "stripAccents");

  private final PreparedData base;
  private final Map<List<String>, PreparedData> byKeys = new HashMap<>();

  /** Begins with what belongs to this configuration; closing this closes all. */
  public DataSets(Configuration configuration, PreparedData base) {
    this.base = base;
    byKeys.put(keys(configuration.settings()), base);
  }

  /** Prepares what a configuration needs, if it is not there yet. */
  public void add(Configuration configuration, DataPreparation preparation, Path vocabularyFile) {
    List<String> keys = keys(configuration.settings());
    if (!byKeys.containsKey(keys)) {
      byKeys.put(keys, preparation.prepare(base.corpus(), vocabularyFile, configuration, true).data());
    }
  }

  /** What the first configuration needs. */
  public PreparedData base() {
    return base;
  }

  /** What these settings need; the base's where nothing was prepared for them. */
  public PreparedData of(Map<String, String> settings) {
    return byKeys.getOrDefault(keys(settings), base);
  }

  private static List<String> keys(Map<String, String> settings) {
    return KEYS.stream().map(settings::get).toList();
  }

  @Override
  public void close() {
    byKeys.values().forEach(PreparedData::close);
  }
}
