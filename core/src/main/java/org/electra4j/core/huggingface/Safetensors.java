package org.electra4j.core.huggingface;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.zip.CRC32C;
import org.electra4j.core.huggingface.SafetensorsHeader.Malformed;

/**
 * An open safetensors file: a length, a JSON header, and tensors one after the other, little-endian, row-major.
 *
 * <p>Strict: a header of at most a megabyte that begins with a brace, in UTF-8, no name twice, names of plain characters, known types,
 * shapes that fit their places, places without hole or overlap, and a file that ends with the last of them. What is wrong is refused before
 * any memory is taken for it. Values are not looked at: NaN is a float.
 *
 * <p>Files written here carry a CRC32C of every tensor and one of everything before the data, as metadata that other readers skip. Where a
 * file has them they are verified, and a changed bit anywhere is found.
 */
public final class Safetensors implements AutoCloseable {
  static final int LENGTH_BYTES = Long.BYTES;
  static final int CHUNK_BYTES = 1 << 22;

  /** What a tensor's elements are. */
  public enum Type {
    /** 32-bit floats. */
    F32(4),
    /** 64-bit floats. */
    F64(8),
    /** 16-bit floats; not read here. */
    F16(2),
    /** 16-bit floats with a wide exponent; not read here. */
    BF16(2),
    /** 64-bit integers, such as old buffers of positions; not read here. */
    I64(8),
    /** 32-bit integers; not read here. */
    I32(4);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of an element. */
    public int bytes() {
      return bytes;
    }
  }

  /**
   * What a header says of a tensor.
   *
   * @param name as in the file
   * @param type of the elements
   * @param shape sizes from the outermost to the innermost; empty for a single element
   * @param begin first byte, counted from the start of the data
   * @param end byte after the last
   */
  public record Entry(String name, Type type, List<Long> shape, long begin, long end) {
    /** Its length in bytes. */
    public long bytes() {
      return end - begin;
    }
  }

  /** A tensor to be written: name, type, shape, and the native memory that holds exactly its elements. */
  public record Source(String name, Type type, List<Long> shape, MemorySegment data) {}

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final SequencedMap<String, String> metadata;
  private final long dataStart;
  private final boolean checksummed;

