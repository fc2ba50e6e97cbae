package org.electra4j.experiments.faults;

import java.io.IOException;
import java.nio.file.Path;

/** What is to happen to the changes that this process makes to files below one folder; nothing, as long as no plan is set. */
public final class Faults {
  private static volatile Path folder;
  private static volatile Plan plan;

  private Faults() {}

  /** A change to a file or folder, before it is made. */
  public sealed interface Change {
    /** What is changed. */
    Path path();

    /** An empty file gets a name. */
    record Create(Path path) implements Change {}

    /** Bytes go to a place of a file. */
    record Write(Path path, long position, byte[] bytes) implements Change {
      @Override
      public String toString() {
        return "Write[path=%s, position=%d, %d bytes]".formatted(path, position, bytes.length);
      }
    }

    /** A file gets shorter. */
    record Truncate(Path path, long size) implements Change {}

    /** What was written to a file is asked to survive a loss of power. */
    record Force(Path path) implements Change {}

    /** The same for the names in a folder. */
    record ForceFolder(Path path) implements Change {}

    /** A file gets another name, and what had that name is gone. */
    record Move(Path path, Path target) implements Change {}

    /** A name is taken away. */
    record Delete(Path path) implements Change {}

    /** A folder is made. */
    record MakeFolder(Path path) implements Change {}
  }

  /** Looks at each change before it is made. */
  @FunctionalInterface
  public interface Plan {
    /** Throws what the change is to throw; of a write, half may be made before. */
    void before(Change change) throws IOException;
  }

  /** This process is dead from here on: no change reaches a file any more, whatever tries to tidy up. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    private final boolean now;

    /** Now, in the midst of a change, or before it. */
    Killed(boolean now) {
      super("killed", null, false, false);
      this.now = now;
    }

    boolean now() {
      return now;
    }
  }

  /** An error of the storage; half of a write has been made before it. */
  public static final class StorageException extends IOException {
    private static final long serialVersionUID = 1;

    StorageException(String message) {
      super(message);
    }
  }

  /** Takes the plan away again. */
  @FunctionalInterface
  public interface Armed extends AutoCloseable {
    @Override
    void close();
  }

  /** Sets the plan for all changes below the folder, until the answer is closed; IllegalStateException where no change would go by it. */
  public static Armed arm(Path below, Plan newPlan) {
    if (!FaultFileSystemProvider.installed()) {
      throw new IllegalStateException("not on the file system that can fail: -Djava.nio.file.spi.DefaultFileSystemProvider=%s"
          .formatted(FaultFileSystemProvider.class.getName()));
    }
    folder = below.toAbsolutePath();
    plan = newPlan;
    return () -> plan = null;
  }

  static void before(Change change) throws IOException {
    Plan current = plan;
    if (current != null && change.path().toAbsolutePath().startsWith(folder)) {
      synchronized (current) {
        current.before(change);
      }
    }
  }
}
