package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.Electra;
import org.electra4j.core.ranks.Ranks;
import org.electra4j.core.train.Evaluation;
import org.electra4j.core.train.MemoryNeed;
import org.electra4j.experiments.report.Comparison;
import org.electra4j.experiments.report.Reports;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.Corpus;
import org.electra4j.experiments.run.DataPreparation;
import org.electra4j.experiments.run.PreparedData;
import org.electra4j.experiments.run.Preset;
import org.electra4j.experiments.run.PretrainJob;
import org.electra4j.experiments.run.RunManifest;
import org.electra4j.experiments.run.RunResult;
import org.electra4j.experiments.run.RunSpec;
import org.electra4j.experiments.run.StopRequest;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.run.TrainedModel;
import org.electra4j.experiments.sweep.Cluster;
import org.electra4j.experiments.sweep.Forecast;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pre-trains one model. */
@Command(name = "pretrain", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Pre-trains one model and evaluates it on held-out text.",
    footer = {"",
        "Presets: tiny (two layers of 32, for trials), mini (four layers of 128: under",
        "an hour on two cores), small and base (sizes and schedule as published:",
        "days to months on a CPU unless --steps says less).",
        "The run's folder holds checkpoints, vocab.txt, the curve (steps.csv), the",
        "row (runs.csv) and run.json, which says how all of it was made.",
        "",
        "Running the same command again goes on where it was cut off, or says at",
        "once that all is done.",
        "",
        "Examples:",
        "  electra pretrain --preset tiny --steps 20",
        "  electra pretrain --preset small --steps 50000 --corpus my-texts/",
        "  electra pretrain --set generatorSize=1/4 --set learningRate=5e-4 --dry-run"})
