package org.electra4j.experiments;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.bench.Area;
import org.electra4j.experiments.bench.BenchmarkException;
import org.electra4j.experiments.bench.BenchmarkTable;
import org.electra4j.experiments.bench.Forks;
import org.electra4j.experiments.bench.HeadlineTable;
import org.electra4j.experiments.bench.OpenBlas;
import org.electra4j.experiments.bench.PythonPeer;
import org.electra4j.experiments.bench.Suite;
import org.electra4j.experiments.report.BenchmarkFile;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.experiments.run.Provenance;
import org.electra4j.experiments.run.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code electra bench}: how fast this machine is, as a share of what it could do. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = {"Measures speed on this machine, as a share of what it could do.",
    "Each benchmark checks its answer before it is timed and runs in a JVM of its own (JMH). Its time is compared with the limit that "
        + "rules, measured in the same run: the fma peak for arithmetic, the bandwidth of a copy for memory."},
    footerHeading = "%nExamples:%n",
    footer = {
    "  electra bench gemm                  matrix products, one thread and all",
    "  electra bench step --peer           whole steps, PyTorch's beside ours",
    "  electra bench cost                  how a step's cost grows with its sizes",
    "  electra bench finetune --peer       an epoch of fine-tuning, PyTorch's beside it",
    "  electra bench all --csv speed.csv   all but cost and finetune, with rows to keep"})
final class BenchCommand implements Callable<Integer> {
  private static final String AVX2 = "-XX:UseAVX=2";
  private static final String NO_OPENBLAS = "openblas: absent; install it (Debian: apt-get install libopenblas0, macOS: brew install"
      + " openblas), or name its library with --openblas FILE";

  private final Surroundings around;

  @Parameters(paramLabel = "AREA", arity = "0..1", defaultValue = "all",
      description = "gemm, attention, rows, optimizer, step, text, all of these (the default), cost or finetune.")
  private String area;

  @Option(names = "--threads", paramLabel = "N", description = "Only this number of threads (default: one, and all cores).")
  private Integer threads;

  @Option(names = "--avx2", description = "Measure with vectors of 256 bits and 16 registers: forks run with " + AVX2 + ".")
  private boolean avx2;

  @Option(names = "--openblas", paramLabel = "FILE", description = "OpenBLAS's library, where it is not found by itself.")
  private Path openBlas;

  @Option(names = "--peer", description = "Measure PyTorch's training step and Hugging Face's tokenizers too, with all threads.")
  private boolean peer;

  @Option(names = "--python", paramLabel = "FILE", defaultValue = "python3",
      description = "The Python that has torch and transformers. Default: ${DEFAULT-VALUE}.")
  private String python;

  @Option(names = "--csv", paramLabel = "FILE", description = "Write the rows here as CSV.")
  private Path csv;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the rows here as JSON.")
  private Path json;

  @Option(names = "--readme", paramLabel = "FILE",
      description = "Write whole steps as a table between the lines '" + HeadlineTable.BEGIN + "' and '" + HeadlineTable.END
          + "' of this file.")
  private Path readme;

  @Option(names = "--quick", description = "Short measurements: minutes become seconds, figures become noisy.")
  private boolean quick;

  @Spec
  private CommandSpec spec;

  BenchCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    List<Area> areas = Area.named(area);
    if (areas.isEmpty()) {
      throw new ConfigException("area is " + area + ": expected gemm, attention, rows, optimizer, step, text, all, cost or finetune");
    }
    if (threads != null && threads < 1) {
      throw new ConfigException("threads is " + threads + ": expected at least 1");
    }
    if (avx2 && !List.of("amd64", "x86_64").contains(System.getProperty("os.arch"))) {
      throw new ConfigException("avx2: this machine is " + System.getProperty("os.arch") + ", expected x86-64: leave the option out");
    }
    if (avx2 && (peer || openBlas != null)) {
      throw new ConfigException("avx2: it reaches no peer, expected neither --peer nor --openblas beside it: measure them without it");
    }
    if (openBlas != null && !Files.isRegularFile(openBlas)) {
      throw new ConfigException("openblas: found no file " + openBlas + ", expected a library such as libopenblas.so.0");
    }
    if (readme != null && !(areas.contains(Area.STEP) && HeadlineTable.hasPlace(readme))) {
      throw new ConfigException("readme: expected area step or all, and in %s a line '%s' and after it a line '%s'".formatted(readme,
          HeadlineTable.BEGIN, HeadlineTable.END));
    }
    for (Path file : Stream.of(csv, json).filter(Objects::nonNull).toList()) {
      // Rather now than after minutes of measuring.
      if (Files.isDirectory(file) || !Files.isWritable(file.toAbsolutePath().getParent())) {
        throw new ConfigException("%s: expected a file in a folder that is there and can be written to".formatted(file));
      }
    }
    Optional<Path> library = avx2 ? Optional.empty() : openBlas != null ? Optional.of(openBlas.toAbsolutePath()) : OpenBlas.find();
    List<PythonPeer> peers = peer ? PythonPeer.all(python, quick) : List.of();
    List<BenchmarkRow> rows = measure(areas, new Suite(new Forks(avx2 ? List.of(AVX2) : List.of(), quick), flags(), library, peers,
        this::report));
    PrintWriter out = spec.commandLine().getOut();
    out.print(BenchmarkTable.of(rows));
    if (areas.contains(Area.GEMM) && library.isEmpty()) {
      out.println(avx2 ? "openblas: left out, --avx2 does not reach it" : NO_OPENBLAS);
    }
    peers.forEach(each -> each.remarks().forEach(out::println));
    write(rows, out);
    out.flush();
    return ExitCodes.DONE;
  }

  private List<BenchmarkRow> measure(List<Area> areas, Suite suite) {
    int cores = Runtime.getRuntime().availableProcessors();
    boolean once = cores == 1 || areas.stream().noneMatch(Area::amongAll);
    List<Integer> counts = threads != null ? List.of(threads) : once ? List.of(cores) : List.of(1, cores);
    List<BenchmarkRow> rows = new ArrayList<>();
    try {
      for (int count : counts) {
        rows.addAll(suite.measure(areas, count, count == counts.getLast()));
      }
    } catch (BenchmarkException e) {
      // Ctrl-C reaches forks as well, and ends them.
      around.stop().check();
      throw e;
    }
    return rows;
  }

  /** What changes the forks, as the rows say it. */
  private String flags() {
    Stream<String> inherited = Provenance.flags().stream().filter(flag -> flag.startsWith("-X"));
    Stream<String> own = Stream.of(avx2 ? AVX2 : "", quick ? "--quick" : "").filter(flag -> !flag.isEmpty());
    return String.join(" ", Stream.concat(inherited, own).toList());
  }

  private void report(String next) {
    around.stop().check();
    PrintWriter err = spec.commandLine().getErr();
    err.println("measuring " + next + " ...");
    err.flush();
  }

  private void write(List<BenchmarkRow> rows, PrintWriter out) {
    BenchmarkFile.Machine machine = new BenchmarkFile.Machine(Provenance.java(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"), Provenance.cpu(), Provenance.commit());
    if (csv != null) {
      BenchmarkFile.writeCsv(csv, rows, machine);
      out.println("Rows: " + csv);
    }
    if (json != null) {
      BenchmarkFile.writeJson(json, rows, machine);
      out.println("Rows: " + json);
    }
    if (readme != null) {
      HeadlineTable.replace(readme, rows, machine);
      out.println("Table: " + readme);
    }
  }
}
