package org.electra4j.core.finetune;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.electra4j.core.finetune.GlueLayout.Column;
import org.electra4j.core.finetune.Task.Example;

/**
 * The eight GLUE tasks in their published column layouts.
 *
 * <p>As published, training takes the pairs of MRPC and STS-B in both orders, MNLI's dev set is the matched one, and STS-B's scores are
 * divided by 5. Every row must be as expected; of QQP, whose published files hold lines broken by stray newlines, rows that do not parse
 * are left out.
 */
public final class GlueTasks {
  private static final String TRAIN_FILE = "train.tsv";
  private static final List<String> YES_NO = List.of("0", "1");
  private static final List<String> ENTAILMENT = List.of("entailment", "not_entailment");

  private static final List<GlueLayout> LAYOUTS = List.of(
      new GlueLayout("cola", List.of("CoLA", "cola"), "dev.tsv", 4, new Column(3, null), null, new Column(1, null), YES_NO,
          Metric.MATTHEWS, false, false),
      new GlueLayout("sst-2", List.of("SST-2", "sst-2", "sst", "SST"), "dev.tsv", 2, new Column(0, "sentence"), null,
          new Column(1, "label"), YES_NO, Metric.ACCURACY, false, false),
      new GlueLayout("mrpc", List.of("MRPC", "mrpc"), "dev.tsv", 5, new Column(3, "#1 String"), new Column(4, "#2 String"),
          new Column(0, "Quality"), YES_NO, Metric.ACCURACY, true, false),
      new GlueLayout("sts-b", List.of("STS-B", "sts-b", "sts", "STS"), "dev.tsv", 0, new Column(-3, "sentence1"),
          new Column(-2, "sentence2"), new Column(-1, "score"), List.of(), Metric.SPEARMAN, true, false),
      new GlueLayout("qqp", List.of("QQP", "qqp"), "dev.tsv", 6, new Column(3, "question1"), new Column(4, "question2"),
          new Column(5, "is_duplicate"), YES_NO, Metric.ACCURACY, false, true),
      new GlueLayout("mnli", List.of("MNLI", "mnli"), "dev_matched.tsv", 0, new Column(8, "sentence1"), new Column(9, "sentence2"),
          new Column(-1, "gold_label"), List.of("contradiction", "entailment", "neutral"), Metric.ACCURACY, false, false),
      new GlueLayout("qnli", List.of("QNLI", "qnli"), "dev.tsv", 4, new Column(1, "question"), new Column(2, "sentence"),
          new Column(3, "label"), ENTAILMENT, Metric.ACCURACY, false, false),
      new GlueLayout("rte", List.of("RTE", "rte"), "dev.tsv", 4, new Column(1, "sentence1"), new Column(2, "sentence2"),
          new Column(3, "label"), ENTAILMENT, Metric.ACCURACY, false, false));

  /** Their names: cola, sst-2, mrpc, sts-b, qqp, mnli, qnli, rte. */
  public static final List<String> NAMES = LAYOUTS.stream().map(GlueLayout::task).toList();

  private GlueTasks() {}

  /** Names of the tasks whose folder with training and dev file is there. */
  public static List<String> found(Path glueFolder) {
    return LAYOUTS.stream().filter(layout -> folder(glueFolder, layout).isPresent()).map(GlueLayout::task).toList();
  }

  /** One task; TaskException naming file, line, found and expected. */
  public static Task read(Path glueFolder, String name) {
    GlueLayout layout = LAYOUTS.stream().filter(each -> each.task().equals(name)).findFirst().orElseThrow(() ->
        new TaskException("no GLUE task is called '%s': expected one of %s".formatted(name, String.join(", ", NAMES))));
    Path folder = folder(glueFolder, layout).orElseThrow(() -> new TaskException(
        "%s: found no folder %s with %s and %s, expected one with the files of %s; check the path or fetch GLUE's files".formatted(
            glueFolder, String.join(" or ", layout.folders()), TRAIN_FILE, layout.devFile(), name)));
    List<Example> train = new ArrayList<>(layout.examples(TsvFile.read(folder.resolve(TRAIN_FILE))));
    if (layout.doubled()) {
      train.addAll(train.stream().map(Example::swapped).toList());
    }
    return new Task(name, layout.labels(), layout.metric(), train, layout.examples(TsvFile.read(folder.resolve(layout.devFile()))));
  }

  private static Optional<Path> folder(Path glueFolder, GlueLayout layout) {
    return layout.folders().stream().map(glueFolder::resolve)
        .filter(folder -> Files.isRegularFile(folder.resolve(TRAIN_FILE)) && Files.isRegularFile(folder.resolve(layout.devFile())))
        .findFirst();
  }
}
