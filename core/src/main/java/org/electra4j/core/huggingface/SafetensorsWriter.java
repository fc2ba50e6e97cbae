package org.electra4j.core.huggingface;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.core.huggingface.Safetensors.Entry;
import org.electra4j.core.huggingface.Safetensors.Source;
import org.electra4j.core.huggingface.SafetensorsHeader.Malformed;

/** Writes safetensors files so that a reader never meets half of one. */
final class SafetensorsWriter {
  private SafetensorsWriter() {}

  static void write(Path file, SequencedMap<String, String> metadata, List<Source> tensors) {
    SafetensorsHeader header = header(metadata, tensors);
    ByteBuffer start = start(file, header);
    try {
      AtomicFile.write(file, channel -> {
        AtomicFile.writeAll(channel, start);
        for (Source source : tensors) {
          long bytes = source.data().byteSize();
          for (long done = 0; done < bytes; done += Safetensors.CHUNK_BYTES) {
            AtomicFile.writeAll(channel, source.data().asSlice(done, Math.min(Safetensors.CHUNK_BYTES, bytes - done)).asByteBuffer());
          }
        }
      }, SafetensorsWriter::verify);
    } catch (IOException e) {
      throw new SafetensorsException("%s: cannot be written: %s; it takes %d bytes, beside its predecessor".formatted(file, e,
          start.limit() + header.dataBytes()), e);
    }
  }

  private static void verify(Path written) throws IOException {
    try (Safetensors read = Safetensors.open(written)) {
      read.verify();
      if (!read.checksummed()) {
        throw new IOException(written + ": what was written has no checksums");
      }
    }
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

  /** Length field and header, signed. */
  private static ByteBuffer start(Path file, SafetensorsHeader header) {
    byte[] json = header.toBytes();
    if (json.length > SafetensorsHeader.MAX_BYTES || header.tensors().size() > SafetensorsHeader.MAX_TENSORS) {
      throw new SafetensorsException("%s: %d tensors and a header of %d bytes, expected at most %d and %d".formatted(file,
          header.tensors().size(), json.length, SafetensorsHeader.MAX_TENSORS, SafetensorsHeader.MAX_BYTES));
    }
    ByteBuffer start = ByteBuffer.allocate(Safetensors.LENGTH_BYTES + json.length).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(json.length).put(json).flip();
    Checksums.sign(start.array());
    return start;
  }
}