  private Safetensors(Path file, FileChannel channel, SafetensorsHeader header, long dataStart, boolean checksummed) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
    this.checksummed = checksummed;
    metadata = new LinkedHashMap<>(header.metadata());
    metadata.keySet().removeIf(Checksums::isKey);
  }

  /** Opens a file and verifies everything but the data; SafetensorsException says what is wrong. */
  public static Safetensors open(Path file) {
    requireLittleEndian();
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      Safetensors opened = open(file, channel);
      channel = null;
      return opened;
    } catch (NoSuchFileException e) {
      throw new SafetensorsException("%s: there is no such file".formatted(file), e);
    } catch (IOException e) {
      throw new SafetensorsException("%s: cannot be read: %s".formatted(file, e), e);
    } catch (Malformed e) {
      throw new SafetensorsException("%s: %s; the file is damaged or was not written as safetensors: use another copy"
          .formatted(file, e.getMessage()), e);
    } finally {
      closeQuietly(channel);
    }
  }

  private static Safetensors open(Path file, FileChannel channel) throws IOException, Malformed {
    long fileBytes = channel.size();
    if (fileBytes < LENGTH_BYTES) {
      throw new Malformed("has %d bytes, expected at least %d".formatted(fileBytes, LENGTH_BYTES));
    }
    long headerBytes = readFully(channel, 0, LENGTH_BYTES).getLong(0);
    if (headerBytes < 0 || headerBytes > SafetensorsHeader.MAX_BYTES || headerBytes > fileBytes - LENGTH_BYTES) {
      throw new Malformed("says that its header has %s bytes, expected at most %d and no more than the file"
          .formatted(Long.toUnsignedString(headerBytes), SafetensorsHeader.MAX_BYTES));
    }
    byte[] start = readFully(channel, 0, LENGTH_BYTES + (int) headerBytes).array();
    byte[] json = Arrays.copyOfRange(start, LENGTH_BYTES, start.length);
    SafetensorsHeader header = SafetensorsHeader.parse(json);
    if (fileBytes != start.length + header.dataBytes()) {
      throw new Malformed("has %d bytes, expected %d from its header".formatted(fileBytes, start.length + header.dataBytes()));
    }
    return new Safetensors(file, channel, header, start.length, verifyHeader(start, header));
  }

  /** Whether the header has checksums; Malformed if they are not the right ones. */
  private static boolean verifyHeader(byte[] start, SafetensorsHeader header) throws Malformed {
    String written = header.metadata().get(Checksums.HEADER);
    if (written == null) {
      return false;
    }
    if (!Checksums.standFirst(start)) {
      throw new Malformed("has a header checksum in the wrong place");
    }
    String found = Checksums.ofStart(start);
    if (!found.equals(written)) {
      throw new Malformed("the header's checksum is %s, expected %s".formatted(found, written));
    }
    for (String name : header.tensors().keySet()) {
      if (!header.metadata().containsKey(Checksums.TENSOR + name)) {
        throw new Malformed("tensor %s has no checksum".formatted(name));
      }
    }
    return true;
  }

  /** Strings beside the tensors, checksums left out. */
  public SequencedMap<String, String> metadata() {
    return Collections.unmodifiableSequencedMap(metadata);
  }

  /** The tensors by name, in the file's order. */
  public SequencedMap<String, Entry> tensors() {
    return Collections.unmodifiableSequencedMap(header.tensors());
  }

  /** Whether the file has checksums of its own, so that a change of any bit is found. */
  public boolean checksummed() {
    return checksummed;
  }

  /** Reads all data once and compares it with the checksums, if there are any. */
  public void verify() {
    long largest = header.tensors().values().stream().mapToLong(Entry::bytes).max().orElse(0);
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, largest));
    for (Entry entry : header.tensors().values()) {
      CRC32C crc = new CRC32C();
      for (long done = 0; done < entry.bytes(); done += CHUNK_BYTES) {
        chunk.clear().limit((int) Math.min(CHUNK_BYTES, entry.bytes() - done));
        fill(chunk, dataStart + entry.begin() + done);
        crc.update(chunk.flip());
      }
      compare(entry, crc);
    }
  }

  /** Reads a tensor's bytes into memory of exactly that length; SafetensorsException if they differ from their checksum. */
  public void read(Entry entry, MemorySegment target) {
    if (target.byteSize() != entry.bytes()) {
      throw new IllegalArgumentException("tensor %s has %d bytes, memory for it %d"
          .formatted(entry.name(), entry.bytes(), target.byteSize()));
    }
    CRC32C crc = new CRC32C();
    for (long done = 0; done < entry.bytes(); done += CHUNK_BYTES) {
      ByteBuffer chunk = target.asSlice(done, Math.min(CHUNK_BYTES, entry.bytes() - done)).asByteBuffer();
      fill(chunk, dataStart + entry.begin() + done);
      crc.update(chunk.flip());
    }
    compare(entry, crc);
  }

  private void compare(Entry entry, CRC32C crc) {
    String expected = header.metadata().get(Checksums.TENSOR + entry.name());
    if (checksummed && !Checksums.hex(crc).equals(expected)) {
      throw new SafetensorsException("%s: tensor %s has the checksum %s, expected %s; the file is damaged: use another copy"
          .formatted(file, entry.name(), Checksums.hex(crc), expected));
    }
  }

  private void fill(ByteBuffer buffer, long position) {
    try {
      readFully(channel, position, buffer);
    } catch (IOException e) {
      throw new SafetensorsException("%s: cannot be read at byte %d: %s".formatted(file, position, e), e);
    }
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, position, buffer);
    return buffer;
  }

  private static void readFully(FileChannel channel, long position, ByteBuffer buffer) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new IOException("the file ends at byte " + at);
      }
      at += read;
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing was written through it, so nothing is lost.
        System.getLogger(Safetensors.class.getName()).log(System.Logger.Level.DEBUG, "closing a file that was read", e);
      }
    }
  }

  /**
   * Writes a file that is there as a whole or not at all: beside its target, forced to disk, read back, and moved into its place, replacing
   * what stood there. Returns when the folder, too, is on disk.
   *
   * @param metadata strings for readers; {@code format} is set to {@code pt} unless given, which Hugging Face's readers ask for
   * @param tensors in the order in which they are to lie
   */
  public static void write(Path file, SequencedMap<String, String> metadata, List<Source> tensors) {
    requireLittleEndian();
    SafetensorsWriter.write(file, metadata, tensors);
  }

  private static void requireLittleEndian() {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new SafetensorsException("this machine is big-endian: safetensors files are little-endian and are not converted");
    }
  }
}
