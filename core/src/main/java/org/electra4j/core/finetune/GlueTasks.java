package org.electra4j.core.finetune;

import java.nio.file.Path;
import java.util.List;

/** The eight GLUE tasks in their published column layouts. */
public final class GlueTasks {
  /** Their names: cola, sst-2, mrpc, sts-b, qqp, mnli, qnli, rte. */
  public static final List<String> NAMES = List.of("cola", "sst-2", "mrpc", "sts-b", "qqp", "mnli", "qnli", "rte");

  private GlueTasks() {}

  /** Names of the tasks whose folder with training and dev file is there. */
  public static List<String> found(Path glueFolder) {
    throw new UnsupportedOperationException("not yet");
  }

  /** One task; TaskException naming file, line, found and expected. */
  public static Task read(Path glueFolder, String name) {
    throw new UnsupportedOperationException("not yet");
  }
}
