package org.electra4j.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps one after the other in one process, for as long as the property electra4j.soak.minutes says: nothing grows. */
@Tag("soak")
class SoakTest {
  private static final long MINUTES = Long.getLong("electra4j.soak.minutes", 120);
  private static final long KIB_PER_MIB = 1024;
  /** Where compilers and collectors have settled. */
  private static final double SETTLED = 0.25;
  private static final long MOST_GROWN_MIB = 48;

  @TempDir
  private Path folder;

  private record Sample(long seconds, long sweeps, long residentMib, long threads, long files) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%d,%d,%d,%d,%d%n", seconds, sweeps, residentMib, threads, files);
    }
  }

  @Test
  void nothingGrows() throws IOException {
    FaultRun run = FaultRun.sweep(folder);
    List<Sample> samples = new ArrayList<>();
    Path rows = Path.of("target", "soak.csv");
    Files.writeString(rows, "seconds,sweeps,residentMib,threads,files\n");
    long start = System.nanoTime();
    long sweeps = 0;
    while (System.nanoTime() - start < MINUTES * 60_000_000_000L) {
      Path out = run.fresh("out");
      assertThat(run.run(out, new StringWriter()).code()).isZero();
      assertThat(run.difference(out)).isNull();
      sweeps++;
      long seconds = (System.nanoTime() - start) / 1_000_000_000L;
      if (samples.isEmpty() || seconds - samples.getLast().seconds() >= Math.max(1, MINUTES / 2)) {
        Sample sample = new Sample(seconds, sweeps, status("VmRSS:") / KIB_PER_MIB, status("Threads:"), openFiles());
        samples.add(sample);
        Files.writeString(rows, sample.toString(), StandardOpenOption.APPEND);
      }
    }
    Sample settled = samples.get((int) (SETTLED * samples.size()));
    Sample last = samples.getLast();
    System.out.printf(Locale.ROOT,
        "soak: %d sweeps in %d min: resident %d MiB after a quarter, %d at the end; threads %d, %d; files %d, %d%n",
        sweeps, MINUTES, settled.residentMib(), last.residentMib(), settled.threads(), last.threads(), settled.files(), last.files());
    assertThat(last.residentMib()).isLessThan(settled.residentMib() + MOST_GROWN_MIB);
    // Those of the compilers come and go.
    assertThat(last.threads()).isBetween(settled.threads() - 3, settled.threads() + 3);
    assertThat(last.files()).isEqualTo(settled.files());
  }

  /** A number of /proc/self/status. */
  private static long status(String key) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines.filter(line -> line.startsWith(key)).findFirst().map(line -> Long.parseLong(line.replaceAll("\\D", ""))).orElseThrow();
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
