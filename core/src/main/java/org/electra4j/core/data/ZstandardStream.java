package org.electra4j.core.data;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Unpacks Zstandard; damaged data are an IOException, as with every other stream. The only user of its library. */
final class ZstandardStream extends FilterInputStream {

  ZstandardStream(InputStream packed, int buffer) {
    super(new ZstdInputStream(new BufferedInputStream(packed, buffer)));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return super.read(target, offset, length);
    } catch (MalformedInputException e) {
      throw new IOException("not whole Zstandard data: " + e.getMessage(), e);
    }
  }
}
