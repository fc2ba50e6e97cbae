package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No name, whoever thought of it, leads out of the folder that the user gave. */
class ContainmentTest {
  private static final String UP = "../../up";

  @TempDir
  private Path folder;

  private Path inner;
  private Path text;

  @BeforeEach
  void prepare() throws IOException {
    inner = Files.createDirectories(folder.resolve("a/b/c"));
    text = SmallCorpus.text(folder);
  }

  @Test
  void ofAnExperimentOrACell() throws IOException {
    Path named = Files.writeString(folder.resolve("named.yaml"), "name: " + UP + "\ncells:\n  one: {}\n  two: {source: unigram}\n");
    CommandLineRun refused = CommandLineRun.of(folder, sweep(named));
    assertThat(refused.code()).isEqualTo(64);
    assertThat(refused.err()).contains("line 1: found name is ../../up, expected lower-case letters, digits and hyphens").hasLineCount(1);

    Path cells = Files.writeString(folder.resolve("cells.yaml"), "name: mine\ncells:\n  " + UP + ": {}\n  /etc/x: {source: unigram}\n");
    Set<Path> before = outside();
    CommandLineRun run = CommandLineRun.of(folder, sweep(cells, "--tensorboard", inner.resolve("events").toString()));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(outside()).isEqualTo(before);
    assertThat(inner.resolve("out/runs.csv")).content().contains("," + UP + ",");
  }

  @Test
  void ofAnExperimentInATable() throws IOException {
    Path results = Path.of("..", "results", "generator-size");
    for (String file : List.of("runs.csv", "steps.csv", "finetune.csv", "machine.csv")) {
      Files.writeString(inner.resolve(file), Files.readString(results.resolve(file)).replace(",generator-size,", "," + UP + ","));
    }
    Set<Path> before = everything();
    CommandLineRun run = CommandLineRun.of(folder, "report", inner.toString());
    assertThat(run.code()).isEqualTo(65);
    assertThat(run.err()).contains("runs.csv: found an experiment called ../../up, expected lower-case letters").hasLineCount(1);
    assertThat(everything()).isEqualTo(before);
  }

  private String[] sweep(Path experiment, String... more) {
    List<String> all = new ArrayList<>(List.of("sweep", "custom", experiment.toString(), "--corpus", text.toString(), "--task", "none",
        "--cache", inner.resolve("cache").toString(), "--out", inner.resolve("out").toString()));
    all.addAll(List.of(SmallCorpus.SETTINGS));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Set<Path> outside() throws IOException {
    return everything().stream().filter(path -> !path.startsWith(inner)).collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<Path> everything() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
