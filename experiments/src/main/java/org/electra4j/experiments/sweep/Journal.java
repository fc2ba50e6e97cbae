package org.electra4j.experiments.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.experiments.report.DurableFile;
import org.electra4j.experiments.run.RunResult;

/**
 * What a sweep has finished: a file that only grows, one line per run, forced to disk before anybody hears of it. A line is eight digits of
 * CRC32C, a space and the run's result in JSON. A process that dies while writing leaves a broken last line, which is cut off at the next
 * start; a broken line before it is damage, and nothing is read past it.
 */
final class Journal implements AutoCloseable {
  static final String NAME = "journal.jsonl";
  private static final int DIGITS = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final FileChannel channel;
  private final SequencedMap<String, RunResult> results;

  private Journal(Path file, FileChannel channel, SequencedMap<String, RunResult> results) {
    this.file = file;
    this.channel = channel;
    this.results = results;
  }

  /**
   * Opens the journal of a folder, or begins one.
   *
   * @param warning told of a line that was cut off
   */
  static Journal open(Path folder, Consumer<String> warning) {
    Path file = folder.resolve(NAME);
    try {
      byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      SequencedMap<String, RunResult> results = new LinkedHashMap<>();
      int good = read(file, bytes, results);
      FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (good < bytes.length) {
        channel.truncate(good);
        channel.force(true);
        warning.accept("%s: the last line was cut off while it was written, and is left out; its run is finished again".formatted(file));
      }
      channel.position(good);
      AtomicFile.force(folder);
      return new Journal(file, channel, results);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open %s: %s".formatted(file, DurableFile.reason(e)), e);
    }
  }

  /** Fills in what the bytes hold, and returns how many of them are good. */
  private static int read(Path file, byte[] bytes, Map<String, RunResult> results) {
    List<int[]> lines = lines(bytes);
    for (int i = 0; i < lines.size(); i++) {
      int[] line = lines.get(i);
      String text = new String(bytes, line[0], line[1] - line[0], StandardCharsets.UTF_8);
      boolean complete = line[1] < bytes.length;
      Optional<RunResult> result = complete ? parse(file, i + 1, text) : Optional.empty();
      if (result.isEmpty() && i == lines.size() - 1) {
        return line[0];
      }
      if (result.isEmpty()) {
        throw new JournalException(("%s, line %d is damaged: expected a line whose checksum is right; put a good copy back, or choose"
            + " another --out").formatted(file, i + 1));
      }
      RunResult found = result.get();
      results.put(found.row().run(), found);
    }
    return bytes.length;
  }

  /** Where lines begin and end, the line feed left out. */
  private static List<int[]> lines(byte[] bytes) {
    List<int[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(new int[] {start, i});
        start = i + 1;
      }
    }
    if (start < bytes.length) {
      lines.add(new int[] {start, bytes.length});
    }
    return lines;
  }

  private static Optional<RunResult> parse(Path file, int number, String line) {
    if (line.length() <= DIGITS || !line.startsWith(checksum(line.substring(DIGITS + 1)) + " ")) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(line.substring(DIGITS + 1), RunResult.class));
    } catch (JsonProcessingException e) {
      throw new JournalException("%s, line %d was written by another version of electra4j (%s): choose another --out"
          .formatted(file, number, e.getOriginalMessage()), e);
    }
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }

  /** What is finished, by run id. */
  Map<String, RunResult> results() {
    return Collections.unmodifiableMap(results);
  }

  /** Adds a result; returns when it is on disk. */
  void append(RunResult result) {
    try {
      String json = JSON.writeValueAsString(result);
      String line = checksum(json) + " " + json + "\n";
      AtomicFile.writeAll(channel, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to %s: %s; what was finished before is kept".formatted(file, DurableFile.reason(e)), e);
    }
    results.put(result.row().run(), result);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close %s: %s".formatted(file, DurableFile.reason(e)), e);
    }
  }
}
