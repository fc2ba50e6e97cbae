package org.electra4j.experiments.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.electra4j.simd.SimdInfo;

/** Which program runs here, on what. */
public final class Provenance {
  private static final int GIT_SECONDS = 30;

  private Provenance() {}

  /** The program's version; "development" where it does not run from a jar. */
  public static String version() {
    String version = Provenance.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The commit that the program was built from, with "-dirty" where sources differ from it; "unknown" outside a checkout. */
  public static String commit() {
    return Once.COMMIT;
  }

  /** Version and maker of the virtual machine. */
  public static String java() {
    return Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
  }

  /** The processor's name as the system tells it, or its architecture. */
  public static String cpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("model name")).map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst()
          .orElseGet(() -> System.getProperty("os.arch"));
    } catch (IOException | RuntimeException e) {
      return System.getProperty("os.arch");
    }
  }

  /** Flags that this virtual machine was started with. */
  public static List<String> flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  /** All of it by name, for manifests. */
  public static SequencedMap<String, Object> facts() {
    SequencedMap<String, Object> facts = new LinkedHashMap<>();
    facts.put("version", version());
    facts.put("commit", commit());
    facts.put("java", java());
    facts.put("flags", flags());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
    facts.put("cpu", cpu());
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("laneBits", SimdInfo.laneBits());
    return facts;
  }

  private static final class Once {
    static final String COMMIT = find();

    private static String find() {
      try {
        Path here = Path.of(Provenance.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path root = here;
        while (root != null && !(Files.exists(root.resolve(".git")) && Files.exists(root.resolve("experiments/pom.xml")))) {
          root = root.getParent();
        }
        if (root == null) {
          // The self-contained archive: lib/experiments.jar, and the commit beside lib.
          Path commit = here.resolve("../../COMMIT").normalize();
          return Files.isRegularFile(commit) ? Files.readString(commit).strip() : "unknown";
        }
        Process head = git(root, "rev-parse", "--short=12", "HEAD");
        Process changes = git(root, "diff", "--quiet", "HEAD");
        if (head.exitValue() != 0 || changes.exitValue() > 1) {
          return "unknown";
        }
        String commit = new String(head.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return changes.exitValue() == 0 ? commit : commit + "-dirty";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "unknown";
      } catch (Exception e) {
        return "unknown";
      }
    }

    /** Ended; both commands say too little to fill a pipe. */
    private static Process git(Path root, String... arguments) throws IOException, InterruptedException {
      List<String> command = Stream.concat(Stream.of("git", "-C", root.toString()), Stream.of(arguments)).toList();
      Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      if (!process.waitFor(GIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("git gave no answer");
      }
      return process;
    }
  }
}
