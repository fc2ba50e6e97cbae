package org.electra4j.core.train;

import java.util.Map;
import java.util.SequencedMap;

/** A PretrainConfig as keys and values, both ways. */
public final class PretrainSettings {
  private PretrainSettings() {}

  /** Every key with its value, in a fixed order. */
  public static SequencedMap<String, String> of(PretrainConfig config) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The base with these changes; ConfigException for a key that is not there, or a value that is none. */
  public static PretrainConfig apply(PretrainConfig base, Map<String, String> changes) {
    throw new UnsupportedOperationException("not yet");
  }
}
