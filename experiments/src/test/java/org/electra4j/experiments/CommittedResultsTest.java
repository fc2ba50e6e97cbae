package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.electra4j.experiments.report.Reports;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is committed under results can be read, and makes the same report again. */
class CommittedResultsTest {

  static Stream<Path> folders() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("electra"))) {
      root = root.getParent();
    }
    try (Stream<Path> files = Files.walk(root.resolve("results"))) {
      List<Path> folders = files.filter(file -> file.endsWith("runs.csv")).map(Path::getParent).sorted().toList();
      return folders.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void tablesMakeTheCommittedReport(Path folder, @TempDir Path copy) throws IOException {
    for (String table : List.of("runs.csv", "steps.csv", "machine.csv", "finetune.csv", "failures.csv")) {
      if (Files.exists(folder.resolve(table))) {
        Files.copy(folder.resolve(table), copy.resolve(table));
      }
    }
    Reports.Written written = Reports.rewrite(copy);
    for (Path made : List.of(written.summary(), written.figure(), copy.resolve("curves.svg"), written.page())) {
      assertThat(made).hasSameBinaryContentAs(folder.resolve(made.getFileName().toString()));
    }
  }
}
