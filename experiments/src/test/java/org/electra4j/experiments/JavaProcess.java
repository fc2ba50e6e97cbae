package org.electra4j.experiments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own: with this test's classes and its JVM, without the launcher. */
public final class JavaProcess {
  private static final long LONGEST_SECONDS = 60;

  private JavaProcess() {}

  /** The command, with options of the JVM and arguments of the program. */
  public static List<String> command(List<String> jvm, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules=jdk.incubator.vector"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Whether this command can be run here, and ends well. */
  public static boolean works(String... command) throws InterruptedException {
    try {
      return finish(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start(),
          LONGEST_SECONDS) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits for its end, and returns its exit code; -1, and an end, if it takes longer. */
  public static int finish(Process process, long longestSeconds) throws InterruptedException {
    try {
      return process.waitFor(longestSeconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
