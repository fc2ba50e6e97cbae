package org.electra4j.experiments;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The command line in processes that a real mpirun starts. */
final class Mpirun {
  private static final Pattern RANK = Pattern.compile("\\x00(?:OMPI_COMM_WORLD_RANK|PMI_RANK)=([0-9]+)");

  private Mpirun() {}

  /** Skips the test where it is not installed. */
  static void assumeInstalled(String mpirun) throws InterruptedException {
    assumeTrue(JavaProcess.works(mpirun, "--version"), mpirun + " is not installed");
  }

  /** Without number and program: also for more processes than there are cores. */
  static List<String> command(String mpirun) {
    List<String> command = new ArrayList<>(List.of(mpirun));
    if (mpirun.endsWith("openmpi")) {
      command.addAll(List.of("--allow-run-as-root", "--oversubscribe", "--mca", "mpi_yield_when_idle", "1"));
    }
    return command;
  }

  static Process start(String mpirun, int processes, Path output, String... arguments) throws IOException {
    List<String> command = command(mpirun);
    command.addAll(List.of("-n", Integer.toString(processes)));
    command.addAll(JavaProcess.command(List.of(), arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** The ranks of a job that run by now, in their order; Linux alone tells which is which. */
  static List<ProcessHandle> ranks(Process job) {
    SequencedMap<Integer, ProcessHandle> ranks = new TreeMap<>();
    job.descendants().filter(process -> process.info().command().orElse("").endsWith("java"))
        .forEach(process -> rank(process).ifPresent(rank -> ranks.put(rank, process)));
    return List.copyOf(ranks.values());
  }

  /** Empty for a process that is just becoming another program, or has ended. */
  private static Optional<Integer> rank(ProcessHandle process) {
    try {
      String environment = "\0" + Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"));
      return RANK.matcher(environment).results().map(found -> Integer.valueOf(found.group(1))).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
