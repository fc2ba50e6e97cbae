package org.electra4j.core.data;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C, against accidents, at memory speed. */
final class Checksums {
  private Checksums() {}

  /** CRC32C of all that remains in the buffer, which is consumed. */
  static int crc32c(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
