package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.electra4j.experiments.run.StopRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir
  private Path folder;

  @Test
  void aMachineWithEverythingIsWell() {
    CommandLineRun run = CommandLineRun.of(folder, "doctor", "--threads", "1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("ok       java ", "vectors ", "threads ", "compiler ", "memory ", "cache ", "text ", "All is there.");
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void whatIsMissingIsNamedWithItsRemedy() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    CommandLineRun run = CommandLineRun.of(folder, 1 << 20, new StopRequest(), "doctor", "--threads", "1", "--cache",
        file.resolve("below").toString());
    assertThat(run.code()).isEqualTo(69);
    assertThat(run.out()).containsPattern("MISSING +memory").containsPattern("MISSING +cache .*choose another folder with --cache")
        .contains("Something is missing");
  }
}
