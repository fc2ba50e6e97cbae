package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.electra4j.core.train.RunLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** pretrain and finetune from end to end, on a text of the test's own. */
class TrainingCommandsTest {
  @TempDir
  private Path folder;

  private Path text;
  private Path run;

  @BeforeEach
  void writeText() throws IOException {
    text = SmallCorpus.text(folder);
    run = folder.resolve("run");
  }

  @Test
  void pretrainsOnceAndSaysSoAfterwards() throws IOException {
    CommandLineRun first = pretrain();
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("unigram entropy", "fma peak", "weights", "electra finetune --checkpoint " + run);
    assertThat(run).isDirectoryContaining("glob:**checkpoint-12.safetensors").isDirectoryContaining("glob:**vocab.txt")
        .isDirectoryContaining("glob:**runs.csv").isDirectoryContaining("glob:**steps.csv").isDirectoryContaining("glob:**run.json");
    assertThat(Files.readString(run.resolve("run.json"))).contains("\"command\"", "\"commit\"", "\"java\"", "\"cpu\"", "\"flags\"",
        "\"learningRate\"");
    List<String> times = modified();
    CommandLineRun second = pretrain();
    assertThat(second.code()).isZero();
    assertThat(second.out()).contains("nothing is left to do", line(first.out(), "weights"), line(first.out(), "main"));
    assertThat(modified()).isEqualTo(times);
  }

  @Test
  void plansHereAndOnMachinesThatAreNotHere() {
    CommandLineRun plan = CommandLineRun.of(folder, arguments("pretrain", "--plan", "--timing-seconds", "0.05", "--machines", "4",
        "--cores", "16", "--network", "1"));
    assertThat(plan.code()).as(plan.err()).isZero();
    assertThat(plan.out()).containsPattern("time +\\d.* on this machine, .*FLOP/s in matrix products")
        .contains(" on 4 machines of 16 cores, 1 Gbit/s between them, of it ").doesNotContain("weights");
    assertThat(run).doesNotExist();
    refused(64, "machines is 0: expected at least 1", arguments("pretrain", "--plan", "--machines", "0"));
    refused(64, "timing-seconds is 0.0: expected a number above 0", arguments("pretrain", "--plan", "--timing-seconds", "0"));
    refused(64, "--machines, --cores, --network and --timing-seconds say what --plan is for: add --plan, or leave them out",
        arguments("pretrain", "--machines", "4"));
  }

  @Test
  void aRunThatWasCutOffEndsWithTheSameBytes() throws IOException {
    pretrain();
    Path whole = folder.resolve("whole");
    Files.move(run, whole);
    List<Integer> codes = new ArrayList<>();
    // The corpus asks once per document, training once per step: each limit stops somewhere else.
    for (int limit : new int[] {62, 61, 63}) {
      CommandLineRun stopped = CommandLineRun.of(folder, 1L << 40, new StopAfter(limit), arguments("pretrain"));
      codes.add(stopped.code());
      assertThat(stopped.err()).hasLineCount(1).contains("is saved; run the same command again to go on");
    }
    assertThat(codes).containsOnly(143);
    CommandLineRun last = pretrain("--threads", "3");
    assertThat(last.out()).contains("going on after step");
    for (String file : new String[] {"runs.csv", "steps.csv", "summary.md", "checkpoint-12.safetensors"}) {
      assertThat(run.resolve(file)).as(file).hasSameBinaryContentAs(whole.resolve(file));
    }
  }

  @Test
  void aFolderOfAnotherConfigurationIsRefused() {
    pretrain();
    refused(64, "where learningRate is 0.001 and not 0.002: choose another --out", arguments("pretrain", "--set", "learningRate=2e-3"));
    refused(64, "where seed is 1 and not 2", arguments("pretrain", "--seed", "2"));
    refused(64, "the folder belongs to something else", "sweep", "generator-size", "--corpus", text.toString(), "--out", run.toString(),
        "--set", "vocabularySize=120", "--task", "none");
  }

  @Test
  void aCheckpointOfOtherSizesIsRefused() throws IOException {
    pretrain();
    Path checkpoint = run.resolve("checkpoint-12.safetensors");
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.copy(checkpoint, other.resolve("checkpoint-12.safetensors"));
    String[] wider = arguments("pretrain", "--set", "dropout=0.2", "--out", other.toString());
    refused(65, "dropout", wider);
    Files.write(checkpoint, Arrays.copyOf(Files.readAllBytes(checkpoint), 5000));
    refused(65, "checkpoint-12.safetensors", "finetune", "--checkpoint", checkpoint.toString(), "--glue",
        SmallCorpus.glue(folder).toString());
  }

