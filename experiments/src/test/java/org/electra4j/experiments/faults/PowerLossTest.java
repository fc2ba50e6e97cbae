package org.electra4j.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power goes between any two changes to a file: what was said to be saved is there, and the same command ends it. */
@Tag("faults")
class PowerLossTest {
  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  @Test
  void duringPretraining() throws IOException {
    powerLoss(FaultRun.pretraining(folder), "4: power lost between any two changes of a pre-training");
  }

  @Test
  void duringASweep() throws IOException {
    powerLoss(FaultRun.sweep(folder), "4: power lost between any two changes of a sweep");
  }

  /** The disk that is imagined here loses what it may and nothing else. */
  @Test
  void whatWasForcedStays() throws IOException {
    Path root = Files.createDirectories(folder.resolve("root"));
    Path file = root.resolve("journal");
    PowerLoss disk = new PowerLoss(root);
    for (Faults.Change change : List.of(new Faults.Change.Create(file), new Faults.Change.Write(file, 0, new byte[] {1, 2, 3}),
        new Faults.Change.Force(file), new Faults.Change.ForceFolder(root), new Faults.Change.Write(file, 3, new byte[] {4, 5, 6}))) {
      disk.apply(change);
    }
    SplittableRandom random = new SplittableRandom(5);
    Set<String> seen = new TreeSet<>();
    for (int number = 0; number < 1000; number++) {
      Path target = Files.createDirectories(folder.resolve("target"));
      disk.materialize(root, target, PowerLoss.Damage.ANY, random);
      seen.add(Arrays.toString(Files.readAllBytes(target.resolve("journal"))));
    }
    assertThat(seen).containsExactlyInAnyOrder("[1, 2, 3]", "[1, 2, 3, 4]", "[1, 2, 3, 4, 5]", "[1, 2, 3, 4, 5, 6]", "[1, 2, 3, 0, 0, 0]",
        "[1, 2, 3, 4, 0, 0]", "[1, 2, 3, 4, 5, 0]");
  }

  private static void powerLoss(FaultRun run, String promise) throws IOException {
    Path recorded = run.fresh("recorded");
    StringWriter said = new StringWriter();
    Plans.Record record = new Plans.Record(() -> run.said(said));
    assertThat(run.armed(recorded, record, said).code()).isZero();
    SplittableRandom random = new SplittableRandom(4);
    PowerLoss disk = new PowerLoss(recorded.getParent());
    try (Tally tally = new Tally(promise)) {
      int done = 0;
      for (int changes : Tally.cases(record.changes().size())) {
        for (; done < changes; done++) {
          disk.apply(record.changes().get(done));
        }
        // Said before the change that was the last to be made.
        long saved = record.saved().get(done - 1);
        for (PowerLoss.Damage damage : PowerLoss.Damage.values()) {
          for (int number = damage == PowerLoss.Damage.ANY ? Tally.count(4, 1) : 1; number > 0; number--) {
            Path out = run.fresh("disk");
            disk.materialize(recorded.getParent(), out.getParent(), damage, random);
            long there = run.there(out);
            tally.check("after change %d, %s".formatted(done, damage),
                there < saved ? "said to be saved: %d; there: %d".formatted(saved, there) : run.differenceAfterRestart(out));
          }
        }
      }
    }
  }
}
