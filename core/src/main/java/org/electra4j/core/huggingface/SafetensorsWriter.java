package org.electra4j.core.huggingface;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.electra4j.core.huggingface.Safetensors.Entry;
import org.electra4j.core.huggingface.Safetensors.Source;
import org.electra4j.core.huggingface.SafetensorsHeader.Malformed;

/** Writes safetensors files so that a reader never meets half of one. */
final class SafetensorsWriter {
  /** What {@link #temporaryName} makes. */
  static final Pattern TEMPORARY = Pattern.compile("\\..+\\.tmp-[0-9]+");

  private SafetensorsWriter() {}

  static void write(Path file, SequencedMap<String, String> metadata, List<Source> tensors) {
    SafetensorsHeader header = header(metadata, tensors);
    Path folder = file.toAbsolutePath().getParent();
    Path beside = folder.resolve(temporaryName(file));
    try {
      Files.deleteIfExists(beside);
      writeForced(beside, header, tensors);
      try (Safetensors written = Safetensors.open(beside)) {
        if (!written.checksummed()) {
          throw new IOException("what was written has no checksums");
        }
        written.verify();
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw new SafetensorsException("%s: cannot be written (%d bytes are needed): %s"
          .formatted(file, header.dataBytes() + SafetensorsHeader.MAX_BYTES, e), e);
    } finally {
      deleteQuietly(beside);
    }
  }

  private static String temporaryName(Path file) {
    return "." + file.getFileName() + ".tmp-" + ProcessHandle.current().pid();
  }

  private static SafetensorsHeader header(SequencedMap<String, String> metadata, List<Source> tensors) {
    SequencedMap<String, String> strings = new LinkedHashMap<>();
    strings.put(Checksums.HEADER, Checksums.UNKNOWN);
    strings.put("format", "pt");
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      if (Checksums.isKey(entry.getKey())) {
        throw new IllegalArgumentException("metadata key " + entry.getKey() + " is kept for checksums");
      }
      strings.put(entry.getKey(), entry.getValue());
    }
    SequencedMap<String, Entry> entries = new LinkedHashMap<>();
    long end = 0;
    for (Source source : tensors) {
      checkSource(source);
      Entry entry = new Entry(source.name(), source.type(), source.shape(), end, end + source.data().byteSize());
      if (entries.put(source.name(), entry) != null) {
        throw new IllegalArgumentException("two tensors are called " + source.name());
      }
      strings.put(Checksums.TENSOR + source.name(), Checksums.of(source.data()));
      end = entry.end();
    }
    return new SafetensorsHeader(strings, entries, end);
  }

  private static void checkSource(Source source) {
    try {
      SafetensorsHeader.checkName(source.name());
      long bytes = SafetensorsHeader.bytes(source.name(), source.type(), source.shape());
      if (bytes != source.data().byteSize()) {
        throw new Malformed("tensor %s has %d bytes, expected %d for %s %s"
            .formatted(source.name(), source.data().byteSize(), bytes, source.type(), source.shape()));
      }
    } catch (Malformed e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void writeForced(Path file, SafetensorsHeader header, List<Source> tensors) throws IOException {
    byte[] json = header.toBytes();
    if (json.length > SafetensorsHeader.MAX_BYTES || header.tensors().size() > SafetensorsHeader.MAX_TENSORS) {
      throw new SafetensorsException("%s: %d tensors and a header of %d bytes, expected at most %d and %d".formatted(file,
          header.tensors().size(), json.length, SafetensorsHeader.MAX_TENSORS, SafetensorsHeader.MAX_BYTES));
    }
    ByteBuffer start = ByteBuffer.allocate(Safetensors.LENGTH_BYTES + json.length).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(json.length).put(json).flip();
    Checksums.sign(start.array());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS)) {
      writeFully(channel, start);
      for (Source source : tensors) {
        long bytes = source.data().byteSize();
        for (long done = 0; done < bytes; done += Safetensors.CHUNK_BYTES) {
          writeFully(channel, source.data().asSlice(done, Math.min(Safetensors.CHUNK_BYTES, bytes - done)).asByteBuffer());
        }
      }
      channel.force(true);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.getLogger(SafetensorsWriter.class.getName()).log(System.Logger.Level.WARNING, file + " could not be deleted", e);
    }
  }
}
