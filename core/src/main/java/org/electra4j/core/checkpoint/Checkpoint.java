package org.electra4j.core.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterMemory;

/**
 * A run's state in one safetensors file: values and both moments by parameter name, the curve so far, and whatever else defines the run as
 * strings; a CRC32C per tensor and one of the header. Written beside its target, read back, forced, moved atomically.
 */
public final class Checkpoint {
  private Checkpoint() {}

  /**
   * Writes; returns when it is on disk.
   *
   * @param state what defines the run and where it stands
   * @param curve rows of the curve so far, all of the same width; kept as 64-bit floats
   */
  public static void write(Path file, ParameterMemory memory, Map<String, String> state, List<double[]> curve) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The strings alone; verifies the header. */
  public static Map<String, String> state(Path file) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Verifies everything, then fills values and moments, and returns the curve; CheckpointException, memory untouched, if anything differs. */
  public static List<double[]> read(Path file, ParameterMemory memory) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Verifies, then fills the values of these parameters alone: for fine-tuning. Each must be there with its shape. */
  public static void readValues(Path file, List<Parameter> parameters) {
    throw new UnsupportedOperationException("not yet");
  }
}
