package org.electra4j.experiments;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.experiments.run.StopRequest;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.terminal.Terminal;

/** Runs a command line inside the test's JVM, in a folder of the test's own. */
public record CommandLineRun(int code, String out, String err) {
  private static final long PLENTY = 1L << 40;
  private static final int WIDTH = 100;

  /** With plenty of memory. */
  public static CommandLineRun of(Path folder, String... arguments) {
    return of(folder, PLENTY, new StopRequest(), arguments);
  }

  /** With this much memory, to be stopped by that. */
  public static CommandLineRun of(Path folder, long availableMemory, StopRequest stop, String... arguments) {
    return of(folder, availableMemory, stop, new StringWriter(), arguments);
  }

  /** The same with its standard output to be read while it goes on. */
  public static CommandLineRun of(Path folder, long availableMemory, StopRequest stop, StringWriter out, String... arguments) {
    StringWriter err = new StringWriter();
    PrintWriter printer = new PrintWriter(out);
    Surroundings around = new Surroundings(new Terminal(printer, false, WIDTH), List.of(arguments), () -> availableMemory, stop, folder,
        folder.resolve("cache"));
    int code = Main.execute(around, printer, new PrintWriter(err));
    return new CommandLineRun(code, out.toString(), err.toString());
  }
}
