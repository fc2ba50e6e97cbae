package org.electra4j.experiments.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Folders of a campaign lie in memory where they can: what fails is decided above the file system, and a disk is only slower. */
final class MemoryFolder implements TempDirFactory {
  private static final String NAME = "electra4j-faults";

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? Files.createTempDirectory(memory, NAME) : Files.createTempDirectory(NAME);
  }
}
