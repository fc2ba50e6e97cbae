package org.electra4j.experiments.run;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.electra4j.core.finetune.GlueTasks;
import org.electra4j.core.finetune.ProseTasks;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.finetune.TextTasks;
import org.electra4j.core.model.ConfigException;

/** Which tasks models are fine-tuned on. */
public final class Tasks {
  /** Of the built-in corpus, unless others are asked for. */
  private static final List<String> BUILT_IN = Stream.concat(ProseTasks.NAMES.stream(), Stream.of(TextTasks.SENTENCE_ORDER)).toList();

  private Tasks() {}

  /**
   * Reads the tasks of these names: of a GLUE folder, of the built-in corpus, or made from the text.
   *
   * @param names asked for; empty for all of the GLUE folder where one is given, otherwise for the built-in corpus's own
   * @param glue folder with a folder per task; null for none
   * @param text to make tasks from; opened only if it is needed
   */
  public static List<Task> read(List<String> names, Path glue, Supplier<Corpus> text, Tuning tuning) {
    List<String> found = glue == null ? List.of() : GlueTasks.found(glue);
    if (glue != null && found.isEmpty()) {
      throw new ConfigException("glue is %s: expected a folder with at least one of the tasks %s, each in a folder of its own"
          .formatted(glue, String.join(", ", GlueTasks.NAMES)));
    }
    List<String> ofGlue = glue == null ? List.of() : GlueTasks.NAMES;
    List<String> asked = names.isEmpty() ? found : names.stream().distinct().toList();
    // Opening the built-in corpus takes seconds.
    Corpus corpus = asked.isEmpty() || !ofGlue.containsAll(asked) ? text.get() : null;
    List<String> own = corpus == null ? List.of() : ofText(corpus);
    for (String name : asked) {
      if (!ofGlue.contains(name) && !own.contains(name)) {
        throw new ConfigException("task is %s: expected one of %s%s".formatted(name,
            String.join(", ", Stream.concat(ofGlue.stream(), own.stream()).toList()),
            GlueTasks.NAMES.contains(name) ? "; --glue with the folder of GLUE's tasks adds those" : ""));
      }
    }
    List<String> chosen = !asked.isEmpty() ? asked : corpus.prose() == null ? List.of() : BUILT_IN;
    return chosen.stream().map(name -> read(name, glue, corpus, tuning)).toList();
  }

  private static List<String> ofText(Corpus corpus) {
    return corpus.prose() == null ? TextTasks.NAMES : Stream.concat(ProseTasks.NAMES.stream(), TextTasks.NAMES.stream()).toList();
  }

  private static Task read(String name, Path glue, Corpus text, Tuning tuning) {
    if (GlueTasks.NAMES.contains(name)) {
      return GlueTasks.read(glue, name).sampled(tuning.maxTrain(), tuning.maxDev());
    }
    if (text.prose() != null && ProseTasks.NAMES.contains(name)) {
      return ProseTasks.of(text.prose(), name, tuning.maxTrain(), tuning.maxDev());
    }
    return TextTasks.of(text.documents(), name, tuning.maxTrain(), tuning.maxDev());
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
