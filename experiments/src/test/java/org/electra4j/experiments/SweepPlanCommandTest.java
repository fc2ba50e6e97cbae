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

/** What a plan says, from real steps of a tiny model. */
class SweepPlanCommandTest {
  @TempDir
  private Path folder;

  private Path text;

  @BeforeEach
  void writeText() throws IOException {
    text = SmallCorpus.text(folder);
  }

  @Test
  void everyCellHasItsCostAndTheWholeItsTime() throws IOException {
    Path glue = SmallCorpus.glue(folder);
    CommandLineRun run = plan("generator-size", "--glue", glue.toString(), "--cells", "unigram,1/4", "--seeds", "3");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("cell +steps +parameters +FLOP +script's +memory +a run\n")
        .containsPattern("unigram +12 +[0-9,]+ +[0-9.]+ [MG] +[0-9.]+ [MG] +[0-9]+ MiB +[0-9ms in]+\n")
        .containsPattern("time +[0-9ms in]+ for 6 runs: pre-training [0-9ms in]+, fine-tuning [0-9ms in]+\n")
        .containsPattern("1/4 +1,000,000 +14,196,219 +1\\.15 E +1\\.29 E +[0-9]+ d");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void finishedRunsAreNotCounted() {
    List<String> all = new ArrayList<>(List.of("sweep", "generator-size", "--corpus", text.toString(), "--cells", "unigram",
        "--threads", "1", "--out", folder.resolve("a").toString(), "--set", "fineTuneLength=16"));
    all.addAll(List.of(SmallCorpus.SETTINGS));
    assertThat(CommandLineRun.of(folder, all.toArray(String[]::new)).code()).isZero();
    for (String option : List.of("--out", "--reuse")) {
      CommandLineRun run = plan("generator-size", "--cells", "unigram,1/4", option, folder.resolve("a").toString());
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).containsPattern("time +[0-9ms in]+ for 1 of 2 runs \\(1 finished before\\): ");
    }
  }

  @Test
  void whatWillFailIsSaidBefore() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.yaml"), "name: mine\ncells: {plain: {}, long: {length: 4096}}\n");
    CommandLineRun run = plan(mine.toString());
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("long     cannot be run", "will fail   long: length is 4096 and maxPositions 24")
        .containsPattern("time +[0-9ms in]+ for 1 run: ");
  }

  @Test
  void thePapersSizeOnOtherMachines() {
    CommandLineRun run = plan("generator-size", "--cells", "1/4", "--machines", "4", "--cores", "32", "--network", "25");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("on 4 machines of 32 cores, 25 Gbit/s between them", "modelled from a core's rate here");
    CommandLineRun wrong = plan("generator-size", "--machines", "0");
    assertThat(wrong.code()).isEqualTo(64);
    assertThat(wrong.err()).contains("machines is 0: expected at least 1").hasLineCount(1);
  }

  private CommandLineRun plan(String... more) {
    List<String> all = new ArrayList<>(List.of("sweep", "plan"));
    all.addAll(List.of(more));
    all.addAll(List.of("--corpus", text.toString(), "--timing-seconds", "0.02", "--set", "fineTuneLength=16", "--threads", "1"));
    all.addAll(List.of(SmallCorpus.SETTINGS));
    return CommandLineRun.of(folder, all.toArray(String[]::new));
  }
}
