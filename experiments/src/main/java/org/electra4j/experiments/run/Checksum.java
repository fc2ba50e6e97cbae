package org.electra4j.experiments.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.electra4j.core.files.Sha256;

/** SHA-256 over lines of text. */
final class Checksum {
  private final MessageDigest digest = Sha256.digest();

  /** Adds a line and its end. */
  Checksum line(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    return this;
  }

  /** All digits, hexadecimal; the checksum begins anew. */
  String hexadecimal() {
    return Sha256.hexadecimal(digest);
  }
}
