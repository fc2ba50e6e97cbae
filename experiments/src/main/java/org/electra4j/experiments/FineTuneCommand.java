package org.electra4j.experiments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.electra4j.core.finetune.BagOfWords;
import org.electra4j.core.finetune.FineTuneConfig;
import org.electra4j.core.finetune.FineTuner;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.finetune.TextTasks;
import org.electra4j.core.huggingface.ModelFolder;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.train.RunLock;
import org.electra4j.experiments.report.FineTuneCsv;
import org.electra4j.experiments.report.FineTuneRow;
import org.electra4j.experiments.report.ResultCsv;
import org.electra4j.experiments.run.ModelCard;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.run.Tasks;
import org.electra4j.experiments.run.TrainedModel;
import org.electra4j.experiments.run.Tuning;
import org.electra4j.experiments.terminal.Progress;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fine-tunes a pre-trained model on labelled tasks. */
@Command(name = "finetune", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Fine-tunes a pre-trained model on labelled tasks, scores it on their dev sets, and adds rows to finetune.csv.",
    footer = {"",
        "Without --glue the tasks are made from the JDK's documentation:",
        "paragraph-kind, module, sentence-order. With it: cola, sst-2, mrpc, sts-b,",
        "qqp, mnli, qnli, rte, each from the .tsv files in a folder of its name.",
        "From any --corpus, by --task: word-order, sentence-order, same-document.",
        "",
        "Settings, as published for task and model unless --set: fineTuneDropout,",
        "fineTuneLearningRate, fineTuneLayerDecay, fineTuneEpochs, fineTuneWarmupShare,",
        "fineTuneBatchSize, fineTuneLength, fineTuneWeightDecay; and fineTuneMaxTrain,",
        "fineTuneMaxDev: most examples of a task, 0 for all.",
        "",
        "Examples:",
        "  electra finetune --checkpoint runs/mine --seeds 5",
        "  electra finetune --checkpoint runs/mine --task module --random",
        "  electra finetune --checkpoint runs/mine --glue glue/ --task rte,mrpc",
        "  electra finetune --checkpoint runs/mine --train train.tsv --dev dev.tsv"})
