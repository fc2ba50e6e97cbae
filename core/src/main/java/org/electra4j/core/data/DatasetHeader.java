package org.electra4j.core.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Beginning of a file of packed examples; little-endian like all of it.
 *
 * <pre>
 *   header       256 bytes, their CRC32C in the last four
 *   examples     fixed size: number of tokens, where the second segment begins (its highest bit of sixteen is set
 *                where that segment is another document's), ids filled up with [PAD];
 *                each of these in two bytes, or in four for vocabularies above 65,536
 *   counts       how often each id occurs, special tokens left out: eight bytes per id
 *   block sums   CRC32C of each {@value #BLOCK} examples: four bytes each
 * </pre>
 *
 * @param settings what it was made with
 * @param examples number of examples
 * @param tokens tokens that are not padding
 * @param tablesCrc CRC32C of counts and block sums
 * @param checksum SHA-256 of examples, counts, block sums, and header with this field and its own CRC32C left zero
 */
record DatasetHeader(DatasetSettings settings, long examples, long tokens, int tablesCrc, byte[] checksum) {
  static final int BYTES = 256;
  static final int BLOCK = 1024;
  /** Marks a second segment that is another document's; free, since that segment begins before the longest length. */
  static final int FALSE_NEIGHBOURS = 0x8000;
  private static final long MAGIC = ByteBuffer.wrap(new byte[] {'E', '4', 'J', 'P', 'A', 'C', 'K', '\n'}).getLong();
  private static final int VERSION = 1;
  private static final int VERSION_AT = Long.BYTES;
  private static final int CRC_AT = BYTES - Integer.BYTES;
  private static final int SHA_BYTES = 32;
  private static final int WIDE_IDS = 1 << Character.SIZE;

  /** Bytes of an id. */
  int idBytes() {
    return idBytes(settings);
  }

  static int idBytes(DatasetSettings settings) {
    return settings.vocabularySize() > WIDE_IDS ? Integer.BYTES : Character.BYTES;
  }

  /** Bytes of an example. */
  int exampleBytes() {
    return exampleBytes(settings);
  }

  static int exampleBytes(DatasetSettings settings) {
    return (settings.length() + 2) * idBytes(settings);
  }

  long countsAt() {
    return Math.addExact(BYTES, Math.multiplyExact(examples, (long) exampleBytes()));
  }

  long blockSumsAt() {
    return Math.addExact(countsAt(), (long) settings.vocabularySize() * Long.BYTES);
  }

  long fileBytes() {
    return Math.addExact(blockSumsAt(), Math.multiplyExact(Math.ceilDiv(examples, (long) BLOCK), (long) Integer.BYTES));
  }

  ByteBuffer encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.BIG_ENDIAN).putLong(MAGIC).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(VERSION).putInt(settings.length()).putInt(code(settings.packing())).putInt(settings.vocabularySize());
    buffer.putInt(settings.pad()).putInt(settings.classifier()).putInt(settings.separator()).putInt(settings.mask());
    buffer.putLong(settings.seed()).putLong(examples).putLong(tokens).putInt(tablesCrc);
    buffer.put(HexFormat.of().parseHex(settings.vocabularyChecksum())).put(checksum);
    buffer.putInt(CRC_AT, crc(buffer));
    return buffer.rewind();
  }

  /** Of {@link #BYTES} bytes; DatasetException for anything but a whole header of this version. */
  static DatasetHeader decode(ByteBuffer buffer, Path file) {
    if (buffer.order(ByteOrder.BIG_ENDIAN).getLong(0) != MAGIC) {
      throw damaged(file, "not a file of packed examples");
    }
    buffer.order(ByteOrder.LITTLE_ENDIAN).position(VERSION_AT);
    int version = buffer.getInt();
    if (version != VERSION) {
      throw damaged(file, "version " + version + " of the format, this program reads version " + VERSION);
    }
    if (crc(buffer) != buffer.getInt(CRC_AT)) {
      throw damaged(file, "the header's checksum is wrong");
    }
    int length = buffer.getInt();
    Packing packing = packing(buffer.getInt());
    int vocabularySize = buffer.getInt();
    int pad = buffer.getInt();
    int classifier = buffer.getInt();
    int separator = buffer.getInt();
    int mask = buffer.getInt();
    long seed = buffer.getLong();
    long examples = buffer.getLong();
    long tokens = buffer.getLong();
    int tablesCrc = buffer.getInt();
    byte[] vocabularyChecksum = new byte[SHA_BYTES];
    byte[] checksum = new byte[SHA_BYTES];
    buffer.get(vocabularyChecksum).get(checksum);
    try {
      String vocabulary = HexFormat.of().formatHex(vocabularyChecksum);
      DatasetSettings settings =
          new DatasetSettings(length, packing, seed, vocabularySize, vocabulary, pad, classifier, separator, mask);
      return new DatasetHeader(settings, examples, tokens, tablesCrc, checksum);
    } catch (IllegalArgumentException e) {
      throw new DatasetException(damaged(file, "the header is wrong: " + e.getMessage()).getMessage(), e);
    }
  }

  /** What every complaint about a file's content ends with. */
  static DatasetException damaged(Path file, String what) {
    return new DatasetException(file + ": " + what + "; delete its folder in the cache to have it made again");
  }

  private static int crc(ByteBuffer header) {
    return Checksums.crc32c(header.duplicate().position(0).limit(CRC_AT));
  }

  private static int code(Packing packing) {
    return switch (packing) {
      case PUBLISHED -> 1;
      case FULL -> 2;
      case PAIRS -> 3;
    };
  }

  private static Packing packing(int code) {
    return Arrays.stream(Packing.values()).filter(packing -> code(packing) == code).findFirst().orElse(null);
  }
}
