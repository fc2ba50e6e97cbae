package org.electra4j.experiments;

import java.util.Map;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.sweep.Execution.Sharing;
import picocli.CommandLine.Option;

/** Whether other processes, perhaps on other machines, work on the same sweep's folder. */
final class SharingOptions {
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
    Launched launched = Launched.of(environment);
    return shared || launched.size() > 1 ? new Sharing(worker(environment), launched.rank(), launched.size()) : null;
  }

  /** Machine, process and its start: no other process is called the same, also when numbers come again. */
  private static String worker(Map<String, String> environment) {
    String host = environment.getOrDefault("SLURMD_NODENAME", environment.getOrDefault("HOSTNAME", "host"));
    ProcessHandle self = ProcessHandle.current();
    long start = self.info().startInstant().map(instant -> instant.toEpochMilli()).orElseGet(System::currentTimeMillis);
    return "%s-%d-%x".formatted(host.replaceAll("[^A-Za-z0-9]", "-"), self.pid(), start);
  }
}
