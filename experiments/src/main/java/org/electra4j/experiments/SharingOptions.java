package org.electra4j.experiments;

import java.util.List;
import java.util.Map;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.sweep.Execution.Sharing;
import picocli.CommandLine.Option;

/** Whether other processes, perhaps on other machines, work on the same sweep's folder. */
final class SharingOptions {
  private static final List<String> RANKS = List.of("OMPI_COMM_WORLD_RANK", "PMI_RANK");
  private static final List<String> SIZES = List.of("OMPI_COMM_WORLD_SIZE", "PMI_SIZE");

  @Option(names = "--shared", order = 39, description = {
      "Work on the folder together with other processes that got the same command: each takes runs that no other has.",
      "Any number of them may come or die. Default under mpirun and srun."})
  private boolean shared;

  @Option(names = "--index", paramLabel = "I", order = 39,
      description = "This process's number, from 0, such as $$SLURM_ARRAY_TASK_ID: it begins with another run. Implies --shared.")
  private Integer index;

  @Option(names = "--of", paramLabel = "N", order = 39, description = "How many processes there are meant to be.")
  private Integer of;

  /** Null for none. */
  Sharing sharing(Map<String, String> environment) {
    if (index != null || of != null) {
      if (index == null || of == null) {
        throw new ConfigException("--index and --of belong together: expected both, such as --index 0 --of 4");
      }
      return new Sharing(worker(environment), index, of);
    }
    int size = number(environment, SIZES, 1);
    return size > 1 ? new Sharing(worker(environment), number(environment, RANKS, 0), size)
        : shared ? new Sharing(worker(environment), 0, 1) : null;
  }

  /** Machine, process and its start: no other process is called the same, also when numbers come again. */
  private static String worker(Map<String, String> environment) {
    String host = environment.getOrDefault("SLURMD_NODENAME", environment.getOrDefault("HOSTNAME", "host"));
    ProcessHandle self = ProcessHandle.current();
    long start = self.info().startInstant().map(instant -> instant.toEpochMilli()).orElseGet(System::currentTimeMillis);
    return "%s-%d-%x".formatted(host.replaceAll("[^A-Za-z0-9]", "-"), self.pid(), start);
  }

  private static int number(Map<String, String> environment, List<String> names, int usual) {
    return names.stream().map(environment::get).filter(value -> value != null && value.matches("[0-9]{1,6}")).mapToInt(Integer::parseInt)
        .findFirst().orElse(usual);
  }
}
