package org.electra4j.experiments.run;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.electra4j.experiments.terminal.Terminal;
import org.electra4j.experiments.terminal.Words;

/**
 * What a command finds around it; tests put other things there.
 *
 * @param terminal where results and progress go
 * @param arguments the command line, for manifests
 * @param availableMemory bytes that this process may still take
 * @param stop whether to stop
 * @param folder what relative default folders are relative to
 * @param userCache where prepared data is kept unless told otherwise
 */
public record Surroundings(Terminal terminal, List<String> arguments, LongSupplier availableMemory, StopRequest stop, Path folder,
    Path userCache) {

  /** The same for a process that says nothing, since another one does. */
  public Surroundings silent() {
    return new Surroundings(new Terminal(new PrintWriter(Writer.nullWriter()), false, terminal.width()), arguments, availableMemory, stop,
        folder, userCache);
  }

  /** $XDG_CACHE_HOME/electra4j, or .cache/electra4j in the user's folder, or, of a user without one, in that for temporary files. */
  public static Path defaultCache() {
    return defaultCache(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"), System.getProperty("java.io.tmpdir"));
  }

  static Path defaultCache(String cache, String home, String temporary) {
    boolean chosen = cache != null && !cache.isBlank();
    // In a container whose user has no name Java calls the user's folder "?", which would be made where the program was started.
    boolean homeless = home == null || !Path.of(home).isAbsolute();
    Path base = chosen ? Path.of(cache) : homeless ? Path.of(temporary) : Path.of(home, ".cache");
    return base.resolve("electra4j");
  }

  /** Refuses to start where memory does not suffice. */
  public void requireMemory(long needed, String what) {
    long available = availableMemory.getAsLong();
    if (needed > available) {
      throw new UnavailableException(("%s needs %s of memory and %s is available: choose a smaller --preset, or a lower"
          + " microBatch (such as --set microBatch=8)")
          .formatted(what, Words.bytes(needed), Words.bytes(available)));
    }
  }
}
