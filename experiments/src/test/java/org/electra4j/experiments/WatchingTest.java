package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other tools see of a training: TensorBoard and the JDK's Flight Recorder. */
class WatchingTest {
  @TempDir
  private Path folder;

  private String[] arguments(String... command) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--corpus", SmallCorpus.text(folder).toString(), "--out", folder.resolve("out").toString(), "--threads", "1"));
    arguments.addAll(List.of(SmallCorpus.SETTINGS));
    return arguments.toArray(String[]::new);
  }

  private void done(String... arguments) {
    CommandLineRun run = CommandLineRun.of(folder, arguments);
    assertThat(run.code()).as(run.err()).isZero();
  }

  @Test
  void pretrainingWritesTensorBoardsEvents() throws IOException {
    Path events = folder.resolve("events");
    done(arguments("pretrain", "--tensorboard", events.toString()));
    List<byte[]> records = records(events);
    assertThat(new String(records.getFirst(), StandardCharsets.ISO_8859_1)).endsWith("brain.Event:2");
    // Rows of the curve after steps 5, 10 and 12, six values each.
    assertThat(records).hasSize(1 + 3 * 6);
    assertThat(records.subList(1, 7)).extracting(record -> new String(record, StandardCharsets.ISO_8859_1)).satisfiesExactly(
        record -> assertThat(record).contains("loss/total"), record -> assertThat(record).contains("loss/masked_lm"),
        record -> assertThat(record).contains("loss/prediction"), record -> assertThat(record).contains("gradient_norm"),
        record -> assertThat(record).contains("learning_rate"), record -> assertThat(record).contains("replaced"));
  }

  @Test
  void aSweepWritesAFolderPerRun() throws IOException {
    Path events = folder.resolve("events");
    done(arguments("sweep", "generator-size", "--cells", "unigram,1/4", "--tensorboard", events.toString()));
    assertThat(records(events.resolve("1-4-seed-1"))).hasSizeGreaterThan(6);
    assertThat(records(events.resolve("unigram-seed-1"))).hasSizeGreaterThan(6);
  }

  /** Of the only file of a folder; lengths and checksums are right. */
  private static List<byte[]> records(Path folder) throws IOException {
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      file = all.getFirst();
    }
    assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(length);
      assertThat(bytes.getInt()).isEqualTo(masked(length));
      byte[] record = new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(record);
      assertThat(bytes.getInt()).isEqualTo(masked(record));
      records.add(record);
    }
    return records;
  }

  private static int masked(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int value = (int) crc.getValue();
    return (value >>> 15 | value << 17) + 0xa282ead8;
  }

  @Test
  void theFlightRecorderSeesStepsEvaluationsAndCheckpoints() throws IOException {
    Path file = folder.resolve("training.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("electra4j.Step");
      recording.enable("electra4j.Evaluation");
      recording.enable("electra4j.Checkpoint");
      recording.start();
      done(arguments("pretrain"));
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    List<RecordedEvent> steps = events.stream().filter(event -> event.getEventType().getName().equals("electra4j.Step")).toList();
    assertThat(steps).hasSize(12).allSatisfy(step -> {
      assertThat(step.getDouble("loss")).isPositive();
      assertThat(step.getLong("tokens")).isPositive();
      assertThat(step.getDuration()).isPositive();
    });
    assertThat(events).filteredOn(event -> event.getEventType().getName().equals("electra4j.Evaluation")).hasSize(1);
    assertThat(events).filteredOn(event -> event.getEventType().getName().equals("electra4j.Checkpoint")).isNotEmpty()
        .allSatisfy(saved -> assertThat(saved.getLong("bytes")).isPositive());
  }
}
