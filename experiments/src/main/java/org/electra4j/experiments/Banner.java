package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.Map;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.Settings;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.ReplacementSource.Uniform;
import org.electra4j.core.objective.ReplacementSource.Unigram;
import org.electra4j.core.objective.WeightSharing;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.Corpus;
import org.electra4j.experiments.run.PreparedData;
import org.electra4j.experiments.run.Provenance;
import org.electra4j.experiments.terminal.Terminal;
import org.electra4j.experiments.terminal.Words;
import org.electra4j.simd.SimdInfo;
import org.electra4j.simd.WorkerPool;

/** The lines in which a command says what it is about to do, on what, with what. */
final class Banner {
  private static final int LABEL = 12;
  private static final double USUAL_SHARE = 0.3;

  private final Terminal terminal;

  Banner(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Where it says them. */
  Terminal terminal() {
    return terminal;
  }

  /** A label and what belongs to it. */
  void say(String label, String text) {
    terminal.line(Words.format("%-" + LABEL + "s%s", label, text));
  }

  void program() {
    say("program", "electra4j %s, commit %s, Java %s".formatted(Provenance.version(), Provenance.commit(), Runtime.version()));
  }

  void machine(WorkerPool workers, double peak) {
    say("machine", "%s; %s, %d-bit vectors (%d logical lanes), fma peak %.0f GFLOP/s".formatted(Provenance.cpu(),
        Words.plural(workers.threads(), "thread"), SimdInfo.laneBits(), SimdInfo.logicalLanes(), peak));
  }

  /** Work, and what it will take at a share of the peak that is usual for these models. */
  void estimate(double flops, MachineOptions machine) {
    try (WorkerPool workers = machine.workers()) {
      double peak = MachineOptions.peak(workers);
      say("work", "%sFLOP in matrix products: very roughly %s of pre-training on this machine (fma peak %.0f GFLOP/s)".formatted(
          Words.brief(flops), Words.seconds(flops / (USUAL_SHARE * peak * 1e9)), peak));
    }
  }

  void memory(long needed, long available) {
    say("memory", "%s needed, %s available".formatted(Words.bytes(needed), Words.bytes(available)));
  }

  void corpus(Corpus corpus) {
    say("corpus", corpus.description());
  }

  void vocabulary(Vocabulary vocabulary) {
    say("vocabulary", "%s word pieces, checksum %s".formatted(Words.count(vocabulary.size()), Words.checksum(vocabulary.checksum())));
  }

  void data(PreparedData data) {
    vocabulary(data.vocabulary());
    say("examples", "%s of %d positions, %s tokens; %s held out".formatted(Words.count(data.training().examples()),
        data.training().length(), Words.count(data.training().tokens()), Words.count(data.heldOut().examples())));
    say("unigram", "%s nats: where a model stands that knows word frequencies and no context".formatted(
        Words.decimals(data.training().unigramEntropy(), 3)));
  }

  /** What the cells of a sweep have in common. */
  void shape(Configuration configuration) {
    ElectraConfig model = configuration.model();
    say("model", "%d layers of %d, embeddings of %d".formatted(model.layers(), model.hiddenSize(), model.embeddingSize()));
    say("training", "%s of %d x %d positions, %s in all; peak learning rate %s".formatted(
        Words.plural(configuration.pretrain().steps(), "step"), configuration.pretrain().batchSize(), configuration.pretrain().length(),
        Words.brief(configuration.positions()), Settings.text(configuration.pretrain().learningRate())));
  }

  /** What is trained. */
  void model(Configuration configuration) {
    shape(configuration);
    Objective objective = configuration.model().objective();
    if (!objective.prediction().drawsReplacements()) {
      say("generator", "none: the main network fills in masks itself");
      return;
    }
    say("generator", switch (objective.source()) {
      case LearnedGenerator(double size, WeightSharing sharing) -> "size %s, sharing %s".formatted(Settings.text(size),
          Settings.text(sharing));
      case Unigram _ -> "none: replacements are drawn by token frequency";
      case Uniform _ -> "none: replacements are drawn evenly from the vocabulary";
    });
  }

  /** Every key with its value. */
  void settings(Map<String, String> settings) {
    settings.forEach((key, value) -> terminal.line(Words.format("  %-24s %s", key, value)));
  }

  void folder(Path folder) {
    say("folder", folder.toString());
  }
}
