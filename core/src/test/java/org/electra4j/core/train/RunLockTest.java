package org.electra4j.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir
  private Path folder;

  /** Another process that takes the folder and keeps it until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      RunLock.acquire(Path.of(arguments[0]));
      System.out.println("held");
      System.in.read();
    }
  }

  @Test
  void oneProcessRefusesItself() {
    try (RunLock _ = RunLock.acquire(folder)) {
      assertThatThrownBy(() -> RunLock.acquire(folder.resolve("."))).isInstanceOf(FolderInUseException.class)
          .hasMessageContaining("this process is at work here already: wait until it ends, or choose another folder");
      assertThat(folder.resolve("lock-holder")).content().startsWith("process " + ProcessHandle.current().pid());
    }
    assertThat(folder.resolve("lock-holder")).doesNotExist();
    RunLock.acquire(folder).close();
  }

  @Test
  void anotherProcessIsNamedAndItsDeathFreesTheFolder() throws IOException, InterruptedException {
    Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Holder.class.getName(), folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      BufferedReader said = new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
      assertThat(said.readLine()).isEqualTo("held");
      // Twice, since a refused attempt must not loosen the other's lock.
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> RunLock.acquire(folder)).isInstanceOf(FolderInUseException.class)
            .hasMessageContaining("process " + other.pid());
      }
      // The name comes and goes, and may be read when it is neither there nor gone.
      Files.write(folder.resolve("lock-holder"), new byte[] {(byte) 0xc3});
      assertThatThrownBy(() -> RunLock.acquire(folder)).isInstanceOf(FolderInUseException.class)
          .hasMessageContaining("another process is at work here already");
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
    RunLock.acquire(folder).close();
  }
}
