package org.electra4j.experiments;

import java.util.List;
import java.util.Map;

/**
 * What whoever started this process says of the others: Open MPI, or MPICH and what shares its way of starting (Intel MPI, srun with PMI).
 *
 * @param rank this process's number, from 0
 * @param size how many were started together; 1 for this one alone
 * @param local how many of them share this machine's processors
 * @param mpich whether MPICH's library, and not Open MPI's, belongs to them
 */
record Launched(int rank, int size, int local, boolean mpich) {

  /** As the variables of a process have it. */
  static Launched of(Map<String, String> environment) {
    return new Launched(number(environment, List.of("OMPI_COMM_WORLD_RANK", "PMI_RANK"), 0),
        number(environment, List.of("OMPI_COMM_WORLD_SIZE", "PMI_SIZE"), 1),
        Math.max(1, number(environment, List.of("OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"), 1)),
        environment.containsKey("PMI_SIZE") && !environment.containsKey("OMPI_COMM_WORLD_SIZE"));
  }

  private static int number(Map<String, String> environment, List<String> names, int usual) {
    return names.stream().map(environment::get).filter(value -> value != null && value.matches("[0-9]{1,6}")).mapToInt(Integer::parseInt)
        .findFirst().orElse(usual);
  }
}
