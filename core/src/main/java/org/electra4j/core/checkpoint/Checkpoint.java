package org.electra4j.core.checkpoint;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.electra4j.core.huggingface.Safetensors;
import org.electra4j.core.huggingface.Safetensors.Entry;
import org.electra4j.core.huggingface.Safetensors.Source;
import org.electra4j.core.huggingface.Safetensors.Type;
import org.electra4j.core.huggingface.SafetensorsException;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.tensor.Tensor;

/**
 * A run's state in one safetensors file: values and both moments by parameter name, the curve so far, and whatever else defines the run as
 * strings; a CRC32C per tensor and one of the header. Written beside its target, read back, forced, moved atomically.
 */
public final class Checkpoint {
  private static final String VERSION_KEY = "electra4j.checkpoint";
  private static final String VERSION = "1";
  private static final String STATE = "state/";
  private static final String FIRST_MOMENT = "moment1/";
  private static final String SECOND_MOMENT = "moment2/";
  private static final String CURVE = "curve";

  private Checkpoint() {}

  /**
   * Writes; returns when it is on disk.
   *
   * @param state what defines the run and where it stands
   * @param curve rows of the curve so far, all of the same width; kept as 64-bit floats
   */
  public static void write(Path file, ParameterMemory memory, Map<String, String> state, List<double[]> curve) {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put(VERSION_KEY, VERSION);
    new TreeMap<>(state).forEach((key, value) -> metadata.put(STATE + key, value));
    try (Arena arena = Arena.ofConfined()) {
      List<Source> sources = new ArrayList<>();
      memoryTensors(memory).forEach((name, tensor) -> sources.add(new Source(name, Type.F32, shape(tensor), tensor.segment())));
      sources.add(curveSource(arena, curve));
      Safetensors.write(file, metadata, sources);
    } catch (SafetensorsException e) {
      throw new CheckpointException(e.getMessage(), e);
    }
  }

  private static Source curveSource(Arena arena, List<double[]> curve) {
    int width = curve.isEmpty() ? 0 : curve.getFirst().length;
    MemorySegment rows = arena.allocate(ValueLayout.JAVA_DOUBLE, (long) curve.size() * width);
    for (int row = 0; row < curve.size(); row++) {
      if (curve.get(row).length != width) {
        throw new IllegalArgumentException("row %d of the curve has %d values, expected %d".formatted(row, curve.get(row).length, width));
      }
      MemorySegment.copy(curve.get(row), 0, rows, ValueLayout.JAVA_DOUBLE, (long) row * width * Double.BYTES, width);
    }
    return new Source(CURVE, Type.F64, List.of((long) curve.size(), (long) width), rows);
  }

  private static SequencedMap<String, Tensor> memoryTensors(ParameterMemory memory) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    memory.plan().parameters().forEach(parameter -> tensors.put(parameter.name(), parameter.value()));
    memory.plan().parameters().forEach(parameter -> tensors.put(FIRST_MOMENT + parameter.name(), memory.firstMoment(parameter)));
    memory.plan().parameters().forEach(parameter -> tensors.put(SECOND_MOMENT + parameter.name(), memory.secondMoment(parameter)));
    return tensors;
  }

  private static List<Long> shape(Tensor tensor) {
    return List.of((long) tensor.rows(), (long) tensor.columns());
  }

  /** The strings alone; verifies the header. */
  public static Map<String, String> state(Path file) {
    return reading(file, Checkpoint::state);
  }

  /** The strings; verifies the whole file, data and all. */
  static Map<String, String> verifiedState(Path file) {
    return reading(file, opened -> {
      opened.verify();
      return state(opened);
    });
  }

  private static Map<String, String> state(Safetensors file) {
    SequencedMap<String, String> state = new LinkedHashMap<>();
    file.metadata().forEach((key, value) -> {
      if (key.startsWith(STATE)) {
        state.put(key.substring(STATE.length()), value);
      }
    });
    return state;
  }

  /** Verifies all, then fills values and moments, and returns the curve; CheckpointException, memory untouched, if anything differs. */
  public static List<double[]> read(Path file, ParameterMemory memory) {
    return reading(file, opened -> {
      SequencedMap<String, Tensor> targets = memoryTensors(memory);
      for (String name : opened.tensors().keySet()) {
        if (!targets.containsKey(name) && !name.equals(CURVE)) {
          throw new CheckpointException("%s: has tensor %s, which this model does not have; the checkpoint belongs to another configuration"
              .formatted(file, name));
        }
      }
      targets.forEach((name, target) -> checked(file, opened, name, target));
      Entry curve = curveEntry(file, opened);
      opened.verify();
      targets.forEach((name, target) -> opened.read(opened.tensors().get(name), target.segment()));
      return curve(opened, curve);
    });
  }

  /** Verifies, then fills the values of these parameters alone: for fine-tuning. Each must be there with its shape. */
  public static void readValues(Path file, List<Parameter> parameters) {
    reading(file, opened -> {
      parameters.forEach(parameter -> checked(file, opened, parameter.name(), parameter.value()));
      opened.verify();
      parameters.forEach(parameter -> opened.read(opened.tensors().get(parameter.name()), parameter.value().segment()));
      return null;
    });
  }

  private static <T> T reading(Path file, Function<Safetensors, T> use) {
    try (Safetensors opened = Safetensors.open(file)) {
      String version = opened.metadata().get(VERSION_KEY);
      if (!opened.checksummed() || !Objects.equals(version, VERSION)) {
        throw new CheckpointException("%s: is no checkpoint of this program's: found %s and %s, expected checksums and version %s"
            .formatted(file, opened.checksummed() ? "checksums" : "no checksums", version == null ? "no version" : "version " + version,
                VERSION));
      }
      return use.apply(opened);
    } catch (SafetensorsException e) {
      throw new CheckpointException(e.getMessage(), e);
    }
  }

  private static void checked(Path file, Safetensors opened, String name, Tensor target) {
    Entry entry = opened.tensors().get(name);
    if (entry == null) {
      throw new CheckpointException("%s: has no tensor %s; the checkpoint belongs to another configuration".formatted(file, name));
    }
    if (entry.type() != Type.F32 || !entry.shape().equals(shape(target))) {
      throw new CheckpointException("%s: tensor %s is %s %s, expected %s %s; the checkpoint belongs to another configuration"
          .formatted(file, name, entry.type(), entry.shape(), Type.F32, shape(target)));
    }
  }

  private static Entry curveEntry(Path file, Safetensors opened) {
    Entry entry = opened.tensors().get(CURVE);
    if (entry == null || entry.type() != Type.F64 || entry.shape().size() != 2 || entry.bytes() > Integer.MAX_VALUE) {
      throw new CheckpointException("%s: tensor %s is %s, expected %s of two dimensions".formatted(file, CURVE,
          entry == null ? "missing" : entry.type() + " " + entry.shape(), Type.F64));
    }
    return entry;
  }

  private static List<double[]> curve(Safetensors opened, Entry entry) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(Math.max(1, entry.bytes()), Double.BYTES).asSlice(0, entry.bytes());
      opened.read(entry, values);
      int width = Math.toIntExact(entry.shape().get(1));
      List<double[]> rows = new ArrayList<>();
      for (long row = 0; row < entry.shape().get(0) && width > 0; row++) {
        rows.add(values.asSlice(row * width * Double.BYTES, (long) width * Double.BYTES).toArray(ValueLayout.JAVA_DOUBLE));
      }
      return rows;
    }
  }
}