  @Test
  void aFolderInUseIsRefused() throws IOException {
    try (RunLock _ = RunLock.acquire(run)) {
      refused(69, "is at work here already", arguments("pretrain"));
    }
    pretrain();
    Path out = folder.resolve("scores");
    try (RunLock _ = RunLock.acquire(out)) {
      refused(69, "is at work here already", "finetune", "--checkpoint", run.toString(), "--glue", SmallCorpus.glue(folder).toString(),
          "--out", out.toString());
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsAnInputOutputError() throws IOException {
    Files.writeString(run, "a file, where a folder should be");
    refused(74, "run", arguments("pretrain"));
  }

  @Test
  void fineTunesEachSeedOnce() throws IOException {
    pretrain();
    String[] tune = {"finetune", "--checkpoint", run.toString(), "--glue", SmallCorpus.glue(folder).toString(), "--set",
        "fineTuneLength=16", "--set", "fineTuneEpochs=1", "--seeds"};
    CommandLineRun two = CommandLineRun.of(folder, with(tune, "2"));
    assertThat(two.code()).as(two.err()).isZero();
    assertThat(two.out()).containsPattern("rte +2 ");
    Path csv = run.resolve("finetune.csv");
    List<String> rows = Files.readAllLines(csv);
    assertThat(rows).hasSize(3);
    CommandLineRun three = CommandLineRun.of(folder, with(tune, "3"));
    assertThat(three.out()).containsPattern("rte +3 ").doesNotContain("  seed 2:");
    assertThat(Files.readAllLines(csv)).hasSize(4).startsWith(rows.toArray(String[]::new));
    CommandLineRun random = CommandLineRun.of(folder, with(tune, "1", "--random"));
    assertThat(random.code()).as(random.err()).isZero();
    assertThat(Files.readAllLines(csv)).hasSize(5).last().asString().contains(",random,rte,1,");
    assertThat(CommandLineRun.of(folder, with(tune, "3")).out()).contains("all of them were there before");
  }

  /** What is kept of a run is its main network, whatever it was asked. */
  @ParameterizedTest
  @CsvSource({"prediction=replace-mlm, naming originals", "prediction=all-tokens-mlm, naming originals",
      "prediction=masked-language-model nextSentence=true packing=pairs, next-sentence loss",
      "training=two-stage generatorSteps=5 generatorSize=1 sharing=none, replaced-token loss",
      "training=adversarial, replaced-token loss"})
  void everyObjectiveIsTrainedAndFineTuned(String objective, String said) throws IOException {
    List<String> settings = new ArrayList<>();
    Stream.of(objective.split(" ")).forEach(setting -> settings.addAll(List.of("--set", setting)));
    CommandLineRun trained = pretrain(settings.toArray(String[]::new));
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains(said).doesNotContain("NaN");
    CommandLineRun tuned = CommandLineRun.of(folder, "finetune", "--checkpoint", run.toString(), "--glue",
        SmallCorpus.glue(folder).toString(), "--set", "fineTuneLength=16", "--set", "fineTuneEpochs=1", "--seeds", "1");
    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(tuned.out()).containsPattern("rte +1 ");
  }

  @Test
  void whatDoesNotGoTogetherIsSaidBeforeTheTextIsRead() {
    refused(64, "nextSentence is true and packing full: expected packing pairs", arguments("pretrain", "--set",
        "prediction=masked-language-model", "--set", "nextSentence=true"));
    refused(64, "generatorSteps is 12 and steps 12", arguments("pretrain", "--set", "training=two-stage", "--set", "generatorSteps=12",
        "--set", "generatorSize=1", "--set", "sharing=none"));
    assertThat(run).doesNotExist();
  }

  @Test
  void wrongTasks() throws IOException {
    pretrain();
    Path glue = SmallCorpus.glue(folder);
    refused(64, "task is winograd: expected one of cola", "finetune", "--checkpoint", run.toString(), "--glue", glue.toString(), "--task",
        "winograd");
    Path train = glue.resolve("RTE").resolve("train.tsv");
    Files.writeString(train, Files.readString(train).replaceFirst("\tnot_entailment\n", "\tperhaps\n"));
    refused(65, "train.tsv, line 3", "finetune", "--checkpoint", run.toString(), "--glue", glue.toString());
    refused(64, "expected a folder with at least one of the tasks", "finetune", "--checkpoint", run.toString(), "--glue",
        folder.resolve("cache").toString());
    refused(65, "holds no checkpoint", "finetune", "--checkpoint", folder.toString(), "--glue", glue.toString());
  }

  @Test
  void aVocabularyIsTrainedAndUsed() throws IOException {
    Path file = folder.resolve("mine.txt");
    CommandLineRun made = CommandLineRun.of(folder, "vocab", "--corpus", text.toString(), "--size", "110", "--out", file.toString());
    assertThat(made.code()).as(made.err()).isZero();
    int size = Files.readAllLines(file).size();
    assertThat(made.out()).contains(size + " word pieces", file.toString());
    refused(64, "vocabularySize is 120, but " + file + " holds " + size, arguments("pretrain", "--vocab", file.toString()));
  }

  private CommandLineRun pretrain(String... more) {
    return CommandLineRun.of(folder, arguments("pretrain", more));
  }

  private String[] arguments(String command, String... more) {
    List<String> all = new ArrayList<>(List.of(command, "--corpus", text.toString()));
    if (!List.of(more).contains("--out")) {
      all.addAll(List.of("--out", run.toString()));
    }
    all.addAll(List.of(SmallCorpus.SETTINGS));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }

  private void refused(int code, String expected, String... arguments) {
    CommandLineRun refused = CommandLineRun.of(folder, arguments);
    assertThat(refused.err()).startsWith("electra: ").contains(expected).hasLineCount(1);
    assertThat(refused.code()).as(refused.err()).isEqualTo(code);
  }

  private static String line(String text, String label) {
    return text.lines().filter(line -> line.startsWith(label)).findFirst().orElseThrow();
  }

  private List<String> modified() throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      List<String> times = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        times.add(file.getFileName() + " " + Files.getLastModifiedTime(file));
      }
      return times;
    }
  }
}
