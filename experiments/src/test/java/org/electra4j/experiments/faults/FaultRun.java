package org.electra4j.experiments.faults;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.electra4j.core.checkpoint.CheckpointException;
import org.electra4j.core.checkpoint.CheckpointFolder;
import org.electra4j.experiments.CommandLineRun;
import org.electra4j.experiments.JavaProcess;
import org.electra4j.experiments.SmallCorpus;
import org.electra4j.experiments.run.StopRequest;

/** A command whose output folder is watched: pre-training, or a sweep of two cells, small enough to be run a thousand times. */
final class FaultRun {
  /** Files that hold times or places, or that a later start need not make again. */
  private static final List<String> NOT_COMPARED = List.of("machine.csv", "seconds", "lock", "lock-holder", "run.json", "sweep.json",
      "journal.jsonl", "plan.json", "report.html", "state.txt", "failure.txt");

  /** Enough for checkpoints to be made, replaced and deleted. */
  private static final String STEPS = "5";

  private static final long LONGEST_SECONDS = 600;
  private static final Pattern SAVED = Pattern.compile("saved checkpoint-([0-9]+)\\.safetensors");
  private static final Pattern FINISHED = Pattern.compile("seed [0-9]+: finished");

  private final Path folder;
  private final String[] command;
  private SequencedMap<String, byte[]> reference;
  private int changes;

  private FaultRun(Path folder, String... command) {
    this.folder = folder;
    this.command = command;
  }

  static FaultRun pretraining(Path folder) throws IOException {
    return new FaultRun(folder, with("pretrain", "--corpus", SmallCorpus.text(folder).toString())).undisturbed();
  }

  static FaultRun sweep(Path folder) throws IOException {
    return new FaultRun(folder, with("sweep", "generator-size", "--cells", "unigram,1/4", "--corpus", SmallCorpus.text(folder).toString(),
        "--glue", SmallCorpus.glue(folder).toString(), "--set", "fineTuneLength=16", "--set", "fineTuneEpochs=1"))
        .undisturbed();
  }

  private static String[] with(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(SmallCorpus.SETTINGS));
    all.set(all.indexOf("--steps") + 1, STEPS);
    return all.toArray(String[]::new);
  }

  /** The first run makes vocabulary and examples, the second is the one whose changes are counted. */
  private FaultRun undisturbed() throws IOException {
    run(fresh("first"), new StringWriter());
    Plans.Record record = new Plans.Record(() -> -1);
    Path out = fresh("reference");
    StringWriter said = new StringWriter();
    CommandLineRun run = armed(out, record, said);
    if (run.code() != 0) {
      throw new IllegalStateException(run.err());
    }
    changes = record.changes().size();
    reference = files(out);
    return this;
  }

  /** What it has said to be saved: the newest step of a pre-training, the number of a sweep's runs; -1 for nothing. */
  long said(StringWriter output) {
    Matcher matcher = (isSweep() ? FINISHED : SAVED).matcher(output.toString());
    long said = -1;
    long found = 0;
    while (matcher.find()) {
      found++;
      said = isSweep() ? found : Long.parseLong(matcher.group(1));
    }
    return said;
  }

  /** What of that is there, whole; -1 for nothing. */
  long there(Path out) throws IOException {
    if (isSweep()) {
      Path journal = out.resolve("journal.jsonl");
      long lines = Files.exists(journal) ? new String(Files.readAllBytes(journal), StandardCharsets.ISO_8859_1).chars()
          .filter(character -> character == '\n').count() : 0;
      return lines == 0 ? -1 : lines;
    }
    try {
      return Files.isDirectory(out) ? new CheckpointFolder(out).newestWhole().map(CheckpointFolder.Whole::step).orElse(-1L) : -1;
    } catch (CheckpointException e) {
      return -1;
    }
  }

  boolean isSweep() {
    return command[0].equals("sweep");
  }

  /** Changes to files that an undisturbed run makes. */
  int changes() {
    return changes;
  }

  /** A folder that is not there, in one that holds nothing. */
  Path fresh(String name) throws IOException {
    Path above = folder.resolve(name);
    if (Files.exists(above)) {
      try (Stream<Path> all = Files.walk(above)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return Files.createDirectories(above).resolve("run");
  }

  CommandLineRun run(Path out, StringWriter said, String... more) {
    return CommandLineRun.of(folder, 1L << 40, new StopRequest(), said, arguments(out, 1, more));
  }

  private String[] arguments(Path out, int threads, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--threads", Integer.toString(threads), "--out", out.toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** The same in a process of its own, on so many threads, with these options of the JVM. What it says goes to output.txt. */
  ProcessBuilder process(Path out, int threads, List<String> jvm) {
    String[] arguments = arguments(out, threads, "--cache", folder.resolve("cache").toString());
    return new ProcessBuilder(JavaProcess.command(jvm, arguments)).redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile());
  }

  /** A pre-training to be compared with an undisturbed one in a process: those name another commit than this one's. */
  static FaultRun inProcesses(Path folder, List<String> jvm) throws IOException, InterruptedException {
    FaultRun run = pretraining(folder);
    Path out = run.fresh("undisturbed");
    int code = finish(run.process(out, 1, jvm).start());
    if (code != 0) {
      throw new IllegalStateException(run.output());
    }
    run.reference = files(out);
    return run;
  }

  /** The exit code; -1 if it takes too long. */
  static int finish(Process process) throws InterruptedException {
    return JavaProcess.finish(process, LONGEST_SECONDS);
  }

  /** What the last process said. */
  String output() throws IOException {
    return Files.readString(folder.resolve("output.txt"));
  }

  /** Under a plan for all changes to the output folder and the one above it. */
  CommandLineRun armed(Path out, Faults.Plan plan, StringWriter said) {
    try (Faults.Armed _ = Faults.arm(out.getParent(), plan)) {
      return run(out, said);
    }
  }

  /** Runs again, to the end; what differs from the undisturbed run's files then, or null for nothing. */
  String differenceAfterRestart(Path out) throws IOException {
    CommandLineRun again = run(out, new StringWriter(), isSweep() ? new String[] {"--retry-failed"} : new String[0]);
    if (again.code() != 0) {
      return "restart ended with %d: %s".formatted(again.code(), again.err().strip());
    }
    return difference(out);
  }

  /** The same in a process of its own, on so many threads, with these options of the JVM. */
  String differenceAfterProcess(Path out, int threads, List<String> jvm) throws IOException, InterruptedException {
    return differenceAfter(process(out, threads, jvm).start(), out);
  }

  /** What differs once this process of the run has ended, as it should; or null for nothing. */
  String differenceAfter(Process process, Path out) throws IOException, InterruptedException {
    int code = finish(process);
    return code == 0 ? difference(out) : "ended with %d: %s".formatted(code, output().strip());
  }

  /** What differs from the undisturbed run's files, or null for nothing. */
  String difference(Path out) throws IOException {
    SequencedMap<String, byte[]> found = files(out);
    for (String name : reference.keySet()) {
      if (!found.containsKey(name)) {
        return name + " is missing";
      }
      if (!Arrays.equals(found.get(name), reference.get(name))) {
        return name + " differs";
      }
    }
    return found.size() == reference.size() ? null : "more files: " + found.keySet();
  }

  private static SequencedMap<String, byte[]> files(Path out) throws IOException {
    SequencedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(out)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!NOT_COMPARED.contains(file.getFileName().toString())) {
          files.put(out.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }
}
