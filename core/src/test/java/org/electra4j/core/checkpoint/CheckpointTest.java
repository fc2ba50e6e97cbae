package org.electra4j.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.electra4j.core.huggingface.Safetensors;
import org.electra4j.core.huggingface.Safetensors.Source;
import org.electra4j.core.huggingface.Safetensors.Type;
import org.electra4j.core.nn.Initializer;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.nn.ParameterPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final Map<String, String> STATE = Map.of("step", "7", "seed", "11");
  private static final List<double[]> CURVE = List.of(new double[] {1, Double.NaN, -0.0}, new double[] {2, Double.MIN_VALUE, 1 / 3.0});

  @TempDir
  private Path folder;
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void everythingComesBackToTheBit() {
    Path file = folder.resolve("checkpoint");
    ParameterMemory written = memory(1, 3);
    Checkpoint.write(file, written, STATE, CURVE);
    ParameterMemory read = memory(0, 3);
    List<double[]> curve = Checkpoint.read(file, read);
    assertThat(bytes(read)).isEqualTo(bytes(written));
    assertThat(curve).hasSize(2);
    for (int row = 0; row < 2; row++) {
      assertThat(Arrays.equals(curve.get(row), CURVE.get(row))).isTrue();
    }
    assertThat(Checkpoint.state(file)).isEqualTo(STATE);
    Checkpoint.write(file, written, STATE, List.of());
    assertThat(Checkpoint.read(file, read)).isEmpty();
  }

  @Test
  void valuesAloneComeBackForFineTuning() {
    Path file = folder.resolve("checkpoint");
    ParameterMemory written = memory(1, 3);
    Checkpoint.write(file, written, STATE, CURVE);
    ParameterMemory read = memory(0, 3);
    Checkpoint.readValues(file, List.of(read.plan().get("main/bias")));
    assertThat(read.plan().get("main/bias").value().toArray()).isEqualTo(written.plan().get("main/bias").value().toArray());
    assertThat(read.plan().get("main/weight").value().toArray()).containsOnly(0f);
  }

  @Test
  void oneStateMakesOneFile() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    Checkpoint.write(one, memory(1, 3), new LinkedHashMap<>(Map.of("a", "1", "b", "2")), CURVE);
    Map<String, String> reversed = new LinkedHashMap<>();
    reversed.put("b", "2");
    reversed.put("a", "1");
    Checkpoint.write(two, memory(1, 3), reversed, CURVE);
    assertThat(two).hasBinaryContent(Files.readAllBytes(one));
  }

  @Test
  void aFileCutOffAnywhereIsRefused() throws IOException {
    Path file = folder.resolve("checkpoint");
    Checkpoint.write(file, memory(1, 3), STATE, CURVE);
    ParameterMemory untouched = memory(0, 3);
    byte[] before = bytes(untouched);
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      for (long length = content.length() - 1; length >= 0; length--) {
        content.setLength(length);
        assertRefused(file, untouched, "cut off at " + length);
      }
    }
    assertThat(bytes(untouched)).isEqualTo(before);
  }

  @Test
  void anyChangedBitIsFound() throws IOException {
    Path file = folder.resolve("checkpoint");
    ParameterMemory written = memory(1, 1);
    Checkpoint.write(file, written, STATE, CURVE);
    ParameterMemory untouched = memory(0, 1);
    byte[] before = bytes(untouched);
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      for (long position = 0; position < content.length(); position++) {
        content.seek(position);
        int original = content.read();
        for (int bit = 0; bit < 8; bit++) {
          content.seek(position);
          content.write(original ^ 1 << bit);
          assertRefused(file, untouched, "byte " + position + ", bit " + bit);
        }
        content.seek(position);
        content.write(original);
      }
    }
    assertThat(bytes(untouched)).isEqualTo(before);
    Checkpoint.read(file, untouched);
    assertThat(bytes(untouched)).isEqualTo(bytes(written));
  }

  private static void assertRefused(Path file, ParameterMemory memory, String what) {
    try {
      Checkpoint.read(file, memory);
    } catch (CheckpointException e) {
      assertThat(e).hasMessageStartingWith(file + ": ");
      return;
    }
    throw new AssertionError("not refused: " + what);
  }

  @Test
  void anotherModelsTensorsAreNamed() {
    Path file = folder.resolve("checkpoint");
    Checkpoint.write(file, memory(1, 3), STATE, CURVE);
    assertThatThrownBy(() -> Checkpoint.read(file, memory(0, 4))).isInstanceOf(CheckpointException.class)
        .hasMessage(file + ": tensor main/weight is F32 [3, 5], expected F32 [4, 5]; the checkpoint belongs to another configuration");
    ParameterPlan more = plan(3);
    more.declare("main/more", 1, 1, Initializer.ZEROS, true);
    assertThatThrownBy(() -> Checkpoint.read(file, more.allocate(arena))).hasMessageContaining("has no tensor main/more");
    ParameterPlan fewer = new ParameterPlan();
    fewer.declare("main/weight", 3, 5, Initializer.ZEROS, true);
    ParameterMemory memory = fewer.allocate(arena);
    assertThatThrownBy(() -> Checkpoint.read(file, memory)).hasMessageContaining("has tensor main/bias, which this model does not have");
    assertThat(bytes(memory)).containsOnly(0);
    assertThatThrownBy(() -> Checkpoint.readValues(file, List.of(memory(0, 4).plan().get("main/weight"))))
        .isInstanceOf(CheckpointException.class).hasMessageContaining("expected F32 [4, 5]");
  }

  @Test
  void aSafetensorsFileThatIsNoCheckpointIsRefused() {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, new LinkedHashMap<>(), List.of(new Source("main/weight", Type.F32, List.of(1L), arena.allocate(4))));
    assertThatThrownBy(() -> Checkpoint.state(file)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is no checkpoint of this program's: found checksums and no version, expected checksums and version 1");
  }

  @Test
  void twoAreKeptAndTheNewestIsFound() {
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    assertThat(checkpoints.newestWhole()).isEmpty();
    for (long step : new long[] {1, 2, 9, 10, 100}) {
      save(checkpoints, step);
    }
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("checkpoint-10.safetensors", "checkpoint-100.safetensors");
    assertThat(checkpoints.newestWhole().map(CheckpointFolder.Whole::step)).hasValue(100L);
  }

  @Test
  void aDamagedOneIsPassedOverAndKept() throws IOException {
    CheckpointFolder before = new CheckpointFolder(folder);
    save(before, 10);
    save(before, 20);
    Files.writeString(before.file(20), "damage", StandardCharsets.US_ASCII);
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    Optional<CheckpointFolder.Whole> found = checkpoints.newestWhole();
    assertThat(found.map(CheckpointFolder.Whole::step)).hasValue(10L);
    assertThat(found.orElseThrow().state()).isEqualTo(STATE);
    save(checkpoints, 15);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("checkpoint-10.safetensors", "checkpoint-15.safetensors",
        "checkpoint-20.safetensors");
    save(checkpoints, 20);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("checkpoint-15.safetensors", "checkpoint-20.safetensors",
        "checkpoint-20.safetensors.damaged");
    assertThat(folder.resolve("checkpoint-20.safetensors.damaged")).hasContent("damage");
    assertThat(checkpoints.newestWhole().map(CheckpointFolder.Whole::step)).hasValue(20L);
  }

  @Test
  void whereAllAreDamagedTheUserDecides() throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    Files.writeString(checkpoints.file(5), "damage", StandardCharsets.US_ASCII);
    assertThatThrownBy(checkpoints::newestWhole).isInstanceOf(CheckpointException.class).hasMessageContaining("no checkpoint is whole")
        .hasMessageContaining("checkpoint-5.safetensors").hasMessageContaining("move them away to start anew");
    assertThat(checkpoints.file(5)).exists();
  }

  @Test
  void aWriterThatFailsCostsNothing() {
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    save(checkpoints, 1);
    save(checkpoints, 2);
    assertThatThrownBy(() -> checkpoints.save(3, _ -> {
      throw new CheckpointException("the disk is full");
    })).hasMessage("the disk is full");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("checkpoint-1.safetensors", "checkpoint-2.safetensors");
  }

  @Test
  void whatAKilledProcessBeganIsDeleted() throws IOException {
    Path begun = Files.createFile(folder.resolve(".checkpoint-3.safetensors.tmp-4711"));
    Path other = Files.createFile(folder.resolve("steps.csv"));
    new CheckpointFolder(folder).deleteUnfinished();
    assertThat(begun).doesNotExist();
    assertThat(other).exists();
  }

  private void save(CheckpointFolder checkpoints, long step) {
    checkpoints.save(step, file -> Checkpoint.write(file, memory(1, 1), STATE, CURVE));
  }

  private static ParameterPlan plan(int rows) {
    ParameterPlan plan = new ParameterPlan();
    plan.declare("main/weight", rows, 5, Initializer.ZEROS, true);
    plan.declare("main/bias", 1, 4, Initializer.ZEROS, false);
    return plan;
  }

  /** Values and moments count up from {@code first}; all zero where that is 0. */
  private ParameterMemory memory(int first, int rows) {
    ParameterMemory memory = plan(rows).allocate(arena);
    int number = first;
    for (var parameter : memory.plan().parameters()) {
      for (var tensor : List.of(parameter.value(), memory.firstMoment(parameter), memory.secondMoment(parameter))) {
        for (int i = 0; i < tensor.size() && first != 0; i++) {
          tensor.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.1f * number++);
        }
      }
    }
    return memory;
  }

  private static byte[] bytes(ParameterMemory memory) {
    MemorySegment all = MemorySegment.ofArray(new byte[(int) (3 * memory.values().byteSize())]);
    all.copyFrom(memory.values());
    all.asSlice(memory.values().byteSize()).copyFrom(memory.firstMoments());
    all.asSlice(2 * memory.values().byteSize()).copyFrom(memory.secondMoments());
    return all.toArray(ValueLayout.JAVA_BYTE);
  }
}
