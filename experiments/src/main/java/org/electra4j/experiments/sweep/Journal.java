package org.electra4j.experiments.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.experiments.report.DurableFile;
import org.electra4j.experiments.report.FailureRow;
import org.electra4j.experiments.run.RunResult;

/**
 * What came of a sweep's runs: a file that only grows, one line each time a run is finished or has failed, forced to disk before anybody
 * hears of it. A line is eight digits of CRC32C, a space, and the run's result or its failure in JSON; a later line of a run replaces an
 * earlier one. A process that dies while writing leaves a broken last line, which is cut off at the next start; a broken line before it is
 * damage, and nothing is read past it.
 *
 * <p>Processes that share a sweep have a journal each, {@code journal-WORKER.jsonl}; what a sweep's folder says is all of them together.
 */
final class Journal implements AutoCloseable {
  static final String NAME = "journal.jsonl";
  private static final String PREFIX = "journal";
  private static final String SUFFIX = ".jsonl";
  private static final int DIGITS = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final FileChannel channel;
  private final Content content;

  /**
   * What a journal says, by run id.
   *
   * @param results of finished runs
   * @param failures of runs that failed and were not finished since
   */
  record Content(SequencedMap<String, RunResult> results, SequencedMap<String, FailureRow> failures) {
    private Content() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private void add(RunResult result) {
      results.put(result.row().run(), result);
      failures.remove(result.row().run());
    }

    private void add(FailureRow failure) {
      failures.put(failure.run(), failure);
    }
  }

  private Journal(Path file, FileChannel channel, Content content) {
    this.file = file;
    this.channel = channel;
    this.content = content;
  }

  /** What the journal of a folder says now, a line that is being written left out; changes nothing, so another process may be at work. */
  static Content read(Path folder) {
    Content content = new Content();
    for (Path file : files(folder)) {
      try {
        read(file, Files.readAllBytes(file), content);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read %s: %s".formatted(file, DurableFile.reason(e)), e);
      }
    }
    // What failed for one worker may have been finished by another.
    content.failures.keySet().removeAll(content.results.keySet());
    return content;
  }

  /** The journals of a folder, in the order of their names. */
  static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.getFileName().toString().startsWith(PREFIX) && file.getFileName().toString().endsWith(SUFFIX))
          .sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list %s: %s".formatted(folder, DurableFile.reason(e)), e);
    }
  }

  /**
   * Opens the journal of a folder, or begins one; what stands in others counts too.
   *
   * @param worker whose it is, among several; null for the only one
   * @param warning told of a line that was cut off
   */
  static Journal open(Path folder, String worker, Consumer<String> warning) {
    Path file = folder.resolve(worker == null ? NAME : PREFIX + "-" + worker + SUFFIX);
    try {
      byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      int good = read(file, bytes, new Content());
      Content content = read(folder);
      FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (good < bytes.length) {
        channel.truncate(good);
        channel.force(true);
        warning.accept("%s: the last line was cut off while it was written, and is left out; its run is finished again".formatted(file));
      }
      channel.position(good);
      AtomicFile.force(folder);
      return new Journal(file, channel, content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open %s: %s".formatted(file, DurableFile.reason(e)), e);
    }
  }

  /** Fills in what the bytes hold, and returns how many of them are good. */
  private static int read(Path file, byte[] bytes, Content content) {
    List<int[]> lines = lines(bytes);
    for (int i = 0; i < lines.size(); i++) {
      int[] line = lines.get(i);
      String text = new String(bytes, line[0], line[1] - line[0], StandardCharsets.UTF_8);
      boolean complete = line[1] < bytes.length;
      boolean good = complete && parse(file, i + 1, text, content);
      if (!good && i == lines.size() - 1) {
        return line[0];
      }
      if (!good) {
        throw new JournalException(("%s, line %d is damaged: expected a line whose checksum is right; put a good copy back, or choose"
            + " another --out").formatted(file, i + 1));
      }
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

  /** Adds what the line says; false if its checksum is wrong. */
  private static boolean parse(Path file, int number, String line, Content content) {
    if (line.length() <= DIGITS || !line.startsWith(checksum(line.substring(DIGITS + 1)) + " ")) {
      return false;
    }
    try {
      JsonNode node = JSON.readTree(line.substring(DIGITS + 1));
      if (node.has("reason")) {
        content.add(JSON.treeToValue(node, FailureRow.class));
      } else {
        content.add(JSON.treeToValue(node, RunResult.class));
      }
      return true;
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

  /** Reads again what others have written meanwhile. */
  void refresh() {
    // This journal's own lines are on disk as well.
    Content now = read(file.toAbsolutePath().getParent());
    content.results.putAll(now.results);
    content.failures.clear();
    content.failures.putAll(now.failures);
  }

  /** What is finished, by run id. */
  Map<String, RunResult> results() {
    return Collections.unmodifiableMap(content.results);
  }

  /** What failed and was not finished since, by run id. */
  Map<String, FailureRow> failures() {
    return Collections.unmodifiableMap(content.failures);
  }

  /** Adds a result; returns when it is on disk. */
  void append(RunResult result) {
    write(result);
    content.add(result);
  }

  /** Adds a failure; returns when it is on disk. */
  void append(FailureRow failure) {
    write(failure);
    content.add(failure);
  }

  private void write(Object entry) {
    try {
      String json = JSON.writeValueAsString(entry);
      String line = checksum(json) + " " + json + "\n";
      AtomicFile.writeAll(channel, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to %s: %s; what was finished before is kept".formatted(file, DurableFile.reason(e)), e);
    }
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
