package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.electra4j.experiments.run.StopRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person gets to read who makes a mistake: one sentence, the right exit code, and no file that was not there before. */
class CommandLineTest {
  @TempDir
  private Path folder;

  private Path text;

  @BeforeEach
  void writeText() throws IOException {
    text = SmallCorpus.text(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "vocab", "pretrain", "finetune", "sweep", "sweep generator-size", "sweep weight-sharing",
      "sweep training-algorithm", "sweep efficiency", "sweep replacement", "sweep model-size", "sweep training-length", "sweep custom",
      "sweep run", "sweep plan", "sweep status", "sweep report", "sweep compare", "report", "bench"})
  void everyCommandExplainsItself(String command) {
    List<String> arguments = new ArrayList<>(command.isEmpty() ? List.of() : List.of(command.split(" ")));
    arguments.add("--help");
    CommandLineRun run = CommandLineRun.of(folder, arguments.toArray(String[]::new));
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("Usage: electra").containsPattern("electra " + command.split(" ")[0]);
    assertThat(run.out().lines().filter(line -> line.length() > 80)).isEmpty();
  }

  @Test
  void versionNamesTheCommit() {
    assertThat(CommandLineRun.of(folder, "--version").out()).containsPattern("electra4j \\S+, commit ([0-9a-f]{12}(-dirty)?|unknown)");
  }

  @Test
  void wrongOptions() {
    refused(64, "did you mean --set", "pretrain", "--setps=3");
    refused(64, "steps", "pretrain", "--steps", "many");
    refused(64, "Unmatched argument", "sweeep");
    refused(64, "checkpoint", "finetune");
    refused(64, "preset is huge: expected one of tiny, mini, small, base", "pretrain", "--preset", "huge");
    refused(64, "preset is tiny: expected one of quick, overnight, standard", "sweep", "generator-size", "--preset", "tiny");
    refused(64, "cell is 1/3: generator-size has unigram, uniform, 1/8, 1/4, 1/2, 3/4, 1", "sweep", "generator-size", "--cells", "1/3");
    refused(64, "seeds is 0: expected at least 1", "sweep", "generator-size", "--seeds", "0");
    refused(64, "threads is 0: expected at least 1", "pretrain", "--threads", "0");
    refused(64, "jobs is 0: expected at least 1", "sweep", "generator-size", "--jobs", "0");
    refused(64, "jobs is 3 and threads is 2: expected a thread for each job", "sweep", "generator-size", "--jobs", "3", "--threads", "2");
    refused(64, "max-hours is 0.0: expected a number above 0", "sweep", "generator-size", "--max-hours", "0");
    refused(64, "keep-weights is some: expected all or none", "sweep", "generator-size", "--keep-weights", "some");
    refused(64, "mutually exclusive", "sweep", "generator-size", "--fail-fast", "--keep-going");
    refused(64, "equal is time: expected one of steps, flops", "sweep", "generator-size", "--equal", "time");
    refused(64, "the cells of training-length differ in steps on purpose", "sweep", "training-length", "--equal", "flops");
    refused(64, "widths is [64, 64]: expected one or more hidden sizes, each once", "sweep", "generator-size", "--widths", "64,64");
    refused(64, "the cells of model-size set hiddenSize themselves", "sweep", "model-size", "--widths", "64");
    refused(64, "experiment is generatorsize: did you mean generator-size?", "sweep", "run", "generatorsize");
    refused(64, "nowhere.yaml: found no such file", "sweep", "run", folder.resolve("nowhere.yaml").toString());
    refused(64, "steps is 0", "pretrain", "--steps", "0");
    refused(64, "save-every is 0", "pretrain", "--save-every", "0");
    refused(64, "area is speed: expected gemm", "bench", "speed");
    refused(64, "threads is 0: expected at least 1", "bench", "gemm", "--threads", "0");
    refused(64, "expected a file in a folder that is there", "bench", "gemm", "--csv", folder.resolve("nowhere/rows.csv").toString());
  }

  @Test
  void wrongSettings() {
    refused(64, "lerningRate: did you mean learningRate?", "pretrain", "--set", "lerningRate=1e-3");
    refused(64, "expected a key, =, and its value", "pretrain", "--set", "learningRate");
    refused(64, "set twice", "pretrain", "--set", "layers=2", "--set", "layers=3");
    refused(64, "layers is two", "pretrain", "--set", "layers=two");
    refused(64, "packing is loose: expected one of published, full", "pretrain", "--set", "packing=loose");
    refused(64, "lowerCase is yes: expected true or false", "pretrain", "--set", "lowerCase=yes");
    refused(64, "logEvery is 0: expected at least 1", "pretrain", "--set", "logEvery=0");
    refused(64, "generatorSize is what the cells of generator-size differ in", "sweep", "generator-size", "--set", "generatorSize=1/2");
    refused(64, "fineTuneSeeds is 0: expected 1 to 1000", "sweep", "generator-size", "--set", "fineTuneSeeds=0");
    refused(64, "no cell can be run. 1/8: generatorSize * hiddenSize is 16, which 32 attention", "sweep", "generator-size", "--cells",
        "1/8", "--set", "headSize=4", "--set", "minimumHeads=32");
    refused(64, "fineTuneEpochs is for fine-tuning", "pretrain", "--set", "fineTuneEpochs=1");
    refused(64, "fineTuneEpoch: did you mean fineTuneEpochs?", "sweep", "generator-size", "--set", "fineTuneEpoch=1");
  }

