package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on the tables of a sweep, made up but of a realistic size. */
class ReportCommandTest {
  private static final List<String> TABLES = List.of("runs.csv", "steps.csv", "machine.csv", "finetune.csv");
  private static final List<String> MADE = List.of("summary.md", "weight-sharing.svg", "curves.svg", "report.html");

  @TempDir
  Path folder;

  private List<byte[]> made() throws IOException {
    List<byte[]> bytes = new ArrayList<>();
    for (String file : MADE) {
      bytes.add(Files.readAllBytes(folder.resolve(file)));
    }
    return bytes;
  }

  private CommandLineRun report() {
    return CommandLineRun.of(folder, "report", folder.toString());
  }

  @Test
  void tablesAloneMakeTheReportAndLeaveItAsItIs() throws IOException {
    for (String table : TABLES) {
      try (InputStream in = ReportCommandTest.class.getResourceAsStream("report/weight-sharing/" + table)) {
        Files.copy(in, folder.resolve(table));
      }
    }
    CommandLineRun run = report();
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCodes.DONE);
    assertThat(run.out()).contains("report.html");
    List<byte[]> first = made();
    assertThat(report().code()).isEqualTo(ExitCodes.DONE);
    assertThat(made()).containsExactlyElementsOf(first);
    String page = Files.readString(folder.resolve("report.html"));
    assertThat(page).contains("What should generator and main network share?", "AMD EPYC", "points over fine-tuning seeds",
        "Sharing token embeddings beats sharing nothing (+0.7)");
    String summary = Files.readString(folder.resolve("summary.md"));
    assertThat(summary).contains("| none | 3 | 66.", "token-embeddings − none: +",
        "0.3 nats below the unigram entropy within the first third");
  }

  @Test
  void aFolderWithoutTablesIsRefusedInASentence() {
    CommandLineRun run = report();
    assertThat(run.code()).isNotEqualTo(ExitCodes.DONE);
    assertThat(run.err()).contains("runs.csv: found no such file");
  }
}
