package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.electra4j.experiments.run.StopRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep of two cells from text to figure: the same bytes however it is cut off, wherever it runs, on however many threads. */
class SweepSmokeTest {
  private static final List<String> DERIVED = List.of("runs.csv", "steps.csv", "finetune.csv", "summary.md", "generator-size.svg");

  @TempDir
  private Path folder;

  private Path text;
  private Path glue;

  @BeforeEach
  void writeText() throws IOException {
    text = SmallCorpus.text(folder);
    glue = SmallCorpus.glue(folder);
  }

  @Test
  void runsOnceEachCellAndSkipsWhatIsDone() throws IOException {
    CommandLineRun first = sweep("a");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("run 1 of 2: unigram, seed 1", "1/4, seed 1: finished", "rte",
        folder.resolve("a").resolve("generator-size.svg").toString());
    Map<String, byte[]> before = files("a");
    CommandLineRun second = sweep("a");
    assertThat(second.code()).isZero();
    assertThat(second.out()).contains("all runs were finished before").doesNotContain("run 1 of 2");
    assertThat(files("a")).containsExactlyEntriesOf(before);
    assertThat(Files.readAllLines(folder.resolve("a/runs.csv"))).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void cutOffAnywhereItEndsWithTheSameBytes(String jobs) {
    sweep("a");
    int cuts = 0;
    // The corpus asks once for each of its 60 documents; from there on each limit reaches a little further than the one before.
    for (int limit = 60; cuts < 40; limit++) {
      CommandLineRun run = CommandLineRun.of(folder, 1L << 40, new StopAfter(limit), arguments("b", "--threads", jobs, "--jobs", jobs));
      if (run.code() == 0) {
        break;
      }
      assertThat(run.code()).as(run.err()).isEqualTo(143);
      cuts++;
    }
    assertThat(cuts).isGreaterThan(5);
    assertThat(sweep("b").out()).contains("all runs were finished before");
    assertSameDerived("a", "b");
  }

  @Test
  void jobsGiveTheSameBytes() throws IOException {
    sweep("a", "--seeds", "2");
    CommandLineRun together = sweep("b", inJobs());
    assertThat(together.code()).as(together.err()).isZero();
    assertThat(together.out()).contains("2 runs at the same time", "run 4 of 4: 1/4, seed 2");
    assertSameDerived("a", "b");
    List<String> machine = Files.readAllLines(folder.resolve("b/machine.csv"));
    assertThat(machine.getFirst()).startsWith("run,seconds,fineTuneSeconds,tokensPerSecond,shareOfPeak,threads,");
    assertThat(machine.subList(1, 5)).allSatisfy(row -> assertThat(row.split(",")[5]).isEqualTo("1"));
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aStopLeavesTheRunsOfAllJobsToBeResumed() throws IOException {
    CommandLineRun stopped = CommandLineRun.of(folder, 1L << 40, new OnceTwoRunsTrain() {
      @Override
      void now() {
        request(TERMINATED);
      }
    }, arguments("b", inJobs()));
    assertThat(stopped.code()).isEqualTo(143);
    assertThat(stopped.err()).isEqualTo("electra: Step 1 of 12 is saved; run the same command again to go on.\n");
    assertThat(checkpoints("b")).hasSize(2).containsOnly("checkpoint-1.safetensors");
    assertThat(sweep("b", inJobs()).code()).isZero();
    sweep("a", "--seeds", "2");
    assertSameDerived("a", "b");
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anErrorInOneJobEndsTheOthersToo() {
    CommandLineRun broken = CommandLineRun.of(folder, 1L << 40, new OnceTwoRunsTrain() {
      @Override
      void now() {
        throw new OutOfMemoryError("of this test");
      }
    }, arguments("b", "--seeds", "20", "--jobs", "2", "--threads", "2"));
    assertThat(broken.err()).contains("memory ran out (of this test)").hasLineCount(1);
    assertThat(broken.code()).isEqualTo(69);
    assertThat(broken.out()).contains("of 40: ").doesNotContain("run 40 of 40");
    CommandLineRun again = sweep("b", inJobs());
    assertThat(again.code()).as(again.err()).isZero();
  }

  @Test
  void moreSeedsAndCellsAreAddedInCanonicalOrder() throws IOException {
    sweep("a", "--seeds", "2");
    CommandLineRun.of(folder, arguments("b", "--cells", "1/4"));
    sweep("b", "--seeds", "2", "--threads", "3");
    assertSameDerived("a", "b");
    assertThat(Files.readAllLines(folder.resolve("a/runs.csv"))).hasSize(5);
  }

  @Test
  void runsThatAnotherSweepHasFinishedAreTakenOver() throws IOException {
    sweep("a");
    CommandLineRun same = sweep("b", "--reuse", folder.resolve("a").toString());
    assertThat(same.code()).as(same.err()).isZero();
    assertThat(same.out()).contains("2 finished runs taken over from " + folder.resolve("a"), "all runs were finished before");
    assertThat(checkpoints("b")).hasSize(2);
    assertSameDerived("a", "b");
    String[] efficiency = arguments("c", "--reuse", folder.resolve("a").toString());
    efficiency[List.of(efficiency).indexOf("generator-size")] = "efficiency";
    efficiency[List.of(efficiency).indexOf("unigram,1/4")] = "electra,untrained";
    CommandLineRun other = CommandLineRun.of(folder, efficiency);
    assertThat(other.code()).as(other.err()).isZero();
    assertThat(other.out()).contains("1 finished run taken over", "untrained, seed 1: finished")
        .doesNotContain("electra, seed 1: finished");
    List<String> rows = Files.readAllLines(folder.resolve("c/runs.csv"));
    assertThat(rows.get(1)).contains(",efficiency,electra,electra,");
    List<String> header = List.of(rows.getFirst().split(","));
    String hash = cells(Files.readAllLines(folder.resolve("a/runs.csv")).get(2))[header.indexOf("hashOfWeights")];
    assertThat(cells(rows.get(1))[header.indexOf("hashOfWeights")]).isEqualTo(hash);
    CommandLineRun nothing = sweep("d", "--reuse", folder.toString());
    assertThat(nothing.code()).isNotZero();
    assertThat(nothing.err()).contains("has neither journal.jsonl nor runs.csv; expected the folder of a sweep").hasLineCount(1);
  }

  /** As they lie in a repository. */
  @Test
  void runsAreTakenOverFromTablesAlone() throws IOException {
    sweep("a");
    Path tables = Files.createDirectory(folder.resolve("tables"));
    for (String name : List.of("runs.csv", "steps.csv", "machine.csv", "finetune.csv")) {
      if (Files.exists(folder.resolve("a").resolve(name))) {
        Files.copy(folder.resolve("a").resolve(name), tables.resolve(name));
      }
    }
    CommandLineRun same = sweep("b", "--reuse", tables.toString());
    assertThat(same.code()).as(same.err()).isZero();
    assertThat(same.out()).contains("2 finished runs taken over from " + tables, "all runs were finished before");
    assertSameDerived("a", "b");
    Files.delete(tables.resolve("machine.csv"));
    CommandLineRun lacking = sweep("c", "--reuse", tables.toString());
    assertThat(lacking.code()).isNotZero();
    assertThat(lacking.err()).contains("machine.csv: has no line of run ", "expected one for each run of runs.csv").hasLineCount(1);
  }

  @Test
  void aTornLastLineIsFinishedAgain() throws IOException {
    // One after the other, so that the last line is the second run's.
    sweep("a", "--jobs", "1");
    Map<String, byte[]> before = files("a");
    Path journal = folder.resolve("a/journal.jsonl");
    byte[] bytes = Files.readAllBytes(journal);
    Files.write(journal, Arrays.copyOf(bytes, bytes.length - 40));
    CommandLineRun again = sweep("a");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("the last line was cut off while it was written", "run 2 of 2").doesNotContain("run 1 of 2");
    Map<String, byte[]> after = files("a");
    DERIVED.forEach(file -> assertThat(after.get(file)).as(file).isEqualTo(before.get(file)));
  }

  @Test
  void aDamagedLineBeforeTheLastIsAnError() throws IOException {
    sweep("a");
    Path journal = folder.resolve("a/journal.jsonl");
    byte[] bytes = Files.readAllBytes(journal);
    bytes[200] ^= 1;
    Files.write(journal, bytes);
    CommandLineRun again = sweep("a");
    assertThat(again.code()).isEqualTo(65);
    assertThat(again.err()).contains("journal.jsonl, line 1 is damaged").hasLineCount(1);
    assertThat(journal).hasBinaryContent(bytes);
  }

  @Test
  void aRunThatFailsTakesNoOtherDown() throws IOException {
    sweep("a");
    sweep("b", "--cells", "1/4");
    Path broken = breakFirstRun("b");
    Path rows = folder.resolve("b/runs.csv");
    assertThat(Files.readAllLines(rows)).hasSize(2);
    CommandLineRun run = sweep("b", "--seeds", "1");
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("unigram, seed 1: FAILED: ", "checkpoint-5.safetensors", "add --retry-failed");
    assertThat(broken.resolveSibling("failure.txt")).content().contains("CheckpointException");
    assertThat(folder.resolve("b/failures.csv")).content().startsWith("run,experiment,cell,seed,reason\n")
        .contains(",generator-size,unigram,1,\"runs/").doesNotContain(folder.toString());
    Files.delete(broken);
    CommandLineRun untried = sweep("b");
    assertThat(untried.code()).isEqualTo(1);
    assertThat(untried.out()).contains("unigram, seed 1: FAILED before: ", "all runs were finished or failed before");
    assertThat(sweep("b", "--retry-failed").code()).isZero();
    assertThat(folder.resolve("b/failures.csv")).doesNotExist();
    assertSameDerived("a", "b");
  }

  @Test
  void failFastStopsAndSaysWhatIsLeft() throws IOException {
    breakFirstRun("b");
    CommandLineRun run = sweep("b", "--seeds", "3", "--fail-fast");
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("unigram, seed 1: FAILED: ", "left        5 runs; run the same command again");
    assertThat(folder.resolve("b/runs.csv")).doesNotExist();
  }

  @Test
  void timeThatIsOverIsAStopThatGoesOn() {
    CommandLineRun short1 = sweep("b", "--max-hours", "1e-9");
    assertThat(short1.code()).as(short1.err()).isEqualTo(75);
    assertThat(short1.out()).contains("left        2 runs; run the same command again to go on");
    assertThat(sweep("b", "--max-hours", "1").code()).isZero();
    sweep("a");
    assertSameDerived("a", "b");
  }

  @Test
  void weightsStayOrGo() throws IOException {
    sweep("a");
    assertThat(checkpoints("a")).containsExactly("checkpoint-12.safetensors", "checkpoint-12.safetensors");
    sweep("b", "--keep-weights", "none");
    assertThat(checkpoints("b")).isEmpty();
    assertThat(sweep("b").out()).contains("all runs were finished before");
    assertSameDerived("a", "b");
  }

  @Test
  void aScoreIsTheMedianOfItsFineTunings() throws IOException {
    sweep("a", "--set", "fineTuneSeeds=3");
    List<String> rows = Files.readAllLines(folder.resolve("a/finetune.csv"));
    assertThat(rows).hasSize(7);
    int score = List.of(rows.getFirst().split(",")).indexOf("score");
    List<Double> scores = rows.subList(1, 4).stream().map(row -> Double.parseDouble(row.split(",")[score])).sorted().toList();
    List<String> header = List.of(Files.readAllLines(folder.resolve("a/runs.csv")).getFirst().split(","));
    assertThat(header).contains("score.rte", "config.fineTuneSeeds");
    String[] run = cells(Files.readAllLines(folder.resolve("a/runs.csv")).get(1));
    assertThat(Double.parseDouble(run[header.indexOf("score.rte")])).isEqualTo(scores.get(1));
    assertThat(rows.subList(1, 4)).extracting(row -> row.split(",")[3]).containsExactly("1", "1001", "2001");
  }

  @Test
  void equalFlopsScaleTheSteps() throws IOException {
    CommandLineRun run = sweep("a", "--equal", "flops");
    assertThat(run.code()).as(run.err()).isZero();
    List<String> rows = Files.readAllLines(folder.resolve("a/runs.csv"));
    List<String> header = List.of(rows.getFirst().split(","));
    String[] unigram = cells(rows.get(1));
    String[] quarter = cells(rows.get(2));
    assertThat(unigram[header.indexOf("comparison")]).isEqualTo("flops");
    assertThat(quarter[header.indexOf("config.steps")]).isEqualTo("12");
    long steps = Long.parseLong(unigram[header.indexOf("config.steps")]);
    assertThat(steps).isGreaterThan(12);
    double flops = Double.parseDouble(quarter[header.indexOf("flops")]);
    assertThat(Double.parseDouble(unigram[header.indexOf("flops")])).isBetween(flops * (1 - 0.5 / steps), flops * (1 + 0.5 / steps));
  }

  @Test
  void aRunThatFailsTakesNoneDownBesideIt() throws IOException {
    Path broken = breakFirstRun("b");
    CommandLineRun run = sweep("b", inJobs());
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("unigram, seed 1: FAILED: ");
    assertThat(Files.readAllLines(folder.resolve("b/runs.csv"))).hasSize(4);
    Files.delete(broken);
    assertThat(sweep("b", "--seeds", "2", "--jobs", "2", "--threads", "2", "--retry-failed").code()).isZero();
    sweep("a", "--seeds", "2");
    assertSameDerived("a", "b");
  }

  @Test
  void aFolderOfAnotherSweepIsRefused() {
    sweep("a");
    CommandLineRun other = sweep("a", "--set", "maskRate=0.2");
    assertThat(other.code()).isEqualTo(64);
    assertThat(other.err()).contains("where maskRate is 0.15 and not 0.2: choose another --out").hasLineCount(1);
  }

  @Test
  void reportMakesTheSameFilesAgain() throws IOException {
    sweep("a");
    Map<String, byte[]> before = files("a");
    Files.delete(folder.resolve("a/summary.md"));
    Files.delete(folder.resolve("a/generator-size.svg"));
    assertThat(CommandLineRun.of(folder, "report", folder.resolve("a").toString()).code()).isZero();
    assertThat(files("a")).containsExactlyEntriesOf(before);
  }

  /** Of a line of CSV, in which commas may stand in quotation marks. */
  private static String[] cells(String line) {
    return line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
  }

  /** Does something when a second run begins to be trained; the first waits for it until then. */
  private abstract static class OnceTwoRunsTrain extends StopRequest {
    private final AtomicInteger begun = new AtomicInteger();
    private final Phaser both = new Phaser(2);

    abstract void now();

    @Override
    public void saving(boolean begins) {
      super.saving(begins);
      int place = begins ? begun.incrementAndGet() : 0;
      if (place == 1) {
        both.arriveAndAwaitAdvance();
      } else if (place == 2) {
        try {
          now();
        } finally {
          both.arrive();
        }
      }
    }
  }

  private static String[] inJobs() {
    return new String[] {"--seeds", "2", "--jobs", "2", "--threads", "2"};
  }

  private CommandLineRun sweep(String out, String... more) {
    return CommandLineRun.of(folder, arguments(out, more));
  }

  private String[] arguments(String out, String... more) {
    List<String> all = new ArrayList<>(List.of("sweep", "generator-size", "--corpus", text.toString(), "--glue", glue.toString(), "--out",
        folder.resolve(out).toString(), "--set", "fineTuneLength=16", "--set", "fineTuneEpochs=1"));
    if (!List.of(more).contains("--cells")) {
      all.addAll(List.of("--cells", "unigram,1/4"));
    }
    all.addAll(List.of(SmallCorpus.SETTINGS));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private void assertSameDerived(String a, String b) {
    for (String file : DERIVED) {
      assertThat(folder.resolve(b).resolve(file)).as(file).hasSameBinaryContentAs(folder.resolve(a).resolve(file));
    }
  }

  /** Puts something in the way of the first run, and returns where. */
  private Path breakFirstRun(String out) throws IOException {
    sweep("alone", "--cells", "unigram");
    Path failing = folder.resolve(out).resolve("runs").resolve(onlyRun("alone").getFileName());
    return Files.writeString(Files.createDirectories(failing).resolve("checkpoint-5.safetensors"), "no checkpoint",
        StandardOpenOption.CREATE_NEW);
  }

  private Path onlyRun(String out) throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve(out).resolve("runs"))) {
      return runs.findFirst().orElseThrow();
    }
  }

  /** The names of all runs' checkpoints. */
  private List<String> checkpoints(String out) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(out).resolve("runs"))) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("checkpoint-")).toList();
    }
  }

  /** Every file at the top of the folder but the lock's. */
  private Map<String, byte[]> files(String out) throws IOException {
    Map<String, byte[]> content = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(out))) {
      List<Path> kept = files.filter(Files::isRegularFile).filter(each ->
          !each.getFileName().toString().startsWith("lock")).sorted().toList();
      for (Path file : kept) {
        content.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return content;
  }
}
