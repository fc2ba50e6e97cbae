package org.electra4j.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.experiments.JavaProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pre-training in processes that are killed in the midst of a system call, that share a folder, or that may do very little. */
@Tag("faults")
class HostileSurroundingsTest {
  private static final List<String> QUICKLY = List.of("-XX:+UseSerialGC");
  private static final int KILLED = 137;
  private static final int UNAVAILABLE = 69;

  /** A system call, and of how many one is tried. */
  private record Call(String name, int step) {}

  /** Those of a save; most writes are a tensor's, and most files that are opened the JVM's. */
  private static final List<Call> CALLS = List.of(new Call("fsync", 1), new Call("rename", 1), new Call("unlink", 1),
      new Call("ftruncate", 1), new Call("mkdir", 1), new Call("write", 17), new Call("openat", 11));

  @TempDir
  private Path folder;

  /** The command before the JVM's: a program that does something to it. */
  private static Process under(FaultRun run, Path out, List<String> jvm, String... program) throws IOException {
    ProcessBuilder process = run.process(out, 1, jvm);
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(process.command());
    return process.command(command).start();
  }

  /** Where strace is installed: SIGKILL as the process enters its N-th call, for each N until a run gets through without. */
  @Test
  void killedInEachSystemCallOfASave() throws IOException, InterruptedException {
    if (!Tally.full() || !JavaProcess.works("strace", "--version")) {
      return;
    }
    FaultRun run = FaultRun.inProcesses(folder, QUICKLY);
    for (Call call : CALLS) {
      // A call that is never made kills nothing, and the tally refuses to be empty.
      try (Tally tally = new Tally("1: SIGKILL at each %s%s".formatted(call.step == 1 ? "" : call.step + "th ", call.name))) {
        for (int number = 1, code = KILLED; code == KILLED; number += call.step) {
          Path out = run.fresh("out");
          code = FaultRun.finish(under(run, out, QUICKLY, "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call.name, "-e",
              "inject=%s:signal=KILL:when=%d".formatted(call.name, number)));
          if (code == KILLED) {
            tally.check(call.name + " " + number, run.differenceAfterProcess(out, 1, QUICKLY));
          } else {
            assertThat(code).as(run.output()).isZero();
            assertThat(run.difference(out)).isNull();
          }
        }
      }
    }
  }

  @Test
  void oneOfTwoProcessesHasTheFolder() throws IOException, InterruptedException {
    FaultRun run = FaultRun.inProcesses(folder, QUICKLY);
    try (Tally tally = new Tally("13: two processes begin at the same time in one folder")) {
      for (int number = Tally.count(100, 1); number > 0; number--) {
        Path out = run.fresh("out");
        Process one = run.process(out, 1, QUICKLY).start();
        Process other = run.process(out, 1, QUICKLY).start();
        List<Integer> codes = List.of(FaultRun.finish(one), FaultRun.finish(other));
        // The later one may come after the end of the earlier one, and has nothing left to do.
        boolean right = codes.contains(0) && codes.stream().allMatch(code -> code == 0 || code == UNAVAILABLE);
        tally.check("race " + number, right ? run.difference(out) : "ended with %s: %s".formatted(codes, run.output().strip()));
      }
    }
  }

  @Test
  void withoutRights() throws IOException, InterruptedException {
    FaultRun run = FaultRun.inProcesses(folder, QUICKLY);
    try (Tally tally = new Tally("40: without network, native access, unsafe memory or serialisation")) {
      List<String> denied = new ArrayList<>(QUICKLY);
      denied.addAll(List.of("--illegal-native-access=deny", "--sun-misc-unsafe-memory-access=deny", "-Djdk.serialFilter=!*"));
      Path out = run.fresh("out");
      tally.check(String.join(" ", denied), run.differenceAfterProcess(out, 1, denied));
      if (JavaProcess.works("unshare", "-n", "true")) {
        Path alone = run.fresh("out");
        tally.check("unshare -n", run.differenceAfter(under(run, alone, QUICKLY, "unshare", "-n"), alone));
      }
      // All of the disk can only be read, the folder for temporary files too; written is where output and cache are.
      if (JavaProcess.works("unshare", "-m", "mount", "-o", "remount,bind,ro", "/")) {
        Path bound = run.fresh("out");
        int ended = FaultRun.finish(under(run, bound, QUICKLY, "unshare", "-m", "sh", "-c",
            "mount --bind '%s' '%s' && mount -o remount,bind,ro / && exec \"$@\"".formatted(folder, folder), "sh"));
        boolean right = ended == 0 && !run.output().contains("cannot keep C1 away");
        tally.check("a file system that can only be read", right ? run.difference(bound) : run.output());
      }
    }
  }
}
