package org.electra4j.experiments.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.electra4j.experiments.report.Limits;
import org.electra4j.experiments.run.UnavailableException;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/** Runs benchmarks with JMH, each in a virtual machine of its own. */
public class Forks {
  private static final TimeValue QUICK = TimeValue.milliseconds(200);
  private static final String QUICK_LIMITS = "300";

  private final List<String> flags;
  private final boolean quick;

  /**
   * Forks with these flags, besides those of this virtual machine.
   *
   * @param quick one short iteration each: seconds become less, figures noisy
   */
  public Forks(List<String> flags, boolean quick) {
    this.flags = List.copyOf(flags);
    this.quick = quick;
  }

  /** What the machine can do with so many threads. */
  Limits limits(int threads) {
    return new Limits(rate("fma", threads), rate("copy", threads));
  }

  private double rate(String what, int threads) {
    Map<String, String> parameters = Map.of("what", what, "threads", Integer.toString(threads));
    OptionsBuilder options = options(LimitsBenchmark.class, parameters);
    if (quick) {
      options.param("millis", QUICK_LIMITS);
    }
    return run(LimitsBenchmark.class, parameters, options).getSecondaryResults().get("rate").getScore();
  }

  /**
   * How long one call of a benchmark takes; the answer is checked before.
   *
   * @throws BenchmarkException if it is wrong: left out of a table it would look like one that was not asked for
   */
  Timing time(Class<?> benchmark, Map<String, String> parameters, String... moreFlags) {
    OptionsBuilder options = options(benchmark, parameters, moreFlags);
    if (quick) {
      options.warmupIterations(1).measurementIterations(1).warmupTime(QUICK).measurementTime(QUICK);
    }
    RunResult result = run(benchmark, parameters, options);
    Statistics scores = result.getPrimaryResult().getStatistics();
    double second = secondsPer(result.getPrimaryResult().getScoreUnit());
    return new Timing(second * scores.getPercentile(50), second * scores.getMin());
  }

  private OptionsBuilder options(Class<?> benchmark, Map<String, String> parameters, String... moreFlags) {
    OptionsBuilder options = new OptionsBuilder();
    options.include("\\b" + benchmark.getSimpleName() + "\\.").shouldFailOnError(true);
    options.jvmArgsPrepend(Stream.concat(flags.stream(), Stream.of(moreFlags)).toArray(String[]::new));
    parameters.forEach(options::param);
    return options;
  }

  private static RunResult run(Class<?> benchmark, Map<String, String> parameters, OptionsBuilder options) {
    try {
      Path log = Files.createTempFile("electra4j-bench", ".log");
      try {
        options.output(log.toString());
        List<RunResult> results = new ArrayList<>(new Runner(options.build()).run());
        if (results.size() != 1) {
          throw new IllegalStateException("%s with %s: found %d benchmarks, wanted one".formatted(benchmark.getSimpleName(), parameters,
              results.size()));
        }
        return results.getFirst();
      } catch (RunnerException e) {
        if (String.valueOf(e.getMessage()).contains("JMH lock")) {
          throw new UnavailableException("another benchmark runs on this machine, and each would slow the other: run this one when that has"
              + " ended (its lock is %s)".formatted(Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock")));
        }
        throw new BenchmarkException("%s with %s failed: %s".formatted(benchmark.getSimpleName(), parameters,
            reason(Files.readAllLines(log), e)), e);
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line that JMH prints of what went wrong in the fork. */
  static String reason(List<String> log, Exception otherwise) {
    return log.stream().dropWhile(line -> !line.contains("<failure>") && !line.contains("<forked VM failed")).skip(1)
        .filter(line -> !line.isBlank() && !line.startsWith("<")).findFirst().orElse(String.valueOf(otherwise.getMessage()));
  }

  private static double secondsPer(String unit) {
    return unit.startsWith("us") ? 1e-6 : unit.startsWith("ms") ? 1e-3 : 1;
  }
}
