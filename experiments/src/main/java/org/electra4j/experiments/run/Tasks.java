package org.electra4j.experiments.run;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.core.data.JdkProse;
import org.electra4j.core.finetune.GlueTasks;
import org.electra4j.core.finetune.ProseTasks;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.model.ConfigException;

/** Which tasks models are fine-tuned on. */
public final class Tasks {
  private Tasks() {}

  /**
   * Reads tasks: of a GLUE folder where one is given, otherwise those of the built-in corpus.
   *
   * @param names asked for; empty for all there are
   * @param glue folder with a folder per task; null for the built-in ones
   * @param prose the built-in corpus; null where the text is the user's own, which has no tasks of its own
   */
  public static List<Task> read(List<String> names, Path glue, JdkProse prose, Tuning tuning) {
    if (glue != null) {
      List<String> found = GlueTasks.found(glue);
      if (found.isEmpty()) {
        throw new ConfigException("glue is %s: expected a folder with at least one of the tasks %s, each in a folder of its own"
            .formatted(glue, String.join(", ", GlueTasks.NAMES)));
      }
      return chosen(names, GlueTasks.NAMES, found).stream().map(name -> tuning.limited(GlueTasks.read(glue, name))).toList();
    }
    if (prose != null) {
      return chosen(names, ProseTasks.NAMES, ProseTasks.NAMES).stream()
          .map(name -> ProseTasks.of(prose, name, tuning.maxTrain(), tuning.maxDev())).toList();
    }
    if (!names.isEmpty()) {
      throw new ConfigException("task is %s: your own text has no built-in tasks, so expected --glue with the folder of GLUE's"
          .formatted(String.join(", ", names)));
    }
    return List.of();
  }

  private static List<String> chosen(List<String> names, List<String> known, List<String> found) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ConfigException("task is %s: expected one of %s".formatted(name, String.join(", ", known)));
      }
    }
    return names.isEmpty() ? found : names.stream().distinct().toList();
  }

  /** SHA-256 of all examples; empty for no task. */
  public static String checksum(List<Task> tasks) {
    if (tasks.isEmpty()) {
      return "";
    }
    Checksum checksum = new Checksum();
    for (Task task : tasks) {
      checksum.line(task.name()).line(String.join(",", task.labels())).line(task.metric().name());
      for (List<Task.Example> part : List.of(task.train(), task.dev())) {
        checksum.line("" + part.size());
        part.forEach(example -> checksum.line(example.first()).line(example.second() == null ? "" : example.second())
            .line(Float.toString(example.label())));
      }
    }
    return checksum.hexadecimal();
  }
}