  @Test
  void sizesThatDoNotFit() {
    refused(64, "hiddenSize is 30, which 4 attention heads do not divide", "pretrain", "--set", "hiddenSize=30", "--set", "minimumHeads=4");
    refused(64, "microBatch is 64", "pretrain", "--set", "microBatch=64");
    refused(64, "length is 4096 and maxPositions 128", "pretrain", "--set", "length=4096");
    refused(64, "generatorSize", "pretrain", "--set", "generatorSize=0.001");
    refused(64, "hiddenSize is 1000000000: expected 1 to", "pretrain", "--set", "hiddenSize=1000000000");
    refused(64, "layers is 2000: expected 1 to 1024", "pretrain", "--set", "layers=2000");
    refused(64, "batchSize * length is 128000000000: expected at most", "pretrain", "--set", "batchSize=2000000000");
    assertThat(CommandLineRun.of(folder, "pretrain", "--dry-run", "--steps", "1000000000000").code()).isZero();
  }

  @Test
  void textThatIsNone() throws IOException {
    refused(65, "nowhere.txt", "pretrain", "--corpus", folder.resolve("nowhere.txt").toString());
    Path empty = Files.createFile(folder.resolve("empty.txt"));
    refused(65, "empty.txt", "pretrain", "--corpus", empty.toString());
    Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'c', 'a', 'f', (byte) 0xe9, '\n'});
    refused(65, "latin.txt", "pretrain", "--corpus", latin.toString());
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    refused(65, "nothing", "vocab", "--corpus", nothing.toString());
  }

  @Test
  void vocabularyWithoutSpecialTokens() throws IOException {
    Path vocabulary = Files.writeString(folder.resolve("words.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\n");
    refused(65, "[MASK]", "pretrain", "--corpus", text.toString(), "--vocab", vocabulary.toString());
  }

  @Test
  void tooLittleMemoryIsSaidBeforeTheStart() {
    CommandLineRun run = CommandLineRun.of(folder, 50 << 20, new StopRequest(), "pretrain", "--preset", "small", "--corpus",
        text.toString());
    assertThat(run.code()).isEqualTo(69);
    assertThat(run.err()).startsWith("electra: ").containsPattern("needs [0-9.]+ [GM]iB of memory and 50 MiB is available").hasLineCount(1);
    assertThat(folder).isDirectoryNotContaining("glob:**cache");
    CommandLineRun jobs = CommandLineRun.of(folder, 50 << 20, new StopRequest(), "sweep", "generator-size", "--corpus", text.toString(),
        "--threads", "2", "--jobs", "2");
    assertThat(jobs.code()).isEqualTo(69);
    assertThat(jobs.err()).contains("2 runs at the same time (fewer --jobs take less) needs ").hasLineCount(1);
  }

  @Test
  void aDefectIsOneLineAndATraceOnRequest() {
    StopRequest broken = new StopRequest() {
      @Override
      public boolean getAsBoolean() {
        throw new IllegalStateException("boom");
      }
    };
    String[] arguments = {"vocab", "--corpus", text.toString(), "--out", folder.resolve("v.txt").toString()};
    CommandLineRun run = CommandLineRun.of(folder, 1 << 30, broken, arguments);
    assertThat(run.code()).isEqualTo(70);
    assertThat(run.err()).startsWith("electra: unexpected java.lang.IllegalStateException: boom").contains("--trace").hasLineCount(1);
    List<String> traced = new ArrayList<>(List.of(arguments));
    traced.add("--trace");
    assertThat(CommandLineRun.of(folder, 1 << 30, broken, traced.toArray(String[]::new)).err()).contains("\tat org.electra4j");
  }

  @Test
  void stoppedBeforeTraining() {
    StopRequest stop = new StopRequest();
    stop.request(StopRequest.INTERRUPTED);
    CommandLineRun run = CommandLineRun.of(folder, 1 << 30, stop, "pretrain", "--corpus", text.toString());
    assertThat(run.code()).isEqualTo(130);
    assertThat(run.err()).isEqualTo("electra: Run the same command again to go on.\n");
  }

  @Test
  void aReportOfNothing() throws IOException {
    refused(65, "runs.csv", "report", folder.toString());
    Files.write(folder.resolve("runs.csv"), new byte[] {'a', ',', (byte) 0xff, '\n'});
    refused(65, folder.resolve("runs.csv") + ": is not UTF-8", "report", folder.toString());
  }

  @Test
  void dryRunsWriteNothing() throws IOException {
    List<String> before = files();
    for (String[] command : new String[][] {{"pretrain", "--dry-run"}, {"sweep", "generator-size", "--dry-run"},
        {"sweep", "weight-sharing", "--dry-run", "--preset", "standard"}}) {
      CommandLineRun run = CommandLineRun.of(folder, command);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).contains("learningRate", "needed");
    }
    assertThat(files()).isEqualTo(before);
  }

  /** The command ends with this code and one sentence, and leaves nothing behind. */
  private void refused(int code, String expected, String... arguments) {
    CommandLineRun run = CommandLineRun.of(folder, arguments);
    assertThat(run.err()).startsWith("electra: ").contains(expected).hasLineCount(1);
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.map(Path::toString).sorted().toList();
    }
  }
}
