package org.electra4j.core.huggingface;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** CRC32C of the parts of a safetensors file, as eight digits in its metadata: one per tensor, and one of everything before the data. */
final class Checksums {
  /** Key of the header's checksum. */
  static final String HEADER = "crc32c";
  /** Begins the keys of the tensors' checksums. */
  static final String TENSOR = "crc32c/";
  /** What stands where the header's checksum will. */
  static final String UNKNOWN = "00000000";
  /** The header's checksum stands first, so that its digits have one place, where they count as zeros. */
  private static final byte[] BEFORE_DIGITS = ("{\"__metadata__\":{\"" + HEADER + "\":\"").getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = Safetensors.LENGTH_BYTES + BEFORE_DIGITS.length;
  private static final int AFTER_DIGITS = DIGITS + UNKNOWN.length();

  private Checksums() {}

  /** Whether a metadata key belongs to the checksums. */
  static boolean isKey(String key) {
    return key.equals(HEADER) || key.startsWith(TENSOR);
  }

  /** Whether a file that starts like this has its header's checksum where it should be. */
  static boolean standFirst(byte[] start) {
    return start.length >= AFTER_DIGITS
        && Arrays.equals(start, Safetensors.LENGTH_BYTES, DIGITS, BEFORE_DIGITS, 0, BEFORE_DIGITS.length);
  }

  /** Of length field and header, the checksum's own digits counted as zeros. */
  static String ofStart(byte[] start) {
    CRC32C crc = new CRC32C();
    crc.update(start, 0, DIGITS);
    crc.update(UNKNOWN.getBytes(StandardCharsets.US_ASCII));
    crc.update(start, AFTER_DIGITS, start.length - AFTER_DIGITS);
    return hex(crc);
  }

  /** Puts the checksum into length field and header. */
  static void sign(byte[] start) {
    byte[] digits = ofStart(start).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, start, DIGITS, digits.length);
  }

  /** Of a tensor's memory. */
  static String of(MemorySegment data) {
    CRC32C crc = new CRC32C();
    for (long done = 0; done < data.byteSize(); done += Safetensors.CHUNK_BYTES) {
      crc.update(data.asSlice(done, Math.min(Safetensors.CHUNK_BYTES, data.byteSize() - done)).asByteBuffer());
    }
    return hex(crc);
  }

  static String hex(CRC32C crc) {
    return "%08x".formatted(crc.getValue());
  }
}
