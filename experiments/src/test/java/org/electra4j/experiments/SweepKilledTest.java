package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A sweep of 24 runs, of which some cannot go well, in processes that are killed: the same bytes as of one that nobody disturbs. */
class SweepKilledTest {
  private static final int RUNS = 24;

  @TempDir
  private Path folder;

  private Path text;
  private Path experiment;

  @BeforeEach
  void write() throws IOException {
    text = SmallCorpus.text(folder);
    experiment = Files.writeString(folder.resolve("mine.yaml"), """
        name: mine
        cells:
          plain: {}
          unigram: {source: unigram}
          too long: {length: 4096}
          dropout: {dropout: 0.1}
          diverges: {learningRate: 1e30, warmupSteps: 0}
          shorter: {length: 12}
          half: {generatorSize: 1/2}
          all: {generatorSize: 1, sharing: all}
        """);
  }

  @Test
  @Timeout(600)
  void killedTwiceAndGoneOnWithInOtherJobs() throws IOException, InterruptedException {
    CommandLineRun undisturbed = CommandLineRun.of(folder, arguments("a", "1"));
    assertThat(undisturbed.code()).as(undisturbed.err()).isEqualTo(1);
    assertThat(Files.readAllLines(folder.resolve("a/runs.csv"))).hasSize(1 + RUNS - 6);
    List<String> failures = Files.readAllLines(folder.resolve("a/failures.csv"));
    assertThat(failures).hasSize(1 + 6);
    assertThat(failures.get(1)).contains(",mine,too long,1,", "length is 4096 and maxPositions 24");
    assertThat(failures.get(4)).contains(",mine,diverges,1,", "expected a finite number");

    killAfter(4, "1");
    CommandLineRun between = CommandLineRun.of(folder, "sweep", "status", folder.resolve("b").toString());
    assertThat(between.code()).isEqualTo(1);
    assertThat(between.out()).contains("mine: ", " of 24 runs finished", " waiting; no process is at work", "FAILED    length is 4096");
    killAfter(12, "2");
    CommandLineRun last = CommandLineRun.of(folder, arguments("b", "3"));
    assertThat(last.code()).as(last.err()).isEqualTo(1);
    assertThat(last.out()).contains("too long, seed 1: FAILED before: length is 4096", "FAILED      diverges, seed 3: step ",
        "6 runs failed");
    for (String file : List.of("runs.csv", "steps.csv", "failures.csv", "summary.md")) {
      assertThat(folder.resolve("b").resolve(file)).as(file).hasSameBinaryContentAs(folder.resolve("a").resolve(file));
    }
    CommandLineRun compared = CommandLineRun.of(folder, "sweep", "compare", folder.resolve("a").toString(), folder.resolve("b").toString());
    assertThat(compared.out()).contains("settings     the same", "18 runs in both (the same configuration, data and seed); all ended with");
  }

  /** Runs the sweep in a process of its own, and kills it (not a signal that it could answer) once the journal has so many lines. */
  private void killAfter(int lines, String jobs) throws IOException, InterruptedException {
    List<String> command = JavaProcess.command(List.of(), arguments("b", jobs));
    command.addAll(List.of("--cache", folder.resolve("cache").toString()));
    Path output = folder.resolve("output.txt");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      while (lines(journal()) < lines) {
        assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        Thread.sleep(2);
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(lines(journal())).isBetween(lines, RUNS - 2);
  }

  private Path journal() {
    return folder.resolve("b/journal.jsonl");
  }

  private static int lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return (int) lines.count();
    }
  }

  private String[] arguments(String out, String jobs) {
    List<String> all = new ArrayList<>(List.of("sweep", "custom", experiment.toString(), "--corpus", text.toString(), "--out",
        folder.resolve(out).toString(), "--seeds", "3", "--jobs", jobs, "--threads", jobs));
    all.addAll(List.of(SmallCorpus.SETTINGS));
    return all.toArray(String[]::new);
  }
}
