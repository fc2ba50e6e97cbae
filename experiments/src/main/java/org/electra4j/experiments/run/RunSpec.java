package org.electra4j.experiments.run;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Everything that defines one run, and nothing of the machine or of where its files lie.
 *
 * @param settings every key and value of its configuration
 * @param dataChecksum of the packed examples to train on
 * @param heldOutChecksum of those it is evaluated on
 * @param vocabularyChecksum of vocab.txt
 * @param tasksChecksum of the tasks it is fine-tuned on; empty for none
 * @param seed of start, masking, replacements and order
 */
public record RunSpec(SequencedMap<String, String> settings, String dataChecksum, String heldOutChecksum, String vocabularyChecksum,
    String tasksChecksum, long seed) {
  private static final int ID_DIGITS = 16;
  private static final int FOLDER_DIGITS = 8;

  /** All of it as keys and values: what a checkpoint must agree with. */
  public SequencedMap<String, String> state() {
    SequencedMap<String, String> state = new LinkedHashMap<>(settings);
    state.put("dataChecksum", dataChecksum);
    state.put("heldOutChecksum", heldOutChecksum);
    state.put("vocabularyChecksum", vocabularyChecksum);
    state.put("tasksChecksum", tasksChecksum);
    state.put("seed", Long.toString(seed));
    return state;
  }

  /** What is enough of the id to name a folder among a person's own. */
  public String folderName() {
    return id().substring(0, FOLDER_DIGITS);
  }

  /** The first digits of the SHA-256 of the state, written as key=value lines. */
  public String id() {
    Checksum checksum = new Checksum();
    state().forEach((key, value) -> checksum.line(key + "=" + value));
    return checksum.hexadecimal().substring(0, ID_DIGITS);
  }
}
