package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The job scripts of docs/jobs, run as they are, with stand-ins for srun and Kubernetes. */
class JobScriptsTest {
  private static final Path SCRIPTS = Path.of("..", "docs", "jobs").toAbsolutePath().normalize();
  private static final int TASKS = 2;
  private static final long LONGEST_SECONDS = 240;

  @TempDir
  private Path folder;
  private Path text;

  @BeforeEach
  void write() throws IOException {
    text = SmallCorpus.text(Files.createDirectories(folder.resolve("texts")));
    script("electra", "exec " + quoted(JavaProcess.command(List.of())) + " \"$@\" --cache " + folder.resolve("cache"));
  }

  @Test
  void slurmArray() throws IOException, InterruptedException {
    script("srun", "exec \"$@\"");
    List<Process> tasks = new ArrayList<>();
    for (int task = 0; task < TASKS; task++) {
      tasks.add(start(task, Map.of("SLURM_ARRAY_TASK_ID", "" + task, "SLURM_ARRAY_TASK_COUNT", "" + TASKS, "SLURM_CPUS_PER_TASK", "1"),
          sweep(List.of("bash", SCRIPTS.resolve("sweep-array.sh").toString(), text.getParent().toString(), out("array").toString()))));
    }
    finished(tasks, out("array"));
  }

  @Test
  void slurmWithMpi() throws IOException, InterruptedException {
    Mpirun.assumeInstalled("mpirun.openmpi");
    script("srun", "exec %s -n $SLURM_NTASKS \"$@\"".formatted(quoted(Mpirun.command("mpirun.openmpi"))));
    List<String> command = new ArrayList<>(List.of("bash", SCRIPTS.resolve("train-mpi.sh").toString(), text.toString(),
        out("model").toString()));
    command.addAll(List.of(SmallCorpus.SETTINGS));
    Process job = start(0, Map.of("SLURM_NTASKS", "" + TASKS, "SLURM_CPUS_PER_TASK", "1"), command);
    assertThat(JavaProcess.finish(job, LONGEST_SECONDS)).as(output(0)).isZero();
    assertThat(output(0)).contains("processes   2, each with 1 thread", "weights     ");
  }

  @Test
  void kubernetes() throws IOException, InterruptedException {
    Object job = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(SCRIPTS.resolve("sweep-indexed.yaml")));
    Object spec = at(job, "spec");
    assertThat(at(spec, "completionMode")).isEqualTo("Indexed");
    Object pod = ((List<?>) at(at(at(spec, "template"), "spec"), "containers")).getFirst();
    List<String> container = ((List<?>) at(pod, "command")).stream().map(String::valueOf).toList();
    assertThat(container).contains("quick");
    List<String> command = sweep(container.subList(0, container.indexOf("--preset")));
    List<Process> pods = new ArrayList<>();
    for (int index = 0; index < TASKS; index++) {
      pods.add(start(index, Map.of("JOB_COMPLETION_INDEX", "" + index, "SHARED", folder.toString()), command));
    }
    finished(pods, out("generator-size"));
  }

  private static Object at(Object map, String key) {
    return ((Map<?, ?>) map).get(key);
  }

  private static List<String> sweep(List<String> begin) {
    List<String> command = new ArrayList<>(begin);
    command.addAll(List.of("--cells", "unigram,1/4", "--seeds", "2", "--task", "none"));
    command.addAll(List.of(SmallCorpus.SETTINGS));
    return command;
  }

  private void finished(List<Process> workers, Path sweep) throws IOException, InterruptedException {
    for (int worker = 0; worker < workers.size(); worker++) {
      assertThat(JavaProcess.finish(workers.get(worker), LONGEST_SECONDS)).as(output(worker)).isZero();
    }
    assertThat(Files.readAllLines(sweep.resolve("runs.csv"))).hasSize(1 + 4);
  }

  private Path out(String name) {
    return folder.resolve(name);
  }

  private void script(String name, String line) throws IOException {
    Path file = Files.writeString(Files.createDirectories(folder.resolve("bin")).resolve(name), "#!/usr/bin/env bash\n" + line + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String quoted(List<String> command) {
    return "'" + String.join("' '", command) + "'";
  }

  private Process start(int number, Map<String, String> environment, List<String> command) throws IOException {
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file(number).toFile());
    process.environment().putAll(environment);
    process.environment().put("ELECTRA", folder.resolve("bin/electra").toString());
    process.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    return process.start();
  }

  private Path file(int number) {
    return folder.resolve("output" + number + ".txt");
  }

  private String output(int number) throws IOException {
    return Files.readString(file(number));
  }
}
