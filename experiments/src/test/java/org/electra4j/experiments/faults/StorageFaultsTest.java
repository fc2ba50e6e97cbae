package org.electra4j.experiments.faults;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.electra4j.experiments.CommandLineRun;
import org.electra4j.experiments.faults.Faults.Killed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a storage that fails at one change after the other: what was said to be saved is there, and the same command ends it. */
@Tag("faults")
class StorageFaultsTest {
  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  @Test
  void pretrainingKilledAtEveryChange() throws IOException {
    FaultRun run = FaultRun.pretraining(folder);
    try (Tally tally = new Tally("1, 11: killed at each change of a pre-training")) {
      for (int change : Tally.cases(run.changes())) {
        Path out = run.fresh("out");
        StringWriter said = new StringWriter();
        kill(run, out, change, said);
        tally.check("change " + change, run.there(out) < run.said(said) ? "said more than it had" : run.differenceAfterRestart(out));
      }
    }
  }

  @Test
  void pretrainingKilledAgainAndAgain() throws IOException {
    FaultRun run = FaultRun.pretraining(folder);
    SplittableRandom random = new SplittableRandom(2);
    try (Tally tally = new Tally("2: killed up to five times, also while it goes on")) {
      for (int number = Tally.count(300, 3); number > 0; number--) {
        Path out = run.fresh("out");
        StringBuilder at = new StringBuilder("changes");
        for (int kills = 1 + random.nextInt(5); kills > 0; kills--) {
          int change = 1 + random.nextInt(run.changes());
          at.append(' ').append(change);
          kill(run, out, change, new StringWriter());
        }
        tally.check(at.toString(), run.differenceAfterRestart(out));
      }
    }
  }

  @Test
  void aSweepKilledAtEveryChange() throws IOException {
    FaultRun run = FaultRun.sweep(folder);
    try (Tally tally = new Tally("3: killed at each change of a sweep")) {
      for (int change : Tally.cases(run.changes())) {
        Path out = run.fresh("out");
        kill(run, out, change, new StringWriter());
        tally.check("change " + change, run.differenceAfterRestart(out));
      }
    }
  }

  @Test
  void theDiskIsFull() throws IOException {
    errors("5: no room from one change on", "No space left on device", true);
  }

  @Test
  void oneChangeFails() throws IOException {
    errors("6: one change fails", "Input/output error", false);
  }

  private void errors(String promise, String message, boolean lasts) throws IOException {
    for (FaultRun run : List.of(FaultRun.pretraining(folder), FaultRun.sweep(folder))) {
      try (Tally tally = new Tally(promise + (run.isSweep() ? " of a sweep" : " of a pre-training"))) {
        for (int change : Tally.cases(run.changes())) {
          Path out = run.fresh("out");
          StringWriter said = new StringWriter();
          Plans.FailAt plan = new Plans.FailAt(change, message, lasts);
          CommandLineRun failed = run.armed(out, plan, said);
          tally.check("change %d (%s)".formatted(change, plan.failed()), lostByError(run, out, plan, failed, said, message));
        }
      }
    }
  }

  /** Null if all is well: told with its reason and an exit code, or of no consequence at all. */
  private static String lostByError(FaultRun run, Path out, Plans.FailAt plan, CommandLineRun failed, StringWriter said, String message)
      throws IOException {
    if (plan.movedWithoutForce()) {
      return "a file got its name although it could not be forced";
    }
    if (failed.code() == 0) {
      return run.difference(out);
    }
    if (!(failed.err() + failed.out()).contains(message)) {
      return "not told why: " + failed.err();
    }
    if (failed.err().lines().count() > 1) {
      return "more than a line: " + failed.err();
    }
    return run.there(out) < run.said(said) ? "said more than it had" : run.differenceAfterRestart(out);
  }

  private static void kill(FaultRun run, Path out, int change, StringWriter said) {
    try {
      run.armed(out, new Plans.KillAt(change), said);
    } catch (Killed e) {
      // As planned; a later start may make fewer changes and end before.
    }
  }
}
