package org.electra4j.experiments;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.electra4j.core.train.MemoryNeed;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.Preset;
import org.electra4j.experiments.run.Provenance;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.sweep.SweepPreset;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.CopyBandwidth;
import org.electra4j.simd.Sgemm;
import org.electra4j.simd.Sgemm.Op;
import org.electra4j.simd.Sgemm.Store;
import org.electra4j.simd.SimdInfo;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at everything that a run needs of its machine, and says what is missing and how to get it. */
@Command(name = "doctor", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Looks at what this machine has and can do, and says what is missing and how to get it. Takes a few seconds.",
    footer = {"", "Ends with 69 if something is missing without which nothing works.", "", "Example:", "  electra doctor"})
final class DoctorCommand implements Callable<Integer> {
  private static final Path SOURCES = Path.of(System.getProperty("java.home"), "lib", "src.zip");
  private static final int MILLIS = 300;
  private static final int PRODUCT = 512;
  private static final long PRODUCT_NANOS = 1_500_000_000L;
  /** Far below what was measured anywhere (47 to 96 %), far above what kernels do that are not compiled (1 to 3 %). */
  private static final double LEAST_SHARE = 0.25;
  private static final long LEAST_FREE = 2L << 30;

  private final Surroundings around;

  @Option(names = "--cache", paramLabel = "DIR", order = 1,
      description = "Where prepared data is kept. Default: $$XDG_CACHE_HOME/electra4j or ~/.cache/electra4j.")
  private Path cache;

  @Mixin
  private MachineOptions machine;

  private boolean missing;

  DoctorCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    new Banner(around.terminal()).program();
    say("ok", "java", Provenance.java() + ", " + System.getProperty("java.home"));
    say("ok", "processor", "%s, %s for this process".formatted(Provenance.cpu(),
        Words.plural(Runtime.getRuntime().availableProcessors(), "processor")));
    vectors();
    try (WorkerPool workers = machine.workers(); WorkerPool one = new WorkerPool(1)) {
      speed(workers, one);
    }
    memory();
    cacheFolder();
    text();
    around.terminal().line("");
    around.terminal().line(missing ? "Something is missing; see above."
        : "All is there. Next: ./electra pretrain --preset tiny --steps 20" + (builtIn() ? "" : " --corpus my-texts/"));
    return missing ? ExitCodes.UNAVAILABLE : ExitCodes.DONE;
  }

  private void say(String verdict, String what, String found) {
    around.terminal().line("%-8s %-11s %s", verdict, what, found);
  }

  private void vectors() {
    int bits = SimdInfo.laneBits();
    say(bits >= 256 ? "ok" : "slow", "vectors", "%d bits%s".formatted(bits, bits >= 256 ? ""
        : ": training works and gives the same weights, at a half or a quarter of the speed of AVX2 or AVX-512"));
  }

  private void speed(WorkerPool workers, WorkerPool one) {
    double single = MachineOptions.peak(one);
    double all = MachineOptions.peak(workers);
    double gain = all / single;
    boolean scales = gain > 0.6 * workers.threads();
    say(scales ? "ok" : "slow", "threads", "%d, which do %s GFLOP/s of multiply-adds; one does %s (%s times)%s".formatted(workers.threads(),
        Words.decimals(all, 0), Words.decimals(single, 0), Words.decimals(gain, 1), scales ? ""
            : ": other programs use the processors, or they are halves of one core; fewer --threads may be as fast"));
    double share = product(one) / single;
    boolean compiled = share >= LEAST_SHARE;
    say(compiled ? "ok" : "SLOW", "compiler", "a product of matrices reaches %s of one thread's multiply-adds%s".formatted(
        Words.percent(share), compiled ? "" : ": the kernels are not compiled as they should be; start electra4j with ./electra, leave out "
            + "-Xint and -XX:TieredStopAtLevel, and report this if it stays"));
    say("ok", "copying", Words.decimals(CopyBandwidth.gigabytesPerSecond(workers, MILLIS), 1) + " GB/s from memory to memory");
  }

  /** GFLOP/s of a square product, once it is compiled: the best of many. */
  private static double product(WorkerPool worker) {
    try (Arena arena = Arena.ofShared()) {
      long bytes = 4L * PRODUCT * PRODUCT;
      MemorySegment a = arena.allocate(bytes, 64);
      MemorySegment b = arena.allocate(bytes, 64);
      MemorySegment c = arena.allocate(bytes, 64);
      double best = 0;
      long end = System.nanoTime() + PRODUCT_NANOS;
      while (System.nanoTime() < end) {
        long start = System.nanoTime();
        Sgemm.run(worker, Op.N, Op.N, PRODUCT, PRODUCT, PRODUCT, a, PRODUCT, b, PRODUCT, Store.OVERWRITE, c, PRODUCT);
        best = Math.max(best, 2.0 * PRODUCT * PRODUCT * PRODUCT / (System.nanoTime() - start));
      }
      return best;
    }
  }

  private void memory() {
    long available = around.availableMemory().getAsLong();
    long sweep = need(SweepPreset.QUICK.configuration());
    long small = need(Preset.SMALL.configuration());
    boolean enough = available >= sweep;
    missing |= !enough;
    say(enough ? available >= small ? "ok" : "little" : "MISSING", "memory", "%s available; a sweep takes %s, ELECTRA-Small %s%s".formatted(
        Words.bytes(available), Words.bytes(sweep), Words.bytes(small), available >= small ? "" : ": close other programs, or take smaller "
            + "models and microBatch"));
  }

  private long need(Configuration configuration) {
    return MemoryNeed.bytes(configuration.model(), configuration.pretrain(), machine.threads());
  }

  private void cacheFolder() {
    Path folder = cache == null ? around.userCache() : cache;
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "doctor", ""));
      FileStore store = Files.getFileStore(folder);
      long free = store.getUsableSpace();
      say(free >= LEAST_FREE ? "ok" : "little", "cache", "%s holds %s, %s free%s".formatted(folder, Words.bytes(size(folder)),
          Words.bytes(free), free >= LEAST_FREE ? "" : ": delete what is old in it, or choose another folder with --cache"));
    } catch (IOException e) {
      missing = true;
      say("MISSING", "cache", "%s cannot be written (%s): choose another folder with --cache".formatted(folder, e));
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static boolean builtIn() {
    return Files.isReadable(SOURCES);
  }

  private void text() {
    say(builtIn() ? "ok" : "absent", "text", builtIn() ? "the built-in corpus is there (" + SOURCES + ")"
        : "no built-in corpus: %s is not there. Use --corpus with text of yours, or --src-zip with that of a JDK".formatted(SOURCES));
  }
}
