package org.electra4j.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir
  Path folder;

  @Test
  void replacesAndMakesFolders() throws IOException {
    Path target = folder.resolve("a/b/file");
    AtomicFile.write(target, new byte[] {1, 2});
    AtomicFile.write(target, new byte[] {3});
    assertThat(target).hasBinaryContent(new byte[] {3});
    assertOnly(target.getParent(), target);
  }

  @Test
  void aFailedWriteLeavesTheOldFileAlone() throws IOException {
    Path target = folder.resolve("file");
    AtomicFile.write(target, new byte[] {1, 2});
    assertThatThrownBy(() -> AtomicFile.write(target, channel -> {
      AtomicFile.writeAll(channel, ByteBuffer.allocate(1));
      throw new IOException("disk full");
    }, written -> {})).hasMessage("disk full");
    assertThat(target).hasBinaryContent(new byte[] {1, 2});
    assertOnly(folder, target);
  }

  @Test
  void aFailedCheckLeavesTheOldFileAlone() throws IOException {
    Path target = folder.resolve("file");
    AtomicFile.write(target, new byte[] {1, 2});
    assertThatThrownBy(() -> AtomicFile.write(target, channel -> AtomicFile.writeAll(channel, ByteBuffer.allocate(9)), written -> {
      assertThat(written).hasSize(9);
      throw new IOException("other bytes");
    })).hasMessage("other bytes");
    assertThat(target).hasBinaryContent(new byte[] {1, 2});
    assertOnly(folder, target);
  }

  private static void assertOnly(Path folder, Path file) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
