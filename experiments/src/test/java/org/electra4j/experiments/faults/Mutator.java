package org.electra4j.experiments.faults;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes broken files from good ones: by bits and bytes, by pieces, and by words that mean something in their format. */
final class Mutator {
  private static final long[] NUMBERS = {0, 1, 7, 8, 127, 128, 255, 256, 65_535, 1L << 20, 1L << 31, -1, -8, Integer.MAX_VALUE,
      1L << 32, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE};
  private static final int MOST_CHANGES = 4;

  private final SplittableRandom random;
  private final List<byte[]> good;
  private final List<byte[]> words;

  /** From these contents, with words of their format. */
  Mutator(long seed, List<byte[]> good, String... words) {
    random = new SplittableRandom(seed);
    this.good = good;
    this.words = Arrays.stream(words).map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** The next broken content; now and then it is a good one. */
  byte[] next() {
    byte[] bytes = good.get(random.nextInt(good.size()));
    for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int length = Math.min(bytes.length - at, random.nextInt(random.nextInt(8) == 0 ? 4096 : 16));
    return switch (random.nextInt(9)) {
      case 0 -> flipped(bytes);
      case 1 -> Arrays.copyOf(bytes, at);
      case 2 -> spliced(bytes, at, at + length, new byte[0]);
      case 3 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
      case 4 -> spliced(bytes, at, at + length, randomBytes(length));
      case 5 -> spliced(bytes, at, at + (random.nextBoolean() ? length : 0), word());
      case 6 -> spliced(bytes, at, at + Math.min(8, bytes.length - at), number());
      case 7 -> spliced(bytes, at, at + length, Long.toString(NUMBERS[random.nextInt(NUMBERS.length)]).getBytes(StandardCharsets.UTF_8));
      default -> {
        byte[] other = good.get(random.nextInt(good.size()));
        int from = random.nextInt(other.length + 1);
        yield spliced(bytes, at, at + length, Arrays.copyOfRange(other, from, Math.min(other.length, from + 64)));
      }
    };
  }

  private byte[] flipped(byte[] bytes) {
    byte[] changed = bytes.clone();
    if (changed.length > 0) {
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  private byte[] word() {
    return words.isEmpty() ? randomBytes(4) : words.get(random.nextInt(words.size()));
  }

  private byte[] number() {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(NUMBERS[random.nextInt(NUMBERS.length)]).array();
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.length + between.length);
    all.write(bytes, 0, from);
    all.writeBytes(between);
    all.write(bytes, to, bytes.length - to);
    return all.toByteArray();
  }
}
