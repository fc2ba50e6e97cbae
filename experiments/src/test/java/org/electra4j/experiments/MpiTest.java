package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pre-training by processes that a real mpirun starts, with whichever MPI is installed: the files of one process, to the byte. */
class MpiTest {
  private static final List<String> COMPARED = List.of("steps.csv", "checkpoint-12.safetensors", "vocab.txt");
  private static final int SHORT = 12;
  private static final int LONG = 600;
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
    Mpirun.assumeInstalled(mpirun);
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

  /** Of two ranks one, or mpirun itself: the job ends, a whole checkpoint is left, and going on from it gives the bytes of one process. */
  @ParameterizedTest
  @CsvSource({"mpirun.openmpi, 0", "mpirun.openmpi, 1", "mpirun.openmpi, -1", "mpirun.mpich, 1", "mpirun.mpich, -1"})
  void aKilledProcessEndsTheJob(String mpirun, int killed) throws IOException, InterruptedException {
    Mpirun.assumeInstalled(mpirun);
    CommandLineRun alone = CommandLineRun.of(folder, training("alone", 1, LONG));
    assertThat(alone.code()).as(alone.err()).isZero();
    Process job = Mpirun.start(mpirun, 2, folder.resolve("output.txt"), training("together", 1, LONG));
    List<ProcessHandle> ranks = List.of();
    while (!Files.exists(folder.resolve("together/checkpoint-100.safetensors"))) {
      assertThat(job.isAlive()).as(output()).isTrue();
      Thread.sleep(5);
      ranks = Mpirun.ranks(job);
    }
    assertThat(ranks).hasSize(2);
    (killed < 0 ? job.toHandle() : ranks.get(killed)).destroyForcibly();
    assertThat(JavaProcess.finish(job, LONGEST_SECONDS)).as(output()).isPositive();
    for (ProcessHandle rank : ranks) {
      assertThat(rank.onExit()).as("a rank outlives its job").succeedsWithin(Duration.ofSeconds(30));
    }
    if (killed >= 0) {
      // Below MPICH, UCX aborts whoever was reading from the killed process, and mpirun may notice that one first.
      assertThat(output()).containsPattern(mpirun.endsWith("mpich") ? "BAD TERMINATION[^$]*\\(signal [69]\\)" : "signal 9");
    }
    assertThat(output()).doesNotContain("weights     ");

    CommandLineRun onwards = CommandLineRun.of(folder, training("together", 1, LONG));
    assertThat(onwards.out()).as(onwards.err()).contains("weights     ");
    for (String file : List.of("steps.csv", "checkpoint-600.safetensors")) {
      assertThat(folder.resolve("together").resolve(file)).as(file).hasSameBinaryContentAs(folder.resolve("alone").resolve(file));
    }
  }

  @Test
  void sumsAreChecked() throws IOException, InterruptedException {
    CommandLineRun alone = CommandLineRun.of(folder, "mpi");
    assertThat(alone.code()).isEqualTo(69);
    assertThat(alone.err()).contains("no mpirun or srun started several processes").hasLineCount(1);
    Mpirun.assumeInstalled("mpirun.openmpi");
    assertThat(start("mpirun.openmpi", 4, "mpi", "--floats", "300001", "--threads", "2")).as(output()).isZero();
    assertThat(output()).contains("processes   4, each with 2 threads", "sum         the same bits in all processes", "MPI_Allreduce");
  }

  @Test
  void whatCannotWorkTogetherIsSaid() throws IOException, InterruptedException {
    CommandLineRun none = CommandLineRun.of(folder, with("none", 1, "--mpi=libnosuch.so"));
    assertThat(none.code()).isEqualTo(69);
    assertThat(none.err()).contains("no MPI library was found (tried libnosuch.so): install one").hasLineCount(1);
    Mpirun.assumeInstalled("mpirun.openmpi");
    assertThat(run("mpirun.openmpi", 4, 1, "more")).isEqualTo(64);
    assertThat(output()).contains("shards is 2: expected at least 4, one for each process: --set shards=4");
  }

  private int run(String mpirun, int processes, int threads, String out) throws IOException, InterruptedException {
    return start(mpirun, processes, with(out, threads, "--cache", folder.resolve("cache").toString()));
  }

  private int start(String mpirun, int processes, String... arguments) throws IOException, InterruptedException {
    return JavaProcess.finish(Mpirun.start(mpirun, processes, folder.resolve("output.txt"), arguments), LONGEST_SECONDS);
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output.txt"));
  }

  private String[] with(String out, int threads, String... more) {
    return training(out, threads, SHORT, more);
  }

  private String[] training(String out, int threads, int steps, String... more) {
    List<String> all = new ArrayList<>(List.of("pretrain", "--corpus", text.toString(), "--threads", Integer.toString(threads), "--set",
        "shards=2", "--out", folder.resolve(out).toString()));
    all.addAll(SmallCorpus.settings(steps));
    all.addAll(List.of("--save-every", "50"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