final class PretrainCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin
  private CorpusOptions corpus;

  @Option(names = "--vocab", paramLabel = "FILE", order = 2,
      description = "A vocab.txt to use. Without it one is trained from the corpus, of the preset's vocabularySize.")
  private Path vocab;

  @Option(names = "--preset", paramLabel = "NAME", defaultValue = "tiny", order = 3,
      description = "tiny, mini, small or base. Default: ${DEFAULT-VALUE}.")
  private String preset;

  @Mixin
  private SettingOptions settings;

  @Option(names = "--from", paramLabel = "PATH", order = 5, description = {
      "Begin with the weights of this model instead of new ones: a run's folder, a checkpoint, or what import made.",
      "Its sizes hold, and its vocabulary where no --vocab is given."})
  private Path from;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", order = 6,
      description = "Of start, masking, replacements and order. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--out", paramLabel = "DIR", order = 7, description = "The run's folder. Default: runs/pretrain-PRESET-ID.")
  private Path out;

  @Option(names = "--save-every", paramLabel = "N", order = 8,
      description = "Steps between checkpoints; changes no result. Default: a tenth of all steps, at most 1000.")
  private Long saveEvery;

  @Option(names = "--verify-every", paramLabel = "N", defaultValue = "0", order = 8, description = {
      "Make each N-th step twice from the same state, and stop if the weights differ in a bit: then the machine is at fault.",
      "Default: ${DEFAULT-VALUE}, for never."})
  private long verifyEvery;

  @Option(names = "--tensorboard", paramLabel = "DIR", order = 9, description = "Write the curve as TensorBoard's events too.")
  private Path tensorboard;

  @Option(names = "--dry-run", order = 10, description = "Say what would be done, with every setting; write nothing.")
  private boolean dryRun;

  @Option(names = "--plan", order = 11, description = {
      "Say how long it would take, from some timed steps; train nothing. With --machines, also on machines that you do not have."})
  private boolean plan;

  @Mixin
  private ClusterOptions planned;

  @Mixin
  private MachineOptions machine;

  @Mixin
  private RanksOptions processes;

  PretrainCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    TrainedModel begun = from == null ? null : TrainedModel.open(from, vocab);
    Configuration asked = settings.applyTo(begun == null ? Preset.of(preset).configuration() : begun.further(Preset.of(preset)));
    if (!settings.fineTuning().isEmpty()) {
      throw new ConfigException("%s is for fine-tuning: leave it out here, or give it to finetune"
          .formatted(settings.fineTuning().keySet().iterator().next()));
    }
    if (saveEvery != null && saveEvery < 1) {
      throw new ConfigException("save-every is " + saveEvery + ": expected at least 1");
    }
    if (verifyEvery < 0) {
      throw new ConfigException("verify-every is " + verifyEvery + ": expected 0 or more");
    }
    Banner banner = new Banner(around.terminal());
    long needed = memoryNeed(asked);
    if (dryRun) {
      banner.program();
      banner.model(asked);
      banner.estimate(PretrainJob.flops(asked), machine);
      banner.memory(needed, around.availableMemory().getAsLong());
      banner.say("settings", "(for --set)");
      banner.settings(asked.settings());
      return ExitCodes.DONE;
    }
    around.requireMemory(needed, "this run");
    if (plan) {
      // Refuses what cannot be before the text is read.
      planned.cluster(machine.threads());
    } else {
      planned.requireNone();
    }
    Ranks ranks = plan ? Ranks.ALONE : processes.begin(Launched.of(System.getenv()));
    try {
      int code = run(asked, begun, ranks);
      ranks.close();
      return code;
    } catch (StopRequest.Stopped e) {
      // Everybody stops: after any other failure the others are not waited for, and whoever started them ends them.
      ranks.close();
      throw e;
    }
  }

  private int run(Configuration asked, TrainedModel begun, Ranks ranks) {
    Surroundings mine = ranks.rank() == 0 ? around : around.silent();
    Banner banner = new Banner(mine.terminal());
    Corpus text = corpus.open(mine);
    banner.program();
    banner.corpus(text);
    try (WorkerPool workers = machine.workers()) {
      // The others find in the cache what the first has made, where they share one.
      if (ranks.rank() > 0) {
        ranks.meet();
      }
      DataPreparation.Prepared prepared = new DataPreparation(mine, corpus.cache(mine), workers)
          .prepare(text, begun == null || vocab != null ? vocab : begun.vocabularyFile(), asked,
              settings.changes().containsKey("vocabularySize"));
      if (ranks.rank() == 0) {
        ranks.meet();
      }
      try (PreparedData data = prepared.data()) {
        return train(prepared.configuration(), begun, data, workers, ranks, banner);
      }
    }
  }

  private void plan(Configuration configuration, PreparedData data, WorkerPool workers, long needed, Banner banner) {
    banner.machine(workers, MachineOptions.peak(workers));
    banner.memory(needed, around.availableMemory().getAsLong());
    banner.data(data);
    banner.model(configuration);
    around.terminal().draw(List.of("timing steps"));
    double seconds = Forecast.pretraining(configuration, data, workers, planned.timingSeconds(), around.stop());
    around.terminal().clearBlock();
    double flops = PretrainJob.flops(configuration);
    int threads = workers.threads();
    banner.say("time", "%s on this machine, %sFLOP/s in matrix products".formatted(Words.seconds(seconds), Words.brief(flops / seconds)));
    Cluster cluster = planned.cluster(threads);
    if (!ClusterOptions.here(cluster, threads)) {
      long steps = configuration.pretrain().steps();
      long parameters = Electra.parameters(configuration.model());
      banner.say("", "%s on %s, of it %s exchanging gradients; modelled (docs/scaling.md)".formatted(
          Words.seconds(cluster.seconds(flops, steps, parameters, flops / seconds / threads)), ClusterOptions.told(cluster, threads),
          Words.seconds(steps * cluster.exchangeSeconds(parameters))));
    }
  }

  private long memoryNeed(Configuration configuration) {
    return MemoryNeed.bytes(configuration.model(), configuration.pretrain(), machine.threads());
  }

  private int train(Configuration configuration, TrainedModel begun, PreparedData data, WorkerPool workers, Ranks ranks,
      Banner banner) {
    // Again, since the vocabulary may be larger than the preset's.
    long needed = memoryNeed(configuration);
    around.requireMemory(needed, "this run");
    if (plan) {
      plan(configuration, data, workers, needed, banner);
      return ExitCodes.DONE;
    }
    SequencedMap<String, String> defining = configuration.settings();
    if (begun != null) {
      defining.put("begunWith", begun.hashOfWeights());
    }
    RunSpec spec = data.spec(defining, "", seed);
    Path folder = out != null ? out
        : around.folder().resolve("runs").resolve("pretrain-" + preset + "-" + spec.folderName());
    RunManifest manifest = new RunManifest(folder.resolve("run.json"));
    Optional<RunResult> before = ranks.rank() == 0 ? begin(manifest, spec) : Optional.empty();
    if (ranks.any(before.isPresent())) {
      before.ifPresent(result -> {
        banner.say("finished", "before; nothing is left to do");
        summary(result, folder, banner);
      });
      return ExitCodes.DONE;
    }
    if (ranks.rank() == 0) {
      data.vocabulary().write(folder.resolve("vocab.txt"));
    }
    double peak = MachineOptions.peak(workers) * ranks.size();
    if (ranks.size() > 1) {
      banner.say("processes", "%d, each with %s".formatted(ranks.size(), Words.plural(workers.threads(), "thread")));
    }
    banner.machine(workers, peak);
    banner.memory(needed, around.availableMemory().getAsLong());
    banner.data(data);
    banner.model(configuration);
    banner.folder(folder);
    long every = saveEvery != null ? saveEvery : PretrainJob.usualSaveEvery(configuration.pretrain().steps());
    PretrainJob job = new PretrainJob(spec, configuration, data, folder, every, verifyEvery,
        begun == null ? null : begun.checkpoint(), tensorboard);
    PretrainJob.Finished finished = job.run(workers, ranks, around.stop(), new PretrainDisplay(banner.terminal(), configuration, peak));
    if (ranks.rank() > 0) {
      return ExitCodes.DONE;
    }
    RunResult result = RunResult.of("pretrain", preset, preset, Comparison.STEPS, job, finished, List.of(), 0,
        workers.threads() * ranks.size(), peak);
    Reports.writeMachine(folder, List.of(result.machine()));
    Reports.write(folder, "pretrain", List.of(result.row()), List.of(result.curve()));
    manifest.end(result);
    summary(result, folder, banner);
    return ExitCodes.DONE;
  }

  /** The result of a run that was finished before; otherwise the run's folder is its own from here on. */
  private Optional<RunResult> begin(RunManifest manifest, RunSpec spec) {
    if (manifest.belongsTo(spec.state())) {
      return manifest.result(RunResult.class);
    }
    manifest.begin(spec.state(), around.arguments());
    return Optional.empty();
  }

  private void summary(RunResult result, Path folder, Banner banner) {
    Evaluation evaluation = result.row().evaluation();
    around.terminal().line("");
    banner.say("training", "last loss %s, in %s at %s tokens/s, %s of the fma peak".formatted(
        Words.decimals(result.curve().points().getLast().total(), 3), Words.seconds(result.machine().seconds()),
        Words.brief(result.machine().tokensPerSecond()), Words.percent(result.machine().shareOfPeak())));
    String health = result.row().health();
    if (health != null && !health.isEmpty()) {
      banner.say("noticed", health);
    }
    if (!Double.isNaN(evaluation.maskedLmLoss())) {
      // Only a main network that fills in masks itself reads no replacements.
      banner.say(Double.isNaN(evaluation.replaced()) ? "main" : "generator", "held-out masked-LM loss %s nats, accuracy %s".formatted(
          Words.decimals(evaluation.maskedLmLoss(), 3), Words.percent(evaluation.maskedLmAccuracy())));
      double below = result.row().belowUnigram();
      banner.say("", below > 0 ? "%s nats below the unigram entropy of %s".formatted(Words.decimals(below, 3),
          Words.decimals(result.row().unigramEntropy(), 3))
          : "%s nats above the unigram entropy of %s: it has learned no context yet, train longer".formatted(Words.decimals(-below, 3),
              Words.decimals(result.row().unigramEntropy(), 3)));
    }
    if (!Double.isNaN(evaluation.nextSentenceAccuracy())) {
      banner.say("", "held-out next-sentence loss %s nats, accuracy %s".formatted(Words.decimals(evaluation.predictionLoss(), 3),
          Words.percent(evaluation.nextSentenceAccuracy())));
    } else if (!Double.isNaN(evaluation.predictionAccuracy())) {
      banner.say("main", "held-out loss of naming originals %s nats, accuracy %s where masked, %s of tokens replaced".formatted(
          Words.decimals(evaluation.predictionLoss(), 3), Words.percent(evaluation.predictionAccuracy()),
          Words.percent(evaluation.replaced())));
    } else if (!Double.isNaN(evaluation.replaced())) {
      banner.say("main", "held-out replaced-token loss %s nats, AUC %s, %s of tokens replaced".formatted(
          Words.decimals(evaluation.predictionLoss(), 3), Words.decimals(evaluation.auc(), 3), Words.percent(evaluation.replaced())));
    }
    banner.say("weights", "%s floats, SHA-256 %s".formatted(Words.count(result.row().parameters()), result.row().hashOfWeights()));
    banner.say("files", "runs.csv, steps.csv, machine.csv, summary.md, report.html, vocab.txt, run.json and checkpoints in " + folder);
    banner.say("next", "electra finetune --checkpoint " + folder);
  }
}
