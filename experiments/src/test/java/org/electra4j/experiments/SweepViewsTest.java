package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others see of a sweep: its status from outside, and two sweeps beside each other. */
class SweepViewsTest {
  /** With data prepared before, the corpus asks once for each of its 60 documents; from there on each step does. */
  private static final int A_FEW_STEPS = 66;

  @TempDir
  private Path folder;

  private Path text;

  @BeforeEach
  void writeText() throws IOException {
    text = SmallCorpus.text(folder);
  }

  @Test
  void aStatusNamesWhatIsSavedWaitingAndFinished() {
    CommandLineRun.of(folder, sweep("other", "--cells", "1/4"));
    CommandLineRun stopped = CommandLineRun.of(folder, 1L << 40, new StopAfter(A_FEW_STEPS), sweep("a"));
    assertThat(stopped.code()).as(stopped.out()).isEqualTo(143);
    CommandLineRun between = status("a");
    assertThat(between.code()).isEqualTo(75);
    assertThat(between.out()).contains("generator-size: 0 of 2 runs finished, 1 saved, 1 waiting; no process is at work")
        .containsPattern("unigram {2}seed 1 +saved +at step [0-9]+ of 12\n").containsPattern("1/4 +seed 1 +waiting\n");
    CommandLineRun.of(folder, sweep("a"));
    CommandLineRun after = status("a");
    assertThat(after.code()).isZero();
    assertThat(after.out()).contains("2 of 2 runs finished").containsPattern("unigram {2}seed 1 +finished +replaced-token AUC 0\\.");
  }

  @Test
  void aStatusShowsAnotherProcessAtWork() throws IOException {
    CommandLineRun.of(folder, sweep("a", "--cells", "1/4"));
    CommandLineRun.of(folder, 1L << 40, new StopAfter(A_FEW_STEPS), sweep("a"));
    // As a process leaves it that is alive; this one is.
    Files.writeString(folder.resolve("a/lock-holder"), "process " + ProcessHandle.current().pid() + ", started now");
    Path run;
    try (var runs = Files.list(folder.resolve("a/runs"))) {
      run = runs.filter(each -> !Files.exists(each.resolve("checkpoint-12.safetensors"))).findFirst().orElseThrow();
    }
    Files.writeString(run.resolve("state.txt"), "step 7 of 12, loss 9.876\n");
    assertThat(status("a").out()).contains("1 of 2 runs finished, 1 under way; process ", "started now, is at work")
        .containsPattern("unigram {2}seed 1 +under way +step 7 of 12, loss 9\\.876\n");
  }

  @Test
  void aFolderThatIsNoSweepIsRefused() {
    CommandLineRun none = status("nowhere");
    assertThat(none.code()).isEqualTo(64);
    assertThat(none.err()).contains("nowhere holds no plan.json: expected the folder of a sweep").hasLineCount(1);
  }

  @Test
  void twoSweepsDifferInWhatWasSetAndInWhatCameOut() {
    CommandLineRun.of(folder, sweep("a"));
    CommandLineRun.of(folder, sweep("b", "--set", "maskRate=0.3", "--cells", "1/4"));
    CommandLineRun compared = CommandLineRun.of(folder, "sweep", "compare", folder.resolve("a").toString(),
        folder.resolve("b").toString());
    assertThat(compared.code()).as(compared.err()).isZero();
    assertThat(compared.out()).contains("A is " + folder.resolve("a"), "cell unigram is in A alone")
        .containsPattern("settings that differ:\n +maskRate +A +0\\.15\n +B +0\\.3\n")
        .containsPattern("cell +A +B +B - A\n1/4 +AUC +[0-9.]+ +[0-9.]+ +[+-][0-9.]+\n +nats below unigram")
        .doesNotContain("hiddenSize");
  }

  private CommandLineRun status(String out) {
    return CommandLineRun.of(folder, "sweep", "status", folder.resolve(out).toString());
  }

  private String[] sweep(String out, String... more) {
    List<String> all = new ArrayList<>(List.of("sweep", "generator-size", "--corpus", text.toString(), "--out",
        folder.resolve(out).toString(), "--threads", "1"));
    if (!List.of(more).contains("--cells")) {
      all.addAll(List.of("--cells", "unigram,1/4"));
    }
    all.addAll(List.of(SmallCorpus.SETTINGS));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
