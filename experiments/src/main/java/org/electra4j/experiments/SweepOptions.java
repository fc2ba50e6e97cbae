package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.Settings;
import org.electra4j.experiments.report.Comparison;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.Corpus;
import org.electra4j.experiments.run.DataPreparation;
import org.electra4j.experiments.run.DataSets;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.run.Tasks;
import org.electra4j.experiments.run.Tuning;
import org.electra4j.experiments.sweep.Experiment;
import org.electra4j.experiments.sweep.PlannedCell;
import org.electra4j.experiments.sweep.SweepPlan;
import org.electra4j.experiments.sweep.SweepPreset;
import org.electra4j.experiments.sweep.Widened;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a sweep consists of, for running it and for planning it. */
final class SweepOptions {
  /** A tenth of a second of one core, or less. */
  private static final double SMALL_STEP_FLOPS = 1e10;

  @Mixin
  CorpusOptions corpus;

  @Option(names = "--vocab", paramLabel = "FILE", order = 2,
      description = "A vocab.txt to use. Without it one is trained from the corpus, of the preset's vocabularySize.")
  Path vocab;

  @Option(names = "--preset", paramLabel = "NAME", order = 3, description = {
      "quick (minutes an experiment), overnight (an hour or two) or standard (days). Default: quick."})
  private String preset;

  @Mixin
  private SettingOptions settings;

