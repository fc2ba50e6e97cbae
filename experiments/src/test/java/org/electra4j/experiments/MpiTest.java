package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pre-training by processes that a real mpirun starts, with whichever MPI is installed: the files of one process, to the byte. */
class MpiTest {
  private static final List<String> COMPARED = List.of("steps.csv", "checkpoint-12.safetensors", "vocab.txt");
  private static final long LONGEST_SECONDS = 240;

  @TempDir
  private Path folder;
  private Path text;

  @BeforeEach
  void write() throws IOException {
    text = SmallCorpus.text(folder);
  }

  @ParameterizedTest
  @CsvSource({"mpirun.openmpi, 2, 2", "mpirun.mpich, 2, 1", "mpirun.mpich, 2, 3"})
  void theSameBytesAsOneProcess(String mpirun, int processes, int threads) throws IOException, InterruptedException {
    Assumptions.assumeTrue(installed(mpirun), mpirun + " is not installed");
    CommandLineRun alone = CommandLineRun.of(folder, with("alone", 1));
    assertThat(alone.code()).as(alone.err()).isZero();
    assertThat(run(mpirun, processes, threads, "together")).as(output()).isZero();
    assertThat(output()).contains("processes   " + processes + ", each with " + threads + " thread").containsOnlyOnce("weights     ");
    for (String file : COMPARED) {
      assertThat(folder.resolve("together").resolve(file)).as(file).hasSameBinaryContentAs(folder.resolve("alone").resolve(file));
    }
    assertThat(run(mpirun, processes, threads, "together")).as(output()).isZero();
    assertThat(output()).contains("finished    before; nothing is left to do");
  }

  @Test
  void sumsAreChecked() throws IOException, InterruptedException {
    CommandLineRun alone = CommandLineRun.of(folder, "mpi");
    assertThat(alone.code()).isEqualTo(69);
    assertThat(alone.err()).contains("no mpirun or srun started several processes").hasLineCount(1);
    Assumptions.assumeTrue(installed("mpirun.openmpi"), "mpirun.openmpi is not installed");
    assertThat(start("mpirun.openmpi", 4, "mpi", "--floats", "300001", "--threads", "2")).as(output()).isZero();
    assertThat(output()).contains("processes   4, each with 2 threads", "sum         the same bits in all processes", "MPI_Allreduce");
  }

  @Test
  void whatCannotWorkTogetherIsSaid() throws IOException, InterruptedException {
    CommandLineRun none = CommandLineRun.of(folder, with("none", 1, "--mpi=libnosuch.so"));
    assertThat(none.code()).isEqualTo(69);
    assertThat(none.err()).contains("no MPI library was found (tried libnosuch.so): install one").hasLineCount(1);
    Assumptions.assumeTrue(installed("mpirun.openmpi"), "mpirun.openmpi is not installed");
    assertThat(run("mpirun.openmpi", 4, 1, "more")).isEqualTo(64);
    assertThat(output()).contains("shards is 2: expected at least 4, one for each process: --set shards=4");
  }

  private static boolean installed(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
          .waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private int run(String mpirun, int processes, int threads, String out) throws IOException, InterruptedException {
    return start(mpirun, processes, with(out, threads, "--cache", folder.resolve("cache").toString()));
  }

  private int start(String mpirun, int processes, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(mpirun));
    if (mpirun.endsWith("openmpi")) {
      command.addAll(List.of("--allow-run-as-root", "--oversubscribe", "--mca", "mpi_yield_when_idle", "1"));
    }
    command.addAll(List.of("-n", Integer.toString(processes)));
    command.addAll(JavaProcess.command(List.of(), arguments));
    return JavaProcess.finish(new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile()).start(), LONGEST_SECONDS);
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output.txt"));
  }

  private String[] with(String out, int threads, String... more) {
    List<String> all = new ArrayList<>(List.of("pretrain", "--corpus", text.toString(), "--threads", Integer.toString(threads), "--set",
        "shards=2", "--out", folder.resolve(out).toString()));
    all.addAll(List.of(SmallCorpus.SETTINGS));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
