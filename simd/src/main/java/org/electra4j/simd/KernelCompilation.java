package org.electra4j.simd;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Keeps the C1 compiler away from the kernels.
 *
 * <p>C1 runs out of virtual registers in a method with dozens of vector operations. When that method had been compiled at tier 2 before,
 * the JVM then leaves it there for ever, some eighty times slower than it should be. A compiler directive that excludes this package from
 * C1 lets the kernels go from the interpreter straight to C2. It is installed from inside the program, so no launcher, test or benchmark
 * can forget a flag.
 */
public final class KernelCompilation {
  private static final System.Logger LOG = System.getLogger(KernelCompilation.class.getName());
  private static final String DIRECTIVES = "[{match: [\"org/electra4j/simd/*.*\"], c1: {Exclude: true}}]";

  private KernelCompilation() {}

  /** Installs the compiler directive, once per JVM, before the first kernel call; later calls do nothing. */
  public static void prepare() {
    if (!Once.INSTALLED) {
      LOG.log(Level.DEBUG, "kernels run without the compiler directive");
    }
  }

  /** Whether the directive stands in this JVM. */
  static boolean installed() {
    return Once.INSTALLED;
  }

  private static boolean install() {
    try {
      Path file = directives();
      try {
        String answer = diagnosticCommand("compilerDirectivesAdd", file.toString());
        // The command reports a parse error in its answer instead of throwing.
        if (!answer.contains("1 compiler directives added")) {
          warn(answer.strip());
          return false;
        }
        loadSegments(file);
        return true;
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException | JMException | SecurityException e) {
      warn(e.toString());
      return false;
    }
  }

  /**
   * Writes the directive where a file can be written: a container may have no other writable folder than its shared memory, and a disk may
   * be full.
   */
  private static Path directives() throws IOException {
    IOException refused = null;
    for (String folder : new String[] {System.getProperty("java.io.tmpdir"), "/dev/shm", System.getProperty("user.home"),
        System.getProperty("user.dir")}) {
      Path file = null;
      try {
        file = Files.createTempFile(Path.of(folder), "electra4j-compiler", ".json");
        return Files.writeString(file, DIRECTIVES);
      } catch (IOException e) {
        // The folder for temporary files is the one that users expect to be told of.
        refused = refused == null ? e : refused;
        if (file != null) {
          Files.deleteIfExists(file);
        }
      }
    }
    throw refused;
  }

  /**
   * Loads the classes of all kinds of memory segments. C2 takes a class that is not loaded for one that does not exist: when the first
   * segment on the heap or over a file appears, it throws compiled kernels away, and what it then makes of their mixed profiles was seen to
   * box vectors in the inner loop.
   */
  private static void loadSegments(Path file) throws IOException {
    List.of(MemorySegment.ofArray(new byte[1]), MemorySegment.ofArray(new short[1]), MemorySegment.ofArray(new char[1]),
        MemorySegment.ofArray(new int[1]), MemorySegment.ofArray(new long[1]), MemorySegment.ofArray(new float[1]),
        MemorySegment.ofArray(new double[1])).forEach(segment -> segment.fill((byte) 0));
    try (Arena arena = Arena.ofConfined(); FileChannel channel = FileChannel.open(file)) {
      channel.map(FileChannel.MapMode.READ_ONLY, 0, Files.size(file), arena);
    }
  }

  /** Asks this JVM what jcmd would ask it, and returns the answer. */
  static String diagnosticCommand(String operation, String... arguments) throws JMException {
    ObjectName name = new ObjectName("com.sun.management:type=DiagnosticCommand");
    Object[] parameters = arguments.length == 0 ? new Object[0] : new Object[] {arguments};
    String[] signature = arguments.length == 0 ? new String[0] : new String[] {String[].class.getName()};
    return String.valueOf(ManagementFactory.getPlatformMBeanServer().invoke(name, operation, parameters, signature));
  }

  private static void warn(String reason) {
    LOG.log(Level.WARNING, "cannot keep C1 away from the kernels, so a kernel may now and then stay very slow: {0}."
        + " Start java with -XX:-TieredCompilation to be safe.", reason);
  }

  /** Initialised by the first caller, exactly once, while other callers wait. */
  private static final class Once {
    static final boolean INSTALLED = install();
  }
}
