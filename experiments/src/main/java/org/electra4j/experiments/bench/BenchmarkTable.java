package org.electra4j.experiments.bench;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.experiments.report.Limits;
import org.electra4j.experiments.terminal.Words;

/** Rows as a person reads them. */
public final class BenchmarkTable {
  private static final int LEAST = 4;

  private BenchmarkTable() {}

  /** The limits of each number of threads, then a line per row. */
  public static String of(List<BenchmarkRow> rows) {
    String limits = rows.stream().collect(Collectors.toMap(BenchmarkRow::threads, BenchmarkRow::limits, Limits::orHigher)).entrySet()
        .stream().map(entry -> Words.format("fma peak %.1f GFLOP/s, copy %.1f GB/s with %s%n", entry.getValue().peakGigaflops(),
            entry.getValue().copyGigabytesPerSecond(), Words.plural(entry.getKey(), "thread")))
        .collect(Collectors.joining());
    String form = "%-10s%-" + width(rows, BenchmarkRow::what) + "s  %-" + width(rows, BenchmarkRow::who)
        + "s%8s%12s%12s%10s%9s%18s  %s%n";
    StringBuilder text = new StringBuilder(limits);
    text.append(Words.format(form, "area", "what", "who", "threads", "median ms", "best ms", "GFLOP/s", "GB/s", "share of limit", "rate"));
    for (BenchmarkRow row : rows) {
      text.append(Words.format(form, row.area(), row.what(), row.who(), row.threads(), figure("%.3f", 1e3 * row.seconds()),
          figure("%.3f", 1e3 * row.bestSeconds()), figure("%.1f", row.gigaflops()), figure("%.1f", row.gigabytesPerSecond()),
          row.limit().isEmpty() ? "" : Words.format("%.1f %% %s", 100 * row.share(), row.limit()),
          figure("%,.0f tokens/s", row.tokensPerSecond()) + figure("%.1f MB/s", row.megabytesPerSecond())));
    }
    return text.toString().replaceAll(" +(?=\\R)", "");
  }

  private static int width(List<BenchmarkRow> rows, Function<BenchmarkRow, String> column) {
    return rows.stream().map(column).mapToInt(String::length).max().orElse(LEAST);
  }

  private static String figure(String format, double value) {
    return Double.isNaN(value) ? "" : Words.format(format, value);
  }
}
