package org.electra4j.experiments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.electra4j.core.ranks.MpiRanks;
import org.electra4j.core.ranks.Ranks;
import picocli.CommandLine.Option;

/** Whether other processes train with this one. */
final class RanksOptions {
  private static final String FIND = "find";
  private static final String NO = "no";
  /** Variables in which those who start processes say how many there are: Open MPI, MPICH and Intel MPI (and srun with PMI). */
  private static final List<String> SIZES = List.of("OMPI_COMM_WORLD_SIZE", "PMI_SIZE");
  private static final List<String> LOCAL_SIZES = List.of("OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS");
  private static final List<String> OPEN_MPI = List.of("libmpi.so.40", "libmpi.so");
  private static final List<String> MPICH = List.of("libmpich.so.12", "libmpi.so.12", "libmpich.so");

  @Option(names = "--mpi", arity = "0..1", paramLabel = "LIBRARY", fallbackValue = FIND, order = 34, description = {
      "Train one model with all processes that mpirun or srun started, through this MPI library; no for each on its own.",
      "Default: the library that belongs to whoever started them."})
  private String library;

  /** Begins MPI where processes were started together; otherwise alone. From the thread that will train. */
  Ranks begin(Map<String, String> environment) {
    boolean together = number(environment, SIZES) > 1;
    if (NO.equals(library) || library == null && !together) {
      return Ranks.ALONE;
    }
    if (library != null && !library.equals(FIND)) {
      return MpiRanks.begin(List.of(library));
    }
    boolean mpich = environment.containsKey("PMI_SIZE") && !environment.containsKey("OMPI_COMM_WORLD_SIZE");
    return MpiRanks.begin(mpich ? MPICH : Stream.concat(OPEN_MPI.stream(), MPICH.stream()).toList());
  }

  /** Processes of this machine that share its processors. */
  static int localProcesses(Map<String, String> environment) {
    return Math.max(1, number(environment, LOCAL_SIZES));
  }

  private static int number(Map<String, String> environment, List<String> names) {
    return names.stream().map(environment::get).filter(value -> value != null && value.matches("[0-9]{1,6}")).mapToInt(Integer::parseInt)
        .findFirst().orElse(0);
  }
}
