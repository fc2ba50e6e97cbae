package org.electra4j.experiments.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pre-training in processes of its own: the same bytes whatever the JVM and its surroundings; and signals at any time. */
@Tag("faults")
class ProcessFaultsTest {
  private static final int SIGNALLED = 128;

  /** The JVM's way of compiling and collecting, and what the vector unit is said to be. In a usual build the first ones of each. */
  private static final List<List<String>> MACHINES = List.of(
      List.of("-XX:UseAVX=1"), List.of("-XX:+UseSerialGC", "-Xmx96m"), List.of("-XX:TieredStopAtLevel=1"),
      List.of("-XX:UseAVX=0"), List.of("-XX:UseAVX=2"),
      List.of("-XX:UseAVX=3"), List.of("-XX:MaxVectorSize=16"), List.of("-XX:MaxVectorSize=32"), List.of("-XX:MaxVectorSize=64"),
      List.of("-Delectra4j.simd.bits=128"), List.of("-Delectra4j.simd.bits=256"), List.of("-Delectra4j.simd.bits=512"),
      List.of("-Delectra4j.simd.bits=512", "-XX:UseAVX=2"), List.of("-Xint"), List.of("-Xcomp"), List.of("-XX:-TieredCompilation"),
      List.of("-XX:-BackgroundCompilation"), List.of("-XX:-UseSuperWord"), List.of("-XX:-DoEscapeAnalysis"), List.of("-XX:-Inline"),
      List.of("-XX:+UseParallelGC"), List.of("-XX:+UseG1GC", "-Xmx1g"), List.of("-XX:+UseZGC"),
      List.of("-XX:-UseCompressedOops"), List.of("-XX:+UseLargePages"));

  /** Language, time zone and encoding. */
  private static final List<List<String>> PLACES = List.of(
      List.of("-Duser.language=tr", "-Duser.country=TR", "-Duser.timezone=Asia/Seoul", "-Dfile.encoding=COMPAT"),
      List.of("-Duser.language=fr", "-Duser.country=FR"), List.of("-Duser.language=ar", "-Duser.country=EG"),
      List.of("-Duser.language=hi", "-Duser.country=IN", "-Duser.timezone=America/St_Johns"), List.of("-Dfile.encoding=COMPAT"));

  @TempDir
  private Path folder;

  @Test
  void oneSetOfBytesWhateverTheMachine() throws IOException, InterruptedException {
    FaultRun run = FaultRun.inProcesses(folder, List.of());
    try (Tally tally = new Tally("18, 19: the same bytes with other JVM options")) {
      for (List<String> options : MACHINES.subList(0, Tally.count(MACHINES.size(), 2))) {
        tally.check(String.join(" ", options), run.differenceAfterProcess(run.fresh("out"), 1, options));
      }
    }
    try (Tally tally = new Tally("21: the same bytes in other languages, time zones and encodings")) {
      for (List<String> options : PLACES.subList(0, Tally.count(PLACES.size(), 1))) {
        tally.check(String.join(" ", options), run.differenceAfterProcess(run.fresh("out"), 2, options));
      }
    }
    try (Tally tally = new Tally("17: the same bytes on other numbers of threads")) {
      for (int threads : Tally.full() ? new int[] {2, 3, 4, 7, 8, 16} : new int[] {7}) {
        tally.check(threads + " threads", run.differenceAfterProcess(run.fresh("out"), threads, List.of()));
      }
    }
  }

  @Test
  void signalsAtAnyTime() throws IOException, InterruptedException {
    List<String> quickly = List.of("-XX:+UseSerialGC");
    FaultRun run = FaultRun.inProcesses(folder, quickly);
    SplittableRandom random = new SplittableRandom(12);
    List<Integer> signals = minded();
    long start = System.nanoTime();
    FaultRun.finish(run.process(run.fresh("out"), 1, quickly).start());
    long undisturbed = (System.nanoTime() - start) / 1_000_000;
    try (Tally tally = new Tally("12: SIGTERM or SIGINT at a random time")) {
      for (int number = Tally.count(100, 2); number > 0; number--) {
        Path out = run.fresh("out");
        // From the earliest at which the program, and not the JVM, is asked.
        long after = undisturbed / 3 + random.nextLong(Math.max(1, undisturbed * 2 / 3));
        int signal = signals.get(random.nextInt(signals.size()));
        String lost = signalled(run, out, quickly, after, signal);
        tally.check("signal %d after %d of %d ms".formatted(signal, after, undisturbed),
            lost == null ? run.differenceAfterProcess(out, 1, quickly) : lost);
      }
    }
  }

  /** SIGTERM, and SIGINT where a process that is started here minds it: what began in the background of a shell's script does not. */
  private static List<Integer> minded() throws IOException {
    Path status = Path.of("/proc/self/status");
    long ignored = Files.exists(status) ? Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16)).sum() : 0;
    return Stream.of(15, 2).filter(signal -> (ignored >>> (signal - 1) & 1) == 0).toList();
  }

  private static String signalled(FaultRun run, Path out, List<String> options, long millis, int signal)
      throws IOException, InterruptedException {
    Process process = run.process(out, 1, options).start();
    if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      return process.exitValue() == 0 ? null : run.output();
    }
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    boolean inTime = process.waitFor(10, TimeUnit.SECONDS);
    int code = FaultRun.finish(process);
    // Asked at the very end, it may end well.
    return !inTime ? "not ended within 10 s" : code == SIGNALLED + signal || code == 0 ? null
        : "ended with %d: %s".formatted(code, run.output().strip());
  }
}
