package org.electra4j.core.model;

import java.util.Map;
import java.util.SequencedMap;

/** An ElectraConfig as keys and values, both ways: the words of {@code --set}, of files, checkpoints and result columns. */
public final class ElectraSettings {
  private ElectraSettings() {}

  /** Every key with its value, in a fixed order. */
  public static SequencedMap<String, String> of(ElectraConfig config) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The base with these changes; ConfigException for a key that is not there, or a value that is none. */
  public static ElectraConfig apply(ElectraConfig base, Map<String, String> changes) {
    throw new UnsupportedOperationException("not yet");
  }
}
