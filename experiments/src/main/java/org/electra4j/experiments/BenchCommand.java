package org.electra4j.experiments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.bench.AttentionBenchmark;
import org.electra4j.experiments.bench.SgemmBenchmark;
import org.electra4j.experiments.bench.StepBenchmark;
import org.electra4j.experiments.report.BenchmarkCsv;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.simd.FmaPeak;
import org.electra4j.simd.WorkerPool;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code electra bench}: how fast this machine is, as a share of what it could do. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = {"Measures speed on this machine, as a share of its fma peak.",
    "Each benchmark checks its answer before it is timed and runs in a JVM of its own (JMH); the peak is measured in the same run, "
        + "before and after, by independent chains of fused multiply-adds."}, footerHeading = "%nExamples:%n", footer = {
    "  electra bench sgemm                  a step's products, one thread and all",
    "  electra bench step --csv speed.csv   whole training steps, with rows to keep"})
final class BenchCommand implements Callable<Integer> {
  private static final List<String> AREAS = List.of("sgemm", "attention", "step", "all");
  private static final int PEAK_MILLIS = 1500;

  @Parameters(paramLabel = "AREA", arity = "0..1", defaultValue = "all", description = "sgemm, attention, step, or all (the default).")
  private String area;

  @Option(names = "--threads", paramLabel = "N", description = "Only this number of threads (default: one, and all cores).")
  private Integer threads;

  @Option(names = "--csv", paramLabel = "FILE", description = "Write the rows here as CSV.")
  private Path csv;

  @Option(names = "--quick", description = "Short measurements: minutes become seconds, figures become noisy.")
  private boolean quick;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws RunnerException {
    if (!AREAS.contains(area)) {
      throw new ConfigException("area is %s: expected one of %s".formatted(area, String.join(", ", AREAS)));
    }
    if (threads != null && threads < 1) {
      throw new ConfigException("threads is " + threads + ": expected at least 1");
    }
    // Rather now than after minutes of measuring.
    if (csv != null && (Files.isDirectory(csv) || !Files.isWritable(csv.toAbsolutePath().getParent()))) {
      throw new ConfigException("csv is %s: expected a file in a folder that is there and can be written to".formatted(csv));
    }
    List<BenchmarkRow> rows = new ArrayList<>();
    int cores = Runtime.getRuntime().availableProcessors();
    int[] counts = threads != null ? new int[] {threads} : cores == 1 ? new int[] {1} : new int[] {1, cores};
    for (int count : counts) {
      double before = peak(count);
      List<BenchmarkRow> measured = new ArrayList<>();
      if (wanted("sgemm")) {
        measured.addAll(measure(SgemmBenchmark.class, "shape", count));
      }
      if (wanted("attention")) {
        measured.addAll(measure(AttentionBenchmark.class, "shape", count));
      }
      if (wanted("step")) {
        measured.addAll(measure(StepBenchmark.class, "model", count));
      }
      double peak = Math.max(before, peak(count));
      measured.forEach(row -> rows.add(row.withPeak(peak)));
    }
    spec.commandLine().getOut().print(table(rows));
    if (csv != null) {
      BenchmarkCsv.write(csv, rows);
      spec.commandLine().getOut().println("Rows: " + csv);
    }
    spec.commandLine().getOut().flush();
    return ExitCodes.DONE;
  }

  private boolean wanted(String which) {
    return area.equals(which) || area.equals("all");
  }

  private List<BenchmarkRow> measure(Class<?> benchmark, String parameter, int count) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    // A benchmark whose answer is wrong ends the command: left out of the table it would look like one that was not asked for.
    options.include("\\b" + benchmark.getSimpleName() + "\\.").param("threads", Integer.toString(count)).verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true);
    if (quick) {
      options.warmupIterations(1).measurementIterations(1).warmupTime(TimeValue.milliseconds(200)).measurementTime(
          TimeValue.milliseconds(200));
    }
    spec.commandLine().getErr().println("measuring " + benchmark.getSimpleName() + " on " + count + (count == 1 ? " thread" : " threads")
        + " ...");
    spec.commandLine().getErr().flush();
    Collection<RunResult> results = new Runner(options.build()).run();
    List<BenchmarkRow> rows = new ArrayList<>();
    for (RunResult result : results) {
      String what = result.getParams().getParam(parameter);
      double seconds = result.getPrimaryResult().getScore() * secondsPer(result.getPrimaryResult().getScoreUnit());
      double operations = benchmark == SgemmBenchmark.class ? SgemmBenchmark.operations(what)
          : benchmark == AttentionBenchmark.class ? AttentionBenchmark.operations(what) : StepBenchmark.operations(what);
      double tokens = benchmark == StepBenchmark.class ? StepBenchmark.tokens(what) : Double.NaN;
      rows.add(new BenchmarkRow(benchmark.getSimpleName().replace("Benchmark", "").toLowerCase(Locale.ROOT), what, count, seconds,
          operations / seconds / 1e9, tokens / seconds, Double.NaN));
    }
    return rows;
  }

  private static double secondsPer(String unit) {
    return unit.startsWith("us") ? 1e-6 : unit.startsWith("ms") ? 1e-3 : 1;
  }

  private static double peak(int threads) {
    try (WorkerPool workers = new WorkerPool(threads)) {
      return FmaPeak.gigaflops(workers, PEAK_MILLIS);
    }
  }

  private static String table(List<BenchmarkRow> rows) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%-10s%-28s%8s%12s%12s%10s%12s%n", "area", "what", "threads", "time", "GFLOP/s", "of peak",
        "tokens/s"));
    for (BenchmarkRow row : rows) {
      text.append(String.format(Locale.ROOT, "%-10s%-28s%8d%9.3f ms%12.1f%9.1f%%%12s%n", row.area(), row.what(), row.threads(),
          1e3 * row.seconds(), row.gigaflops(), 100 * row.shareOfPeak(),
          Double.isNaN(row.tokensPerSecond()) ? "" : String.format(Locale.ROOT, "%,.0f", row.tokensPerSecond())));
    }
    return text.toString();
  }
}
