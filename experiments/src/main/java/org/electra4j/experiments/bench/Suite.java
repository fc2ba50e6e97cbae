package org.electra4j.experiments.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.experiments.report.Limits;
import org.electra4j.experiments.terminal.Words;

/** Measures areas one after the other, peers beside them, and the limits of the machine before and after. */
public final class Suite {
  private final Forks forks;
  private final String flags;
  private final Optional<Path> openBlas;
  private final List<PythonPeer> peers;
  private final Consumer<String> progress;

  /**
   * A suite.
   *
   * @param flags what the rows say of the virtual machine's flags
   * @param openBlas the library of OpenBLAS, if there is one
   * @param peers measured with what Python they find
   * @param progress told what is about to be measured; may throw to stop
   */
  public Suite(Forks forks, String flags, Optional<Path> openBlas, List<PythonPeer> peers, Consumer<String> progress) {
    this.forks = forks;
    this.flags = flags;
    this.openBlas = openBlas;
    this.peers = List.copyOf(peers);
    this.progress = progress;
  }

  /** Rows of these areas with so many threads, the peers' too if they are wanted. */
  public List<BenchmarkRow> measure(List<Area> areas, int threads, boolean withPeers) {
    Limits before = limits(threads);
    List<BenchmarkRow> rows = new ArrayList<>();
    for (Area area : areas) {
      for (String what : area.whats()) {
        progress.accept("%s %s, %s".formatted(area, what, Words.plural(threads, "thread")));
        rows.add(ours(area, what, threads));
        if (area == Area.GEMM && openBlas.isPresent()) {
          rows.add(openBlas(what, threads, openBlas.get()));
        }
      }
      if (withPeers) {
        peers.stream().filter(peer -> peer.area() == area).forEach(peer -> rows.addAll(peer.measure(threads, progress)));
      }
    }
    Limits limits = before.orHigher(limits(threads));
    return rows.stream().map(row -> row.beside(limits)).toList();
  }

  private Limits limits(int threads) {
    progress.accept("fma peak and copy bandwidth, " + Words.plural(threads, "thread"));
    return forks.limits(threads);
  }

  private BenchmarkRow ours(Area area, String what, int threads) {
    Timing timing = forks.time(area.benchmark(), Map.of("what", what, "threads", Integer.toString(threads)));
    return timing.row(area, what, BenchmarkRow.OURS, threads, flags);
  }

  private BenchmarkRow openBlas(String what, int threads, Path library) {
    Map<String, String> parameters = Map.of("what", what, "threads", Integer.toString(threads), "who", GemmBenchmark.OPENBLAS);
    Timing timing = forks.time(GemmBenchmark.class, parameters, "--enable-native-access=ALL-UNNAMED",
        "-D" + GemmBenchmark.LIBRARY + "=" + library);
    return timing.row(Area.GEMM, what, GemmBenchmark.OPENBLAS, threads, OpenBlas.version(library));
  }
}
