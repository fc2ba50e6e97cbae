package org.electra4j.experiments;

import java.util.List;
import java.util.stream.Stream;
import org.electra4j.core.ranks.MpiRanks;
import org.electra4j.core.ranks.Ranks;
import picocli.CommandLine.Option;

/** Whether other processes train with this one. */
final class RanksOptions {
  private static final String FIND = "find";
  private static final String NO = "no";
  private static final List<String> OPEN_MPI = List.of("libmpi.so.40", "libmpi.so");
  private static final List<String> MPICH = List.of("libmpich.so.12", "libmpi.so.12", "libmpich.so");

  @Option(names = "--mpi", arity = "0..1", paramLabel = "LIBRARY", fallbackValue = FIND, order = 34, description = {
      "Train one model with all processes that mpirun or srun started, through this MPI library; no for each on its own.",
      "Default: the library that belongs to whoever started them."})
  private String library;

  /** Begins MPI where processes were started together; otherwise alone. From the thread that will train. */
  Ranks begin(Launched launched) {
    if (NO.equals(library) || library == null && launched.size() == 1) {
      return Ranks.ALONE;
    }
    if (library != null && !library.equals(FIND)) {
      return MpiRanks.begin(List.of(library));
    }
    return MpiRanks.begin(launched.mpich() ? MPICH : Stream.concat(OPEN_MPI.stream(), MPICH.stream()).toList());
  }
}