  @Option(names = "--seeds", paramLabel = "N", order = 6,
      description = "Runs of each cell. Default: 1 for quick, 3 for overnight, 5 for standard.")
  private Integer seeds;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", order = 7,
      description = "The first seed; others follow it. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--cells", paramLabel = "NAME", split = ",", order = 8, description = "Only these cells, separated by commas.")
  private List<String> cells = new ArrayList<>();

  @Option(names = "--equal", paramLabel = "WHAT", order = 8, description = {
      "What is held equal between cells: steps, or flops (steps are scaled so that each cell costs what the reference does).",
      "Default: steps, but flops for training-algorithm."})
  private String equal;

  @Option(names = "--widths", paramLabel = "N", split = ",", order = 8,
      description = "Every cell once per hidden size of the main network, embeddings as wide, such as 64,128.")
  private List<Integer> widths;

  @Option(names = "--glue", paramLabel = "DIR", order = 9, description = {
      "A folder with GLUE's tasks, each in a folder of its own; all that are found are used for fine-tuning.",
      "Without it: paragraph-kind, module and sentence-order, made from the built-in corpus, or none with a --corpus of your own."})
  private Path glue;

  @Option(names = "--task", paramLabel = "NAME", split = ",", order = 10, description = {
      "Only these tasks, separated by commas; none for no fine-tuning.",
      "Any text gives word-order, sentence-order and same-document, which small models hardly learn."})
  private List<String> tasks = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR", order = 11, description = {
      "The sweep's folder. Default: runs/EXPERIMENT for the preset as it is, otherwise runs/EXPERIMENT-ID."})
  private Path out;

  @Mixin
  MachineOptions machine;

  @Option(names = "--jobs", paramLabel = "N", order = 33, description = {
      "Runs at the same time, which share the threads. Results do not depend on it.",
      "Default: as many as threads where models are too small to fill them, as far as memory allows; otherwise 1."})
  private Integer jobs;

  @Option(names = "--reuse", paramLabel = "DIR", split = ",", order = 38, description = {
      "Folders of other sweeps, or of their tables alone: finished runs are taken over where settings, data and seed are the same."})
  List<Path> reuse = new ArrayList<>();

  /** Refuses jobs that would have no thread. */
  void checkJobs() {
    if (jobs == null) {
      return;
    }
    if (jobs < 1) {
      throw new ConfigException("jobs is " + jobs + ": expected at least 1");
    }
    if (jobs > machine.threads()) {
      throw new ConfigException("jobs is %d and threads is %d: expected a thread for each job; choose fewer --jobs or more --threads"
          .formatted(jobs, machine.threads()));
    }
  }

  /**
   * Runs at the same time: as asked for. Otherwise as many as threads where steps are so small that threads of one run would mostly wait
   * for each other: at the sweep size two runs of a thread each do 16,000 tokens per second, one of two threads 13,500.
   */
  int jobs(SweepPlan plan, Surroundings around) {
    if (jobs != null) {
      return jobs;
    }
    List<PlannedCell> possible = plan.cells().stream().filter(PlannedCell::possible).toList();
    double step = possible.stream().mapToDouble(cell -> cell.flops() / Math.max(1, cell.configuration().pretrain().steps())).max()
        .orElse(0);
    int most = step > SMALL_STEP_FLOPS ? 1 : Math.min(machine.threads(), possible.size() * plan.seeds());
    while (most > 1 && plan.memoryNeed(machine.threads(), most) > around.availableMemory().getAsLong()) {
      most--;
    }
    return most;
  }

  /** The plan of an experiment, before any text is read. */
  SweepPlan plan(Experiment asked) {
    Experiment experiment = widths == null ? asked : new Widened(asked, widths);
    SweepPreset recipe = recipe(experiment);
    for (String key : settings.changes().keySet()) {
      if (experiment.varied().contains(key)) {
        throw new ConfigException("%s is what the cells of %s differ in: leave it out, or choose --cells".formatted(key,
            experiment.label()));
      }
    }
    Configuration fixed = recipe.configuration().with(part(experiment.fixed(), false));
    Tuning tuning = recipe.tuning().with(part(experiment.fixed(), true)).with(settings.fineTuning());
    Comparison comparison = equal == null ? experiment.comparison() : Settings.choice("equal", equal, Comparison.class);
    return new SweepPlan(experiment, settings.applyTo(fixed), tuning, cells, comparison, seed, seeds == null ? recipe.seeds() : seeds);
  }

  private static Map<String, String> part(Map<String, String> all, boolean fineTuning) {
    Map<String, String> part = new LinkedHashMap<>(all);
    part.keySet().removeIf(key -> SettingOptions.isFineTuning(key) != fineTuning);
    return part;
  }

  private SweepPreset recipe(Experiment experiment) {
    return SweepPreset.of(preset != null ? preset : experiment.preset() != null ? experiment.preset()
        : Settings.text(SweepPreset.QUICK));
  }

  /** The sweep's own. */
  Path folder(SweepPlan plan, DataSets data, List<Task> chosen, Surroundings around) {
    if (out != null) {
      return out;
    }
    String label = plan.experiment().label();
    return around.folder().resolve("runs").resolve(plain(plan.experiment()) ? label
        : label + "-" + plan.folderName(data.base(), Tasks.checksum(chosen)));
  }

  /** Whether everything is as it is unless somebody asks for something else. */
  private boolean plain(Experiment experiment) {
    return settings.untouched() && recipe(experiment) == SweepPreset.QUICK && corpus.corpus == null && vocab == null && glue == null
        && tasks.isEmpty() && equal == null && widths == null;
  }

  /** Bytes that so many jobs together take; UnavailableException where they are not there. */
  long requireMemory(SweepPlan plan, int atOnce, Surroundings around) {
    long needed = plan.memoryNeed(machine.threads(), atOnce);
    around.requireMemory(needed, atOnce == 1 ? "the largest run of this sweep"
        : "this sweep with %d runs at the same time (fewer --jobs take less)".formatted(atOnce));
    return needed;
  }

  /** What is done once text, tasks and workers are there. */
  interface Work {
    int with(SweepPlan plan, DataSets data, List<Task> tasks, WorkerPool workers, Banner banner);
  }

  /** Checks memory, reads corpus and tasks, prepares the data of every cell, and works with all of it. */
  int prepared(SweepPlan plan, Surroundings around, Banner banner, Work work) {
    requireMemory(plan, jobs(plan, around), around);
    Corpus text = corpus.open(around);
    banner.corpus(text);
    List<Task> chosen = tasks(plan, text);
    try (WorkerPool workers = machine.workers()) {
      DataPreparation preparation = new DataPreparation(around, corpus.cache(around), workers);
      DataPreparation.Prepared prepared = preparation.prepare(text, vocab, plan.base(),
          settings.changes().containsKey("vocabularySize"));
      try (DataSets data = new DataSets(prepared.configuration(), prepared.data())) {
        SweepPlan onData = plan.on(prepared.configuration());
        for (PlannedCell cell : onData.cells()) {
          if (cell.possible()) {
            data.add(cell.configuration(), preparation, vocab);
          }
        }
        return work.with(onData, data, chosen, workers, banner);
      }
    }
  }

  private List<Task> tasks(SweepPlan plan, Corpus text) {
    List<String> names = tasks.isEmpty() ? plan.experiment().tasks() : tasks;
    if (names.equals(List.of("none"))) {
      return List.of();
    }
    List<Task> chosen = Tasks.read(names, glue, () -> text, plan.tuning());
    for (Task task : chosen) {
      int length = plan.tuning().config(task.name(), plan.base().model()).length();
      if (length > plan.base().model().maxPositions()) {
        throw new ConfigException("fineTuneLength is %d for %s and maxPositions %d: expected at most maxPositions; --set fineTuneLength=%d"
            .formatted(length, task.name(), plan.base().model().maxPositions(), plan.base().model().maxPositions()));
      }
    }
    return chosen;
  }

  /** The lines that say what is going to be done. */
  void describe(SweepPlan plan, int atOnce, Banner banner) {
    List<PlannedCell> planned = plan.cells();
    banner.say("experiment", "%s: %s x %s, %sFLOP in matrix products".formatted(plan.experiment().label(),
        String.join(", ", planned.stream().map(PlannedCell::name).toList()), Words.plural(plan.seeds(), "seed"),
        Words.brief(plan.flops())));
    if (plan.comparison() == Comparison.FLOPS) {
      banner.say("equal", "floating-point operations: each cell's steps are scaled to the cost of %s".formatted(
          plan.experiment().reference()));
    }
    planned.stream().filter(cell -> !cell.possible())
        .forEach(cell -> banner.say("refused", "%s: %s".formatted(cell.name(), cell.refusal())));
    if (atOnce > 1) {
      banner.say("jobs", "%d runs at the same time, which share the threads".formatted(atOnce));
    }
    banner.shape(plan.base());
  }

  /** The line that says on what models are fine-tuned. */
  void describeTasks(SweepPlan plan, List<Task> chosen, Banner banner) {
    int each = plan.tuning().seeds();
    banner.say("tasks", chosen.isEmpty() ? "none" : String.join(", ", chosen.stream()
        .map(task -> "%s (%s)".formatted(task.name(), Words.count(task.train().size()))).toList())
        + (each > 1 ? ", the median of %d fine-tunings each".formatted(each) : ""));
  }
}
