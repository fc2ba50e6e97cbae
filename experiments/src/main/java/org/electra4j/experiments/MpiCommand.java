package org.electra4j.experiments;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.electra4j.core.files.Sha256;
import org.electra4j.core.ranks.MpiRanks;
import org.electra4j.core.ranks.Ranks;
import org.electra4j.core.ranks.RanksException;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mpirun -n 4 ./electra mpi}: do processes find each other, add up to the same bits, and how fast? */
@Command(name = "mpi", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Checks the processes that mpirun or srun started: whether they find each other, get the same sums, and how fast they "
        + "add up a model's gradients, beside the MPI library's own MPI_Allreduce.",
    footer = {"",
        "Example:",
        "  mpirun -n 2 ./electra mpi"})
final class MpiCommand implements Callable<Integer> {
  private static final int REPEATS = 15;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Surroundings around;

  @Option(names = "--floats", paramLabel = "N", defaultValue = "13549057", order = 1,
      description = "How many floats are added up. Default: ${DEFAULT-VALUE}, the gradients of ELECTRA-Small.")
  private int floats;

  @Mixin
  private MachineOptions machine;

  @Mixin
  private RanksOptions processes;

  MpiCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    if (!(processes.begin(Launched.of(System.getenv())) instanceof MpiRanks ranks)) {
      throw new RanksException("no mpirun or srun started several processes: expected a command such as mpirun -n 2 ./electra mpi");
    }
    Banner banner = new Banner(ranks.rank() == 0 ? around.terminal() : around.silent().terminal());
    try (WorkerPool workers = machine.workers(); Arena arena = Arena.ofConfined()) {
      banner.program();
      banner.say("processes", "%d, each with %s".formatted(ranks.size(), Words.plural(workers.threads(), "thread")));
      banner.say("gradients", "%s floats, %s".formatted(Words.count(floats), Words.bytes((long) floats * Float.BYTES)));
      MemorySegment segment = arena.allocate((long) floats * Float.BYTES, 64);
      fill(segment, ranks.rank());
      ranks.sum(workers, floats, segment);
      requireSame(ranks, segment);
      banner.say("sum", "the same bits in all processes");
      banner.say("ours", told(time(ranks, () -> ranks.sum(workers, floats, segment))));
      banner.say("library", told(time(ranks, () -> ranks.sumByLibrary(floats, segment))) + " (MPI_Allreduce, in an order of its own)");
    }
    ranks.close();
    return ExitCodes.DONE;
  }

  /** Values whose sum depends on the order of addition. */
  private void fill(MemorySegment segment, int rank) {
    for (int i = 0; i < floats; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (1 / (1.0 + (i * 31L + rank * 17L) % 1009)));
    }
  }

  private static void requireSame(Ranks ranks, MemorySegment segment) {
    byte[] hash = Sha256.digest().digest(segment.asSlice(0, Math.min(segment.byteSize(), 1 << 26)).toArray(ValueLayout.JAVA_BYTE));
    double[] own = new double[hash.length];
    Arrays.setAll(own, i -> hash[i]);
    double[] all = ranks.gather(own);
    for (int rank = 1; rank < ranks.size(); rank++) {
      if (!Arrays.equals(own, Arrays.copyOfRange(all, rank * own.length, (rank + 1) * own.length))) {
        throw new RanksException("process %d has other sums than process %d: the MPI library or the network changes bits".formatted(rank,
            ranks.rank()));
      }
    }
  }

  private static double[] time(Ranks ranks, Runnable sum) {
    double[] millis = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      ranks.meet();
      long start = System.nanoTime();
      sum.run();
      millis[i] = (System.nanoTime() - start) / NANOS_PER_MILLI;
    }
    Arrays.sort(millis);
    return millis;
  }

  private String told(double[] millis) {
    double median = millis[REPEATS / 2];
    return Words.format("%.1f ms, at best %.1f; %.2f GB/s", median, millis[0], floats * (double) Float.BYTES / median / NANOS_PER_MILLI);
  }
}
