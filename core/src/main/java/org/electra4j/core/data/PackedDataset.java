package org.electra4j.core.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;

/** Packed examples in one checksummed, memory-mapped file. May be read by several threads. */
public final class PackedDataset implements AutoCloseable {
  private static final ValueLayout.OfChar U16 = ValueLayout.JAVA_CHAR_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final DatasetHeader header;
  private final Arena arena;
  private final MemorySegment memory;
  private final long[] counts;

  private PackedDataset(DatasetHeader header, Arena arena, MemorySegment memory) {
    this.header = header;
    this.arena = arena;
    this.memory = memory;
    counts = memory.asSlice(header.countsAt(), (long) vocabularySize() * Long.BYTES).toArray(I64);
  }

  /**
   * Opens a file and verifies every byte of it.
   *
   * @throws DatasetException saying what is wrong: no such file, not readable, another format, truncated, damaged
   */
  public static PackedDataset open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      DatasetHeader header = verify(channel, file);
      Arena arena = Arena.ofShared();
      return new PackedDataset(header, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, header.fileBytes(), arena));
    } catch (NoSuchFileException e) {
      throw new DatasetException(file + ": no such file; expected packed examples: delete its folder in the cache to have them made", e);
    } catch (IOException e) {
      throw new DatasetException(file + ": cannot be read (" + e + "); expected a readable file of packed examples", e);
    }
  }

  /** Verifies every byte, in a confined arena: closing a shared one stops all threads for a moment, and a damaged file needs none. */
  private static DatasetHeader verify(FileChannel channel, Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return verify(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), file);
    }
  }

  /** Verifies every byte of a file's content. */
  static DatasetHeader verify(MemorySegment memory, Path file) {
    if (memory.byteSize() < DatasetHeader.BYTES) {
      throw DatasetHeader.damaged(file, memory.byteSize() + " bytes, fewer than the " + DatasetHeader.BYTES + " of a header");
    }
    DatasetHeader header = DatasetHeader.decode(memory.asSlice(0, DatasetHeader.BYTES).asByteBuffer(), file);
    long examples = header.examples();
    long expected = 0;
    try {
      expected = examples < 1 ? 0 : header.fileBytes();
    } catch (ArithmeticException e) {
      throw new DatasetException(DatasetHeader.damaged(file, "the header counts " + examples + " examples").getMessage(), e);
    }
    if (memory.byteSize() != expected) {
      throw DatasetHeader.damaged(file, memory.byteSize() + " bytes, expected " + expected + " for its " + examples + " examples");
    }
    if (crc(memory, header.countsAt(), expected - header.countsAt()) != header.tablesCrc()) {
      throw DatasetHeader.damaged(file, "the checksum of its token counts is wrong");
    }
    int exampleBytes = header.exampleBytes();
    for (long first = 0, block = 0; first < examples; first += DatasetHeader.BLOCK, block++) {
      long last = Math.min(examples, first + DatasetHeader.BLOCK) - 1;
      int crc = crc(memory, DatasetHeader.BYTES + first * exampleBytes, (last - first + 1) * exampleBytes);
      if (crc != memory.get(I32, header.blockSumsAt() + block * Integer.BYTES)) {
        throw DatasetHeader.damaged(file, "the checksum of examples " + first + " to " + last + " is wrong");
      }
    }
    return header;
  }

  private static int crc(MemorySegment memory, long offset, long bytes) {
    return Checksums.crc32c(memory.asSlice(offset, bytes).asByteBuffer());
  }

  /** What it was made with. */
  public DatasetSettings settings() {
    return header.settings();
  }

  /** Number of examples, at least one. */
  public long examples() {
    return header.examples();
  }

  /** Positions per example. */
  public int length() {
    return settings().length();
  }

  /** Ids are below it. */
  public int vocabularySize() {
    return settings().vocabularySize();
  }

  /** SHA-256 of the vocabulary, hexadecimal. */
  public String vocabularyChecksum() {
    return settings().vocabularyChecksum();
  }

  /** SHA-256 of the content, hexadecimal; goes into every result row. */
  public String checksum() {
    return HexFormat.of().formatHex(header.checksum());
  }

  /** Tokens that are not padding, [CLS] and [SEP] among them. */
  public long tokens() {
    return header.tokens();
  }

  /** How often each id occurs, special tokens [CLS] [SEP] [PAD] [MASK] left out: [vocabularySize]. */
  public long[] tokenCounts() {
    return counts.clone();
  }

  /** Entropy of the token counts, in nats: what a model knows that knows frequencies only. */
  public double unigramEntropy() {
    double total = Arrays.stream(counts).sum();
    double entropy = 0;
    for (long count : counts) {
      if (count > 0) {
        double share = count / total;
        entropy -= share * StrictMath.log(share);
      }
    }
    return entropy;
  }

  /**
   * Copies example {@code index} to row {@code row} of a batch's arrays.
   *
   * @throws IllegalArgumentException if there is no such example or row, or the batch has another length
   */
  public void read(long index, int row, Batch batch) {
    int length = length();
    if (index < 0 || index >= examples() || row < 0 || row >= batch.size() || batch.length() != length) {
      throw new IllegalArgumentException(
          "example %d to row %d of a batch of %d x %d: wanted an example below %d, one of its rows, length %d"
          .formatted(index, row, batch.size(), batch.length(), examples(), length));
    }
    int first = row * length;
    long at = DatasetHeader.BYTES + index * header.exampleBytes();
    int idBytes = header.idBytes();
    int tokens = value(at);
    batch.lengths()[row] = tokens;
    Arrays.fill(batch.segmentIds(), first, first + length, 0);
    int second = value(at + idBytes);
    // The longest length is the bit itself, and marks nothing.
    boolean falseNeighbours = second > DatasetHeader.FALSE_NEIGHBOURS;
    batch.falseNeighbours()[row] = falseNeighbours;
    Arrays.fill(batch.segmentIds(), first + (falseNeighbours ? second - DatasetHeader.FALSE_NEIGHBOURS : second), first + tokens, 1);
    long ids = at + 2L * idBytes;
    if (idBytes == Integer.BYTES) {
      MemorySegment.copy(memory, I32, ids, batch.ids(), first, length);
    } else {
      for (int position = 0; position < length; position++) {
        batch.ids()[first + position] = memory.get(U16, ids + (long) position * Character.BYTES);
      }
    }
  }

  private int value(long at) {
    return header.idBytes() == Integer.BYTES ? memory.get(I32, at) : memory.get(U16, at);
  }

  /** Unmaps the file; reading fails afterwards. Closing again does nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