final class FineTuneCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin
  private CheckpointOptions source;

  @Option(names = "--random", order = 2, description = "Begin with random weights instead of the checkpoint's: what is pre-training worth?")
  private boolean random;

  @Option(names = "--task", paramLabel = "NAME", split = ",", order = 4,
      description = "Tasks, separated by commas. Default: all there are.")
  private List<String> tasks = new ArrayList<>();

  @Option(names = "--glue", paramLabel = "DIR", order = 5, description = "A folder with GLUE's tasks, each in a folder of its own.")
  private Path glue;

  @Option(names = "--seeds", paramLabel = "N", defaultValue = "1", order = 6, description = "Runs per task. Default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", order = 7,
      description = "The first seed; others follow it. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--set", paramLabel = "KEY=VALUE", order = 8, description = "Changes one of the settings below; may be repeated.")
  private List<String> set = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR", order = 9, description = "Where finetune.csv is. Default: the folder of the checkpoint.")
  private Path out;

  @Option(names = "--save", paramLabel = "DIR", order = 10, description = {
      "Keep the first seed's model of each task: a folder of the task's name, for electra classify and for transformers."})
  private Path save;

  @Mixin
  private OwnTaskOptions own;

  @Mixin
  private CorpusOptions corpus;

  @Mixin
  private MachineOptions machine;

  FineTuneCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    if (seeds < 1) {
      throw new ConfigException("seeds is " + seeds + ": expected at least 1");
    }
    Tuning tuning = Tuning.published().with(SettingOptions.parse(set));
    if (tuning.seeds() > 1) {
      throw new ConfigException("fineTuneSeeds is for sweeps: leave it out here, and say --seeds %d".formatted(tuning.seeds()));
    }
    TrainedModel model = source.open();
    List<Task> chosen = own.given() ? own.read(tuning) : Tasks.read(tasks, glue, () -> corpus.open(around), tuning);
    if (chosen.isEmpty()) {
      throw new ConfigException("task is not given: expected some of %s, which any --corpus has".formatted(String.join(", ",
          TextTasks.NAMES)));
    }
    Path folder = out != null ? out
        : Files.isDirectory(source.checkpoint) ? source.checkpoint : source.checkpoint.toAbsolutePath().getParent();
    Banner banner = new Banner(around.terminal());
    banner.program();
    banner.say("model", random ? "random weights, in the shape of " + model.checkpoint() : model.checkpoint().toString());
    // Each row is added to those that were there at the start: a second process would lose this one's rows.
    try (RunLock _ = RunLock.acquire(folder); WorkerPool workers = machine.workers()) {
      tune(chosen, model, tuning, FineTuneCsv.open(folder), banner, workers);
    }
    return ExitCodes.DONE;
  }

  private void tune(List<Task> chosen, TrainedModel model, Tuning tuning, FineTuneCsv csv, Banner banner, WorkerPool workers) {
    int ran = 0;
    List<FineTuneRow> rows = new ArrayList<>();
    for (Task task : chosen) {
      FineTuneConfig config = tuning.config(task.name(), model.configuration().model());
      banner.say("task", "%s: %s to train on, %s to score, %s".formatted(task.name(), Words.plural(task.train().size(), "example"),
          Words.count(task.dev().size()), Words.plural(config.steps(task.train().size()), "step")));
      for (long each = seed; each < seed + seeds; each++) {
        FineTuneRow asked = new FineTuneRow(model.name(), random ? "random" : "checkpoint", task.name(), each, tuning.ofOne(),
            Tasks.checksum(List.of(task)), model.tokenizer().vocabulary().checksum(), null);
        Optional<FineTuneRow> before = csv.find(asked);
        // A model that is to be kept is tuned again; its row is the same.
        boolean tunes = before.isEmpty() || save != null && each == seed;
        FineTuneRow row = tunes ? asked.with(tune(model, task, config, asked.seed(), workers)) : before.get();
        if (before.isEmpty()) {
          csv.add(row);
          ran++;
        }
        rows.add(row);
      }
    }
    around.terminal().line("");
    around.terminal().line(FineTuneCsv.table(rows));
    for (Task task : chosen) {
      double counted = BagOfWords.score(task, model.tokenizer());
      if (!Double.isNaN(counted)) {
        banner.say("beside", "%s without a network (naive Bayes over the same word pieces): %s".formatted(task.name(),
            Words.decimals(100 * counted, 1)));
      }
    }
    banner.say("rows", csv.file() + (ran == 0 ? " (all of them were there before)" : ""));
    if (Files.exists(csv.file().resolveSibling(ResultCsv.NAME))) {
      banner.say("next", "electra report %s shows them in summary.md and report.html".formatted(csv.file().getParent()));
    }
  }

  private FineTuner.Result tune(TrainedModel model, Task task, FineTuneConfig config, long each, WorkerPool workers) {
    Progress progress = new Progress(around.terminal(), task.name() + ", seed " + each, "steps", config.steps(task.train().size()));
    FineTuner.Result result;
    try (FineTuner tuner = FineTuner.start(model.configuration().model(), random ? null : model.checkpoint(), model.tokenizer(), task,
        config, each, workers)) {
      result = tuner.finish((step, steps, loss) -> {
        around.stop().check();
        progress.at(step, Words.format("loss %.3f", loss));
      });
      if (save != null && each == seed) {
        tuner.save(save.resolve(task.name()), new ModelFolder.Surroundings(model.tokenizer().vocabulary(), model.tokenizer().normalizer(),
            config.length(), ModelCard.ofTask(model, task, result)));
      }
    }
    progress.end();
    around.terminal().line("  seed %d: %s %s", each, task.metric().name().toLowerCase(Locale.ROOT),
        Words.decimals(100 * result.score(), 1));
    return result;
  }
}
