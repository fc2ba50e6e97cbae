package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.electra4j.experiments.run.StopRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said before anything is measured. */
class BenchCommandTest {
  private static final long LONGEST_SECONDS = 60;

  @TempDir
  private Path folder;

  @Test
  void wrongOptions() {
    refused("area is sgemm: expected gemm, attention, rows, optimizer, step, text, all, cost or finetune", "sgemm");
    refused("threads is 0: expected at least 1", "gemm", "--threads", "0");
    refused("openblas: found no file", "gemm", "--openblas", folder.resolve("libopenblas.so").toString());
    refused("readme: expected area step or all", "gemm", "--readme", folder.resolve("README.md").toString());
    refused("avx2: ", "gemm", "--avx2", "--peer");
    refused("Unmatched argument", "gemm", "attention");
  }

  @Test
  void aStopComesBeforeTheFirstMeasurement() {
    StopRequest stop = new StopRequest();
    stop.request(StopRequest.INTERRUPTED);
    CommandLineRun run = CommandLineRun.of(folder, 1 << 30, stop, "bench", "all", "--csv", folder.resolve("rows.csv").toString());
    assertThat(run.code()).isEqualTo(130);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void oneBenchmarkAtATime() throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    try (FileChannel lock = FileChannel.open(folder.resolve("jmh.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock();
      Process bench = new ProcessBuilder(JavaProcess.command(List.of("-Djava.io.tmpdir=" + folder), "bench", "gemm", "--threads", "1"))
          .redirectErrorStream(true).redirectOutput(output.toFile()).start();
      assertThat(JavaProcess.finish(bench, LONGEST_SECONDS)).isEqualTo(69);
    }
    assertThat(output).content().contains("electra: another benchmark runs on this machine").contains("jmh.lock)");
  }

  private void refused(String expected, String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "bench";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    CommandLineRun run = CommandLineRun.of(folder, command);
    assertThat(run.err()).startsWith("electra: ").contains(expected).hasLineCount(1);
    assertThat(run.code()).isEqualTo(64);
  }
}
