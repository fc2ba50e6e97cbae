package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.report.Reports;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.Corpus;
import org.electra4j.experiments.run.DataPreparation;
import org.electra4j.experiments.run.PreparedData;
import org.electra4j.experiments.run.PretrainJob;
import org.electra4j.experiments.run.RunResult;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.run.Tasks;
import org.electra4j.experiments.run.Tuning;
import org.electra4j.experiments.sweep.Experiment;
import org.electra4j.experiments.sweep.Sweep;
import org.electra4j.experiments.sweep.SweepPlan;
import org.electra4j.experiments.sweep.SweepPreset;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands of all experiments have in common. */
abstract class ExperimentCommand implements Callable<Integer> {
  private final Surroundings around;
  private final Experiment experiment;

  @Mixin
  private CorpusOptions corpus;

  @Option(names = "--vocab", paramLabel = "FILE", order = 2,
      description = "A vocab.txt to use. Without it one is trained from the corpus, of the preset's vocabularySize.")
  private Path vocab;

  @Option(names = "--preset", paramLabel = "NAME", defaultValue = "quick", order = 3,
      description = "quick or standard. Default: ${DEFAULT-VALUE}.")
  private String preset;

  @Mixin
  private SettingOptions settings;

  @Option(names = "--seeds", paramLabel = "N", order = 6, description = "Runs of each cell. Default: 1 for quick, 5 for standard.")
  private Integer seeds;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", order = 7,
      description = "The first seed; others follow it. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--cells", paramLabel = "NAME", split = ",", order = 8, description = "Only these cells, separated by commas.")
  private List<String> cells = new ArrayList<>();

  @Option(names = "--glue", paramLabel = "DIR", order = 9, description = {
      "A folder with GLUE's tasks, each in a folder of its own; all that are found are used for fine-tuning.",
      "Without it: three tasks made from the built-in corpus, or none with a --corpus of your own."})
  private Path glue;

  @Option(names = "--task", paramLabel = "NAME", split = ",", order = 10,
      description = "Only these tasks, separated by commas; none for no fine-tuning.")
  private List<String> tasks = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR", order = 11, description = {
      "The sweep's folder. Default: runs/EXPERIMENT for the preset as it is, otherwise runs/EXPERIMENT-ID."})
  private Path out;

  @Option(names = "--dry-run", order = 12, description = "Say what would be done, with every setting; write nothing.")
  private boolean dryRun;

  @Mixin
  private MachineOptions machine;

  @Option(names = "--jobs", paramLabel = "N", defaultValue = "1", order = 33, description = {
      "Runs at the same time, which share the threads: for models too small to fill them all.",
      "Results do not depend on it. Default: ${DEFAULT-VALUE}."})
  private int jobs;

  ExperimentCommand(Surroundings around, Experiment experiment) {
    this.around = around;
    this.experiment = experiment;
  }

  @Override
  public Integer call() {
    checkJobs();
    SweepPreset recipe = SweepPreset.of(preset);
    for (String key : settings.changes().keySet()) {
      if (experiment.varied().contains(key)) {
        throw new ConfigException("%s is what the cells of %s differ in: leave it out, or choose --cells".formatted(key,
            experiment.label()));
      }
    }
    Configuration base = settings.applyTo(recipe.configuration());
    Tuning tuning = recipe.tuning().with(settings.fineTuning());
    SweepPlan plan = new SweepPlan(experiment, base, tuning, experiment.cells(base, cells), seed, seeds == null ? recipe.seeds() : seeds);
    Banner banner = new Banner(around.terminal());
    banner.program();
    if (dryRun) {
      describe(plan, banner);
      banner.estimate(plan.flops(), machine);
      banner.memory(plan.memoryNeed(machine.threads(), jobs), around.availableMemory().getAsLong());
      banner.say("settings", "(for --set)");
      banner.settings(base.settings());
      banner.settings(tuning.values());
      return ExitCodes.DONE;
    }
    requireMemory(plan);
    Corpus text = corpus.open(around);
    banner.corpus(text);
    List<Task> chosen = tasks.equals(List.of("none")) ? List.of() : Tasks.read(tasks, glue, text.prose(), tuning);
    try (WorkerPool workers = machine.workers()) {
      DataPreparation.Prepared prepared = new DataPreparation(around, corpus.cache(around), workers)
          .prepare(text, vocab, base, settings.changes().containsKey("vocabularySize"));
      try (PreparedData data = prepared.data()) {
        SweepPlan onData = plan.on(prepared.configuration());
        // Again, since the vocabulary may be larger than the preset's.
        long needed = requireMemory(onData);
        double peak = MachineOptions.peak(workers);
        banner.machine(workers, peak);
        banner.memory(needed, around.availableMemory().getAsLong());
        banner.data(data);
        describe(onData, banner);
        banner.say("tasks", chosen.isEmpty() ? "none" : String.join(", ", chosen.stream()
            .map(task -> "%s (%s)".formatted(task.name(), Words.count(task.train().size()))).toList()));
        Path folder = folder(onData, data, chosen);
        banner.folder(folder);
        around.terminal().line("");
        return ended(new Sweep(onData, data, chosen, folder, workers, jobs, peak, around).run(), folder, banner);
      }
    }
  }

  private void checkJobs() {
    if (jobs < 1) {
      throw new ConfigException("jobs is " + jobs + ": expected at least 1");
    }
    if (jobs > machine.threads()) {
      throw new ConfigException("jobs is %d and threads is %d: expected a thread for each job; choose fewer --jobs or more --threads"
          .formatted(jobs, machine.threads()));
    }
  }

  /** Bytes that all jobs together take; UnavailableException where they are not there. */
  private long requireMemory(SweepPlan plan) {
    long needed = plan.memoryNeed(machine.threads(), jobs);
    around.requireMemory(needed, jobs == 1 ? "the largest run of this sweep"
        : "this sweep with %d runs at the same time (fewer --jobs take less)".formatted(jobs));
    return needed;
  }

  private Path folder(SweepPlan plan, PreparedData data, List<Task> chosen) {
    if (out != null) {
      return out;
    }
    boolean plain = settings.untouched() && SweepPreset.of(preset) == SweepPreset.QUICK && corpus.corpus == null && vocab == null
        && glue == null && tasks.isEmpty();
    String name = plain ? experiment.label()
        : experiment.label() + "-" + plan.folderName(data, Tasks.checksum(chosen));
    return around.folder().resolve("runs").resolve(name);
  }

  private void describe(SweepPlan plan, Banner banner) {
    banner.say("experiment", "%s: %s x %s, %sFLOP in matrix products".formatted(experiment.label(),
        String.join(", ", plan.cells().stream().map(Experiment.Cell::name).toList()), Words.plural(plan.seeds(), "seed"),
        Words.brief(plan.flops())));
    if (jobs > 1) {
      banner.say("jobs", "%d runs at the same time, which share the threads".formatted(jobs));
    }
    banner.shape(plan.base());
    if (dryRun) {
      for (Experiment.Cell cell : plan.cells()) {
        Configuration configuration = plan.base().withSource(cell.source());
        banner.say("", Words.format("%-18s %sFLOP a run", cell.name(), Words.brief(PretrainJob.flops(configuration))));
      }
    }
  }

  private int ended(Sweep.Ended ended, Path folder, Banner banner) {
    if (ended.ranNow() == 0 && ended.failed() == 0) {
      around.terminal().line("all runs were finished before; nothing was left to do");
    }
    if (ended.written() != null) {
      around.terminal().line("");
      around.terminal().line(Reports.table(ended.results().stream().map(RunResult::row).toList(), around.terminal().width()));
      banner.say("figure", ended.written().figure().toString());
      banner.say("summary", ended.written().summary().toString());
      banner.say("rows", ended.written().runs() + ", " + ended.written().steps().getFileName() + ", " + Reports.MACHINE);
    }
    if (ended.failed() > 0) {
      banner.say("failed", "%s; the reasons stand in failure.txt of their folders below %s. Run the command again to try them again."
          .formatted(Words.plural(ended.failed(), "run"), folder.resolve("runs")));
      return ExitCodes.FAILED;
    }
    return ExitCodes.DONE;
  }
}
