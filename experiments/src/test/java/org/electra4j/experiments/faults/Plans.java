package org.electra4j.experiments.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.electra4j.experiments.faults.Faults.Change;
import org.electra4j.experiments.faults.Faults.Killed;
import org.electra4j.experiments.faults.Faults.Plan;
import org.electra4j.experiments.faults.Faults.StorageException;

/** What can happen to changes; each plan is for one process. */
final class Plans {
  private Plans() {}

  /** Dead at the change of this number, counted from 1, and from there on. */
  static final class KillAt implements Plan {
    private final int number;
    private int seen;

    KillAt(int number) {
      this.number = number;
    }

    @Override
    public void before(Change change) {
      seen++;
      if (seen >= number) {
        throw new Killed(seen == number);
      }
    }
  }

  /** An error at the change of this number, and, where it lasts, at all later ones that need room. */
  static final class FailAt implements Plan {
    private final int number;
    private final String message;
    private final boolean lasts;
    private final List<Change> after = new ArrayList<>();
    private int seen;
    private Change failed;

    FailAt(int number, String message, boolean lasts) {
      this.number = number;
      this.message = message;
      this.lasts = lasts;
    }

    @Override
    public void before(Change change) throws StorageException {
      seen++;
      boolean needsRoom = change instanceof Change.Create || change instanceof Change.Write || change instanceof Change.MakeFolder;
      if (seen == number || lasts && seen > number && needsRoom) {
        if (failed == null) {
          failed = change;
        }
        throw new StorageException(message);
      }
      if (failed != null) {
        after.add(change);
      }
    }

    /** The change that failed; null if it was never reached. */
    Change failed() {
      return failed;
    }

    /** Whether a file whose forcing failed got its final name all the same. */
    boolean movedWithoutForce() {
      return failed instanceof Change.Force force && after.stream().takeWhile(change -> !change.path().equals(force.path())
          || change instanceof Change.Move).anyMatch(change -> change instanceof Change.Move move && move.path().equals(force.path()));
    }
  }

  /** Writes down all changes, and what the program had said to be saved before each. */
  static final class Record implements Plan {
    private final List<Change> changes = new ArrayList<>();
    private final List<Long> saved = new ArrayList<>();
    private final LongSupplier said;

    Record(LongSupplier said) {
      this.said = said;
    }

    @Override
    public void before(Change change) {
      changes.add(change);
      saved.add(said.getAsLong());
    }

    List<Change> changes() {
      return changes;
    }

    List<Long> saved() {
      return saved;
    }
  }
}
