package org.electra4j.core.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.core.files.Sha256;

/** Writes a file of packed examples; nothing bears its name before {@link #commit()} has read it back and found it whole. */
public final class DatasetWriter implements AutoCloseable {
  private final Path path;
  private final DatasetSettings settings;
  private final AtomicFile file;
  private final ByteBuffer block;
  private final boolean wide;
  private final long[] counts;
  private final MessageDigest digest = Sha256.digest();
  private int[] blockSums = new int[64];
  private int blocks;
  private long examples;
  private long tokens;

  /**
   * Begins a file.
   *
   * @throws DatasetException if it cannot be created
   */
  public DatasetWriter(Path path, DatasetSettings settings) {
    this.path = path;
    this.settings = settings;
    wide = DatasetHeader.idBytes(settings) == Integer.BYTES;
    counts = new long[settings.vocabularySize()];
    block = ByteBuffer.allocate(DatasetHeader.exampleBytes(settings) * DatasetHeader.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    try {
      file = AtomicFile.create(path);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Appends an example; one that is refused leaves nothing behind.
   *
   * @throws DatasetException if it cannot be written
   * @throws IllegalArgumentException if it is longer than the settings' length, or has an id outside the vocabulary
   */
  public void add(Example example) {
    int[] ids = example.ids();
    if (ids.length > settings.length()) {
      throw new IllegalArgumentException("example of " + ids.length + " ids: wanted at most " + settings.length());
    }
    for (int id : ids) {
      if (id < 0 || id >= counts.length) {
        throw new IllegalArgumentException("id " + id + ": wanted 0 to " + (counts.length - 1));
      }
    }
    put(ids.length);
    put(example.secondSegment() | (example.falseNeighbours() ? DatasetHeader.FALSE_NEIGHBOURS : 0));
    for (int id : ids) {
      put(id);
      if (settings.counted(id)) {
        counts[id]++;
      }
    }
    for (int position = ids.length; position < settings.length(); position++) {
      put(settings.pad());
    }
    examples++;
    tokens += ids.length;
    if (!block.hasRemaining()) {
      writeBlock();
    }
  }

  /** Number of examples so far. */
  public long examples() {
    return examples;
  }

  /**
   * Completes the file: forced to the disk, read back and verified, then moved to its name.
   *
   * @throws DatasetException if that fails; whatever bore the name before is untouched then
   * @throws IllegalStateException if there is no example
   */
  public void commit() {
    if (examples == 0) {
      throw new IllegalStateException("a dataset without examples: wanted at least one");
    }
    if (block.position() > 0) {
      writeBlock();
    }
    ByteBuffer tables = ByteBuffer.allocate(counts.length * Long.BYTES + blocks * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(counts).forEach(tables::putLong);
    Arrays.stream(blockSums, 0, blocks).forEach(tables::putInt);
    digest.update(tables.flip());
    int tablesCrc = Checksums.crc32c(tables.rewind());
    digest.update(header(tablesCrc, new byte[digest.getDigestLength()]).limit(DatasetHeader.BYTES - Integer.BYTES));
    try {
      AtomicFile.writeAll(file.channel(), tables.rewind());
      AtomicFile.writeAll(file.channel().position(0), header(tablesCrc, digest.digest()));
      file.commit(written -> PackedDataset.open(written).close());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Removes what was written, unless it was committed. */
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void put(int value) {
    if (wide) {
      block.putInt(value);
    } else {
      block.putShort((short) value);
    }
  }

  private void writeBlock() {
    block.flip();
    if (blocks == blockSums.length) {
      blockSums = Arrays.copyOf(blockSums, 2 * blocks);
    }
    blockSums[blocks++] = Checksums.crc32c(block.duplicate());
    digest.update(block.duplicate());
    try {
      // Room for the header, which can only be written when everything else is known.
      FileChannel channel = blocks == 1 ? file.channel().position(DatasetHeader.BYTES) : file.channel();
      AtomicFile.writeAll(channel, block);
    } catch (IOException e) {
      throw failed(e);
    }
    block.clear();
  }

  private ByteBuffer header(int tablesCrc, byte[] checksum) {
    return new DatasetHeader(settings, examples, tokens, tablesCrc, checksum).encode();
  }

  private DatasetException failed(IOException e) {
    return new DatasetException(path + ": the packed examples cannot be written (" + e + "); make room, or choose another folder", e);
  }
}
