package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep by processes that share its folder, and may die: each run once, and the bytes of one process. */
class SweepSharedTest {
  private static final int WORKERS = 3;
  private static final long LONGEST_SECONDS = 240;
  private static final List<String> COMPARED = List.of("runs.csv", "steps.csv", "summary.md");
  private static final Pattern FINISHED = Pattern.compile("seed [0-9]: finished");

  @TempDir
  private Path folder;
  private Path text;

  @BeforeEach
  void write() throws IOException {
    text = SmallCorpus.text(folder);
  }

  @Test
  void eachRunOnceAndTheSameBytes() throws IOException, InterruptedException {
    CommandLineRun alone = CommandLineRun.of(folder, with("alone"));
    assertThat(alone.code()).as(alone.err()).isZero();
    List<Process> workers = new ArrayList<>();
    for (int index = 0; index < WORKERS; index++) {
      workers.add(start(index, "--index", Integer.toString(index), "--of", Integer.toString(WORKERS)));
    }
    StringBuilder said = new StringBuilder();
    for (int index = 0; index < WORKERS; index++) {
      int code = JavaProcess.finish(workers.get(index), LONGEST_SECONDS);
      said.append(Files.readString(output(index)));
      // Runs that another was at work on at the end are left to it.
      assertThat(code).as(said.toString()).isIn(0, 75);
    }
    assertThat(FINISHED.matcher(said).results().count()).as(said.toString()).isEqualTo(8);
    for (String file : COMPARED) {
      assertThat(folder.resolve("shared").resolve(file)).as(file).hasSameBinaryContentAs(folder.resolve("alone").resolve(file));
    }
    assertThat(folder.resolve("shared/claims")).isEmptyDirectory();
    try (Stream<Path> files = Files.list(folder.resolve("shared"))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.matches("journal-.*jsonl"))).hasSize(WORKERS);
    }
    CommandLineRun again = CommandLineRun.of(folder, with("shared"));
    assertThat(again.out()).contains("all runs were finished before");
    assertThat(CommandLineRun.of(folder, "sweep", "status", folder.resolve("shared").toString()).out()).contains("8 of 8 runs finished");
  }

  @Test
  void aKilledWorkersRunIsTakenOver() throws IOException, InterruptedException {
    CommandLineRun alone = CommandLineRun.of(folder, with("alone"));
    assertThat(alone.code()).as(alone.err()).isZero();
    Path claims = folder.resolve("shared/claims");
    Process worker = start(0, "--shared");
    List<Path> claimed = List.of();
    while (claimed.isEmpty()) {
      assertThat(worker.isAlive()).as(Files.readString(output(0))).isTrue();
      claimed = claims(claims);
    }
    worker.destroyForcibly().waitFor();
    assertThat(claims(claims)).as("claims that the dead have left").hasSize(1);

    // Its claim is too young to be a dead process's.
    assertThat(JavaProcess.finish(start(1, "--shared"), LONGEST_SECONDS)).as(Files.readString(output(1))).isEqualTo(75);
    assertThat(output(1)).content().contains("left        1 run, for other processes (one that has died gives its run back");
    Files.setLastModifiedTime(claims(claims).getFirst(), FileTime.from(Instant.now().minus(Duration.ofMinutes(3))));
    assertThat(JavaProcess.finish(start(2, "--shared"), LONGEST_SECONDS)).as(Files.readString(output(2))).isZero();
    for (String file : COMPARED) {
      assertThat(folder.resolve("shared").resolve(file)).as(file).hasSameBinaryContentAs(folder.resolve("alone").resolve(file));
    }
  }

  @Test
  void processesOfMpirunAreWorkers() throws IOException, InterruptedException {
    Mpirun.assumeInstalled("mpirun.openmpi");
    CommandLineRun alone = CommandLineRun.of(folder, with("alone"));
    assertThat(alone.code()).as(alone.err()).isZero();
    Process workers = Mpirun.start("mpirun.openmpi", 2, output(0), with("shared", "--cache", folder.resolve("cache").toString()));
    assertThat(JavaProcess.finish(workers, LONGEST_SECONDS)).as(Files.readString(output(0))).isIn(0, 75);
    for (String file : COMPARED) {
      assertThat(folder.resolve("shared").resolve(file)).as(file).hasSameBinaryContentAs(folder.resolve("alone").resolve(file));
    }
  }

  private static List<Path> claims(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
  }

  private Path output(int index) {
    return folder.resolve("output" + index + ".txt");
  }

  private Process start(int index, String... more) throws IOException {
    List<String> command = JavaProcess.command(List.of(), with("shared", more));
    command.addAll(List.of("--cache", folder.resolve("cache").toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output(index).toFile()).start();
  }

  private String[] with(String out, String... more) {
    List<String> all = new ArrayList<>(List.of("sweep", "generator-size", "--cells", "unigram,1/4", "--seeds", "4", "--corpus",
        text.toString(), "--task", "none", "--threads", "1", "--out", folder.resolve(out).toString()));
    all.addAll(List.of(SmallCorpus.SETTINGS));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
